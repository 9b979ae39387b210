using Downhill.Compute;

namespace Downhill.Imitation;

/// <summary>How one learns to tell an expert's steps from an agent's.</summary>
public sealed record Discriminator
{
    /// <summary>Widths of the hidden layers. Default two of 64.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [64, 64];

    /// <summary>Adam's step size. Default 0.0003.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 3e-4;

    /// <summary>The weight of (‖∂D̃/∂x‖ − 1)² between an expert's step and an agent's, D̃ = ln D − ln(1 − D), x in deviations of the demonstrations; where it is shaped, on the slope of g alone. Default 10.</summary>
    public double GradientPenalty { get; init => field = Require.NotNegative(value); } = 10;

    /// <summary>Whether it sees the action beside the state. Default true.</summary>
    public bool SeesActions { get; init; } = true;

    /// <summary>Whether an end is a step into an absorbing state, which is told by a coordinate of its own, stays, and has a reward as any other. Default true.</summary>
    public bool SeesAbsorbing { get; init; } = true;

    /// <summary>Whether D̃ = f − ln π with f = g + γ h(s′) − h(s), so that g is a reward. Default false.</summary>
    public bool IsShaped { get; init; }

    /// <summary>How much of every observation it sees, from the first number; null: all of it. Default null.</summary>
    public int? Observed { get; init; }

    /// <summary>N: the reward that is taken elsewhere has the mean of all weights up to update N, then an exponential average that forgets over N updates. Default 1: those it has now.</summary>
    public int Settling { get; init => field = Require.AtLeast(value, 1); } = 1;
}
