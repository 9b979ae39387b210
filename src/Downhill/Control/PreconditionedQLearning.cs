using Downhill.Compute;

namespace Downhill.Control;

/// <summary>PreQN: θ′ = θ + α Σ zᵢ ∂Qᵢ/∂θ with z = K⁺ (T Q − Q) over a batch, K = ∂Q/∂θ (∂Q/∂θ)ᵀ, so that values move as a table's would; no target network.</summary>
/// <remarks>
/// α shrinks until what the values of the batch really did is within cos ≥ <see cref="Cosine"/> of what was asked of them, T Q − Q; each try starts from θ itself.
/// After so many tries θ stays. Everything that decides is in double; z is of least squares, and of those the shortest.
/// Source: J. Achiam, E. Knight and P. Abbeel (2019), Towards characterizing divergence in deep Q-learning, arXiv:1903.08894, section 5.
/// Differs from the source: choices instead of vectors, so no network for the policy; weights that are averaged act in the end.
/// </remarks>
public sealed record PreconditionedQLearning : ValueLearning
{
    /// <summary>Values by sines: of the usual bends, the one whose K is nearest to a diagonal.</summary>
    public PreconditionedQLearning() => Bend = Bend.Sin;

    /// <summary>α at the first try: 1 asks for the whole of T Q − Q. Default 0.1.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>η. Default 0.97.</summary>
    public double Cosine { get; init => field = Require.Within(value, -1, 1); } = 0.97;

    /// <summary>What α is multiplied by from try to try. Default 0.5.</summary>
    public double Shrinking { get; init => field = Require.Within(value, 0, 1); } = 0.5;

    /// <summary>Tries. Default 8.</summary>
    public int Tries { get; init => field = Require.AtLeast(value, 1); } = 8;

    /// <summary>Pivots of K below this share of the largest count as zero. Default 1e-7.</summary>
    public double Negligible { get; init => field = Require.Within(value, 0, 1); } = 1e-7;

    /// <inheritdoc/>
    public override PreconditionedAgent For(ControlProblem problem, Rng rng) => new(this, problem, rng);
}
