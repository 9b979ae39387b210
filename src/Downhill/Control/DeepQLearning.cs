using Downhill.Compute;

namespace Downhill.Control;

/// <summary>DQN: Adam on ½ (r + γ Q̄(s′, a*) − Q(s, a))², Q̄ a copy of the network that lags behind.</summary>
/// <remarks>
/// a* is what the copy values most; of double DQN (<see cref="IsDouble"/>) what the network itself does. Without a copy (<see cref="Alone"/>) both are one.
/// Source: V. Mnih et al. (2015), Nature 518, 529–533; H. van Hasselt, A. Guez and D. Silver (2016), arXiv:1509.06461.
/// Differs from the source: squares and Adam, and weights that are averaged act in the end.
/// </remarks>
public sealed record DeepQLearning : ValueLearning
{
    /// <summary>Without a target network.</summary>
    public static DeepQLearning Alone { get; } = new() { TargetPeriod = 1 };

    /// <summary>Adam's step size. Default 0.001.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>Whether the network chooses what the copy judges. Default false.</summary>
    public bool IsDouble { get; init; }

    /// <summary>After so many updates the copy follows. Default 200; 1 with <see cref="TargetShare"/> 1: there is none.</summary>
    public int TargetPeriod { get; init => field = Require.AtLeast(value, 1); } = 200;

    /// <summary>How far it follows, as a share of the way. Default 1: all of it.</summary>
    public double TargetShare { get; init => field = Require.Within(value, 0, 1); } = 1;

    /// <inheritdoc/>
    public override ValueAgent For(ControlProblem problem, Rng rng) => new DeepQAgent(this, problem, rng);
}
