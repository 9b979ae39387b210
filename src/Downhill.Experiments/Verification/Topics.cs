namespace Downhill.Experiments;

/// <summary>What a claim, a verification or an experiment is about.</summary>
public static class Topics
{
    /// <summary>Energies, their derivatives, and learning them through the steps down them.</summary>
    public const string Energies = "energies";

    /// <summary>The rules that move a point: descent, momentum, mirror descent, games.</summary>
    public const string Operators = "operators";

    /// <summary>exp(−E/T): sampling from it and fitting it.</summary>
    public const string Densities = "densities";

    /// <summary>Inverse reinforcement learning and its adversarial forms.</summary>
    public const string GanIrl = "gan-irl";

    /// <summary>Q-learning and when it diverges.</summary>
    public const string QLearning = "q-learning";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Energies, Operators, Densities, GanIrl, QLearning];
}
