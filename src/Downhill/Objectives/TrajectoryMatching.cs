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

/// <summary>What joins one state of an overdamped roll-out to the next.</summary>
public enum Between
{
    /// <summary>Steps x ← x − η ∇E(x).</summary>
    Descent,

    /// <summary>The flow x′ = −∇E(x), by the classical Runge-Kutta method in steps of η: off by O(η⁴), at four gradients a step.</summary>
    /// <remarks>Source: W. Kutta (1901), Z. Math. Phys. 46, 435–453.</remarks>
    Flow,
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

    /// <summary>What joins one state to the next where the motion is overdamped. Default: steps of descent.</summary>
    public Between Between { get; init; }

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

    /// <summary>Which coordinates of a state move and are matched, x − η M ∇E with the mask M after the gradient; the others are as they are at the start. Default null: all.</summary>
    /// <remarks>Overdamped motion only. For an energy of all coordinates; in a <see cref="ConditionalEnergy"/> those that do not move are no part of the state.</remarks>
    public IReadOnlyList<int>? Moving { get; init; }

    /// <summary>Whether the coordinates that do not move follow the observed ones from one matched state to the next. Default: they stay where the window begins.</summary>
    public bool Driven { get; init; }

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
        Node residual = Masked(RollOut(energy) - targets);
        return Sum(SumSteps(Square(residual) * Repeat(Settings[1].Node, targets.Shape))) / Matched;
    }

    /// <summary>The states that the roll-out predicts, stacked [K, state] per window.</summary>
    /// <param name="energy">The landscape.</param>
    /// <param name="friction">γ as a shared scalar; default: the learned one, exp(log_friction).</param>
    /// <exception cref="InvalidOperationException">Some coordinates do not move, and the motion is inertial.</exception>
    public Node RollOut(Energy energy, Node? friction = null)
    {
        ArgumentNullException.ThrowIfNull(energy);
        if (Moving is not null && Motion == Motion.Inertial)
        {
            throw new InvalidOperationException("Coordinates that do not move go with overdamped motion only; give an inertial one a ConditionalEnergy.");
        }

        friction ??= Motion == Motion.Inertial ? Exp(Parameters[0].Node) : 0;
        int d = energy.Dimension;
        Node start = Node.Point(Weights.Count, "start");
        Node[] state = Motion == Motion.Overdamped ? [start] : [Slice(start, 0, d), Slice(start, d, d)];
        Node[] observed = Driven && Moving is not null ? [Targets(energy)] : [];
        Scan scan = Scan.Over(Matched, state, observed, (c, seen, t) => Follow(Inner(energy, Cut(c, t), friction), seen), Storage);
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
                ? [Overdamped(energy, state[0], h)]
                : Inertial.Step(energy.Of, state, h, friction);
        }

        return state;
    }

    private Node Overdamped(Energy energy, Node x, Node h)
    {
        Node first = Force(x);
        if (Between == Between.Descent)
        {
            return x + (h * first);
        }

        Node second = Force(x + (h / 2 * first)), third = Force(x + (h / 2 * second)), fourth = Force(x + (h * third));
        return x + (h / 6 * (first + (2 * second) + (2 * third) + fourth));

        Node Force(Node at) => -Masked(Derivative.Gradient(energy.Of(at), at));
    }

    /// <summary>What does not move, as it was observed.</summary>
    private Node[] Follow(Node[] state, Node[] observed) => observed.Length == 0 ? state : [Masked(state[0] - observed[0]) + observed[0]];

    private Node Masked(Node x) => Moving is null ? x
        : x * Repeat(Node.Constant([.. Enumerable.Range(0, x.Shape.Width).Select(i => Moving.Contains(i) ? 1.0 : 0)], 1, x.Shape.Width), x.Shape);
}
