using Downhill.Compute;

namespace Downhill.Control;

/// <summary>How often an action is drawn at random instead: a probability that falls in a straight line, and then stays.</summary>
public sealed record Exploration
{
    /// <summary>The probability at the first step. Default 1.</summary>
    public double First { get; init => field = Require.Within(value, 0, 1); } = 1;

    /// <summary>The probability that it comes to. Default 0.05.</summary>
    public double Last { get; init => field = Require.Within(value, 0, 1); } = 0.05;

    /// <summary>Steps of the world until then. Default 10,000.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 10_000;

    /// <summary>The probability after some steps of the world.</summary>
    public double At(int step) => First + ((Last - First) * Math.Clamp((double)step / Steps, 0, 1));
}
