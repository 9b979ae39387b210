using Downhill.Compute;

namespace Downhill.Control;

/// <summary>Learns to act from any steps: J = E Σₜ γᵗ (rₜ + α H(π(·|sₜ))), by twin soft critics, delayed copies of them, and a policy that follows exp(Q/α).</summary>
/// <remarks>
/// Targets are y = r + γ (V̄(s′) where it goes on), V̄ of the lesser of the delayed critics; a time limit goes on, a termination does not.
/// Vectors: π is a Gaussian squashed by tanh, moved along the critics' slope. One of n: π = softmax(min(Q₁, Q₂)/α) itself and V̄ = α ln Σ exp(Q̄/α), exact sums over the actions.
/// α is learned so that the entropy comes to <see cref="TargetEntropy"/>.
/// Source: T. Haarnoja et al. (2018), arXiv:1812.05905; for discrete actions P. Christodoulou (2019), arXiv:1910.07207.
/// Differs from the source: critics and actor move at once, from one pass, so the actor follows the critics of the step before; with discrete actions there is no
/// network for the policy, as the one that its loss would tend to is known.
/// </remarks>
public sealed record SoftActorCritic
{
    /// <summary>Widths of the hidden layers of every network. Default two of 64.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [64, 64];

    /// <summary>γ. Default 0.99.</summary>
    public double Discount { get; init => field = Require.Within(value, 0, 1); } = 0.99;

    /// <summary>Adam's step size. Default 0.001.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>How far the delayed critics go towards the critics after each update. Default 0.01.</summary>
    public double Averaging { get; init => field = Require.Within(value, 0, 1); } = 0.01;

    /// <summary>α at the start, in units of the reward. Default 0.2.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 0.2;

    /// <summary>Whether α is learned. Default true.</summary>
    public bool LearnsTemperature { get; init; } = true;

    /// <summary>The entropy that α is learned for, in nats; null: minus the dimension of a vector, or 0.3 ln n for one of n. Default null.</summary>
    public double? TargetEntropy { get; init; }

    /// <summary>N: what acts when learning is over has the mean of all weights up to update N, then an exponential average that forgets over N updates. Default 1000.</summary>
    public int Settling { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>Steps of a batch. Default 128.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>An agent that has learned nothing yet.</summary>
    /// <param name="problem">What it acts in.</param>
    /// <param name="rng">Where its weights are drawn from.</param>
    public Agent For(ControlProblem problem, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Actions.IsDiscrete ? new DiscreteAgent(this, problem, rng) : new VectorAgent(this, problem, rng);
    }
}
