using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill;

/// <summary>E(x) + (τ/4) |∇E(x)|²: from the landscape that steps go down to the one that the flow through their points goes down, and back.</summary>
/// <remarks>
/// <para>
/// A step x − η ∇E follows the flow x′ = −∇Ẽ for a time η up to O(η³), with Ẽ = E + (η/4) |∇E|². So tracks of an exact flow, learned
/// by one step from frame to frame, give an energy that is off by O(η), and <see cref="FlowOf"/> of it is off by O(η²) only.
/// </para>
/// <para>
/// Cost: a gradient of E more in each evaluation. Source: E. Hairer, C. Lubich and G. Wanner (2006), Geometric Numerical Integration, 2nd ed.,
/// chapter IX.1 (backward error analysis); D. G. T. Barrett and B. Dherin (2021), Implicit gradient regularization, arXiv:2009.11162.
/// </para>
/// </remarks>
public sealed record CorrectedEnergy : Energy
{
    private CorrectedEnergy(Energy inner, double shift)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (Inner, Shift) = (inner, shift);
    }

    /// <summary>E.</summary>
    public Energy Inner { get; }

    /// <summary>τ, in units of x² per unit of energy; a step size, or the negative of one.</summary>
    public double Shift { get; }

    /// <inheritdoc/>
    public override int Dimension => Inner.Dimension;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

    /// <summary>The landscape whose flow for a time η leads where a step of size η down <paramref name="descent"/> does: E + (η/4) |∇E|².</summary>
    /// <param name="descent">What steps go down: learned with <see cref="Objectives.TrajectoryMatching"/>, for example.</param>
    /// <param name="stepSize">η, of one inner step, positive.</param>
    public static CorrectedEnergy FlowOf(Energy descent, double stepSize) => new(descent, Require.Positive(stepSize));

    /// <summary>The landscape down which a step of size η leads where the flow of <paramref name="flow"/> does in a time η: E − (η/4) |∇E|².</summary>
    /// <param name="flow">What the flow goes down.</param>
    /// <param name="stepSize">η, positive.</param>
    public static CorrectedEnergy DescentOf(Energy flow, double stepSize) => new(flow, -Require.Positive(stepSize));

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node energy = Inner.Of(x);
        return energy + (Shift / 4 * SquaredNorm(Derivative.Gradient(energy, x)));
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new CorrectedEnergy(Inner.With(parameters), Shift);
}
