using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Backpropagation through the steps: λᴷ = dC/dyᴷ, λᵏ = (∂f/∂y)ᵀ λᵏ⁺¹, dC/dθ = Σₖ (∂f/∂θ)ᵀ λᵏ⁺¹; all steps, or the last ones only.</summary>
/// <remarks>
/// <para>
/// Truncated to the last K′ steps of a descent that has arrived, it is the sum of the first K′ terms of η Σⱼ (I − ηH)ʲ = H⁻¹ in place of
/// H⁻¹, and misses the whole by at most |I − ηH|ᴷ′ of it.
/// </para>
/// <para>Source: J. Domke (2012), AISTATS 22, 318–326; truncated: A. Shaban, C.-A. Cheng, N. Hatch and B. Boots (2019), AISTATS 89, 1723–1732.</para>
/// </remarks>
public sealed record ThroughSteps : GradientRoute
{
    /// <summary>What is kept of the way down. Default: the states.</summary>
    public LoopStorage Storage { get; init; } = LoopStorage.States;

    /// <summary>K′, how many of the last steps are differentiated; default null: all. More than there are is all, too.</summary>
    public int? Last { get; init => field = value is { } last ? Require.AtLeast(last, 1) : null; }

    internal override IReadOnlyList<Setting> Settings => [];

    internal override Node End(InnerLoop loop, Func<Node, Node> energy, Node start)
    {
        Node[] state = loop.Stepper.AtRest(start);
        int before = Math.Max(0, loop.Steps - (Last ?? loop.Steps));
        if (before > 0)
        {
            state = [.. loop.Run(energy, state, 0, before, LoopStorage.States).Select(StopGradient)];
        }

        return loop.Run(energy, state, before, loop.Steps - before, Storage)[0];
    }

    internal override Node Loss(InnerLoop loop, Func<Node, Node> energy, Node start, Func<Node, Node> cost) => cost(End(loop, energy, start));
}
