using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>How the derivative of a cost gets through a descent inside it: the one switch of <see cref="InnerLoop"/>.</summary>
/// <remarks>
/// Full, recomputed and checkpointed are one derivative, that of the steps; they differ in memory and time. Recomputed and checkpointed
/// have the same bits, and so has full but for the fusing that <see cref="LoopStorage.Everything"/> speaks of. The others
/// are derivatives of the minimum: truncated up to |I − ηH|ᴷ′, implicit up to the distance from the minimum, equilibrium propagation
/// up to order β². <see cref="RouteCertificate"/> measures which of them may be used.
/// </remarks>
public abstract record GradientRoute
{
    /// <summary>Through all steps, costly results kept: fastest, memory O(K × the layers' widths).</summary>
    public static GradientRoute Full { get; } = new ThroughSteps { Storage = LoopStorage.Everything };

    /// <summary>Through all steps, of which only the states are kept: memory O(K d).</summary>
    public static GradientRoute Recompute { get; } = new ThroughSteps { Storage = LoopStorage.States };

    /// <summary>Through all steps, of which every ⌈√K⌉-th is kept: memory O(√K d).</summary>
    public static GradientRoute Checkpoints { get; } = new ThroughSteps { Storage = LoopStorage.Checkpoints };

    /// <summary>That of the minimum, by solving with the Hessian directly.</summary>
    public static GradientRoute Implicit { get; } = new AtMinimum();

    /// <summary>Equilibrium propagation with the default nudge: no second derivative of the energy.</summary>
    public static GradientRoute Nudged { get; } = new EquilibriumPropagation();

    /// <summary>Through the last <paramref name="last"/> steps only.</summary>
    public static GradientRoute Truncated(int last) => new ThroughSteps { Last = last };

    /// <summary>What enters the graph by name for the route itself.</summary>
    internal abstract IReadOnlyList<Setting> Settings { get; }

    /// <summary>y_K with the route's derivative.</summary>
    internal abstract Node End(InnerLoop loop, Func<Node, Node> energy, Node start);

    /// <summary>C(y_K) with the route's derivative.</summary>
    internal abstract Node Loss(InnerLoop loop, Func<Node, Node> energy, Node start, Func<Node, Node> cost);
}
