using Downhill.Control;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>A way to learn values, and how often.</summary>
/// <param name="Id">Its name in summary.json.</param>
/// <param name="Words">Its name in pictures.</param>
/// <param name="Learning">The algorithm.</param>
/// <param name="Updates">Updates for each step of the world.</param>
internal sealed record ValueLearner(string Id, string Words, ValueLearning Learning, double Updates)
{
    /// <summary>γ of all; with 0.99 a cart that leaves the track after 400 steps is hardly worse than one that stays.</summary>
    internal const double Discount = 0.995;

    private static readonly Exploration Exploring = new() { Steps = 20_000 };

    private static readonly PreconditionedQLearning Preconditioned = new() { StepSize = 0.3, Discount = Discount, Settling = 2000, Exploration = Exploring };

    private static readonly DeepQLearning Deep = new() { Discount = Discount, Settling = 2000, Exploration = Exploring };

    /// <summary>Those that learn in every world. The usual ones take twice as many updates, and still less computation.</summary>
    internal static ValueLearner[] Everywhere { get; } =
    [
        new("preqn", "PreQN", Preconditioned, 0.5),
        new("dqn", "DQN", Deep, 1),
        new("double-dqn", "Double DQN", Deep with { IsDouble = true }, 1),
        new("no-target", "DQN, no target network", Deep with { TargetPeriod = 1 }, 1),
        new("no-target-sines", "no target, sines", Deep with { TargetPeriod = 1, Bend = Bend.Sin }, 1),
    ];

    /// <summary>PreQN with another bend, and with a step so long that the search has work, on the pole alone.</summary>
    internal static ValueLearner[] Other { get; } =
    [
        new("relu", "PreQN, ReLU", Preconditioned with { Bend = Bend.Relu }, 0.5),
        new("long-steps", "PreQN, α = 1", Preconditioned with { StepSize = 1 }, 0.5),
        new("no-search", "PreQN, α = 1, no search", Preconditioned with { StepSize = 1, Cosine = -1 }, 0.5),
    ];
}
