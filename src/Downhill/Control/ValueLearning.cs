using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A way to learn Q(s, a) = E [r + γ maxₐ′ Q(s′, a′)] by a network with an output for each action; a time limit goes on, a termination does not.</summary>
public abstract record ValueLearning
{
    private protected ValueLearning()
    {
    }

    /// <summary>Widths of the hidden layers. Default two of 64.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [64, 64];

    /// <summary>The bend between layers.</summary>
    public Bend Bend { get; init; }

    /// <summary>γ. Default 0.99.</summary>
    public double Discount { get; init => field = Require.Within(value, 0, 1); } = 0.99;

    /// <summary>Steps of a batch. Default 64.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 64;

    /// <summary>How often an action is drawn at random while it learns.</summary>
    public Exploration Exploration { get; init; } = new();

    /// <summary>N: what acts when learning is over has the mean of all weights up to update N, then an exponential average that forgets over N updates. Default 1000; 1: no average.</summary>
    public int Settling { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>An agent that has learned nothing yet.</summary>
    /// <param name="problem">What it acts in, by choices.</param>
    /// <param name="rng">Where its weights are drawn from.</param>
    /// <exception cref="ArgumentException">The problem is one of vectors.</exception>
    public abstract ValueAgent For(ControlProblem problem, Rng rng);
}
