using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>How the observed system moves.</summary>
public enum Motion
{
    /// <summary>x′ = −∇E(x), with or without noise.</summary>
    Overdamped,

    /// <summary>x″ = −∇E(x) − γ x′.</summary>
    Inertial,
}

/// <summary>Σₜ Σᵢ wᵢ (xₜᵢ − Xₜᵢ)² / K over the K matched states of a window, xₜ rolled out from the window's first state through the learned dynamics.</summary>
/// <remarks>
/// <para>
/// The gradient goes through the whole roll-out: λₜ = (∂f/∂x)ᵀ λₜ₊₁ + ∂l/∂xₜ, dL/dθ = Σₜ (∂f/∂θ)ᵀ λₜ₊₁. With K = 1 and one inner step it is
/// one-step matching, −η ∂/∂θ ⟨∂L/∂f, ∂E/∂x⟩.
/// </para>
/// <para>
/// Inputs: "start" per window [state], "targets" [K, state] per window; a state is a position, followed by a velocity when the motion is inertial.
/// </para>
/// <para>Source: J. Domke (2012), Generic methods for optimization-based modeling, AISTATS 22, 318–326.</para>
/// </remarks>
public sealed record TrajectoryMatching : Objective
{
    /// <summary>How the system moves. Default: overdamped.</summary>
    public Motion Motion { get; init; }

    /// <summary>K, the matched states of a window. Default 1.</summary>
    public int Matched { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Inner steps from one matched state to the next. Default 1.</summary>
    public int InnerSteps { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>The inner step size: η (overdamped) or h (inertial), in seconds. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>wᵢ, one over the variance that counts as one, shape [state].</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>Where the friction starts (inertial), per second. Default 0.1.</summary>
    public double Friction { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>What the roll-out keeps for the way back. Default: everything.</summary>
    public LoopStorage Storage { get; init; } = LoopStorage.Everything;

    /// <summary>Over how many matched states the adjoint λ is carried back: the roll-out is cut at every so many from the last. Default 0: over the whole window.</summary>
    /// <remarks>The loss is the same; its derivative leaves out what acts over the cuts, so it stays finite where the dynamics amplify. Source: R. J. Williams and J. Peng (1990), Neural Comput. 2(4), 490–501.</remarks>
    public int Carried { get; init => field = Require.AtLeast(value, 0); }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        Motion == Motion.Inertial ? [new Parameter("log_friction", 1, 1, [Math.Log(Friction)])] : [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings =>
        [new Parameter("inner_step", 1, 1, [StepSize]), new Parameter("state_weights", 1, Weights.Count, [.. Weights])];

    /// <inheritdoc/>
    public override Node Loss(Energy energy)
    {
        Node targets = Targets(energy);
        Node residual = RollOut(energy) - targets;
        return Sum(SumSteps(Square(residual) * Repeat(Settings[1].Node, targets.Shape))) / Matched;
    }

    /// <summary>The states that the roll-out predicts, stacked [K, state] per window.</summary>
    /// <param name="energy">The landscape.</param>
    /// <param name="friction">γ as a shared scalar; default: the learned one, exp(log_friction).</param>
    public Node RollOut(Energy energy, Node? friction = null)
    {
        ArgumentNullException.ThrowIfNull(energy);
        friction ??= Motion == Motion.Inertial ? Exp(Parameters[0].Node) : 0;
        int d = energy.Dimension;
        Node start = Node.Point(Weights.Count, "start");
        Node[] state = Motion == Motion.Overdamped ? [start] : [Slice(start, 0, d), Slice(start, d, d)];
        Scan scan = Scan.Over(Matched, state, [], (c, _, t) => Inner(energy, Cut(c, t), friction), Storage);
        return Motion == Motion.Overdamped ? scan.After[0] : Join(scan.After[0], scan.After[1]);
    }

    private Node Targets(Energy energy) =>
        Node.Input("targets", Shape.PerRow(Weights.Count) with { Steps = Matched, Width = Motion == Motion.Inertial ? 2 * energy.Dimension : energy.Dimension });

    /// <summary>The state, held still where the roll-out is cut.</summary>
    private Node[] Cut(Node[] state, Node step)
    {
        Node[] cuts = [.. Enumerable.Range(1, Matched - 1).Where(t => Carried > 0 && (Matched - t) % Carried == 0).Select(t => Equal(step, t))];
        return cuts.Length == 0 ? state : [.. state.Select(part => Select(cuts.Aggregate((a, b) => a + b), StopGradient(part), part))];
    }

    private Node[] Inner(Energy energy, Node[] state, Node friction)
    {
        Node h = Settings[0].Node;
        for (int i = 0; i < InnerSteps; i++)
        {
            state = Motion == Motion.Overdamped
                ? [state[0] - (h * Derivative.Gradient(energy.Of(state[0]), state[0]))]
                : Inertial.Step(energy.Of, state, h, friction);
        }

        return state;
    }
}
