using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>Inertial motion x″ = −∇E(x) − γ x′ by drift, kick, drift: x ← x + h/2 v, v ← e^(−γh) v − (1 − e^(−γh))/γ ∇E(x), x ← x + h/2 v.</summary>
/// <remarks>
/// <para>
/// The friction is exact where the force is constant; without friction this is the leapfrog, symplectic, of order h², whose frequency on
/// E = ω² x²/2 is (2/h) arcsin(ωh/2).
/// </para>
/// <para>Source: L. Verlet (1967), Phys. Rev. 159, 98–103; with friction D. L. Ermak and H. Buckholz (1980), J. Comput. Phys. 35(2), 169–182.</para>
/// </remarks>
public sealed record Inertial : Stepper
{
    /// <summary>h, in units of time. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>γ, per unit of time. Default 0.</summary>
    public double Friction { get; init => field = Require.NotNegative(value); }

    private Setting H => new("step_size", StepSize);

    private Setting Gamma => new("friction", Friction);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [H, Gamma];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return [x, Node.Constant([.. new double[x.Shape.Width]], 1, x.Shape.Width) + (0 * x)];
    }

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Step(energy, state, H.Node, Gamma.Node);
    }

    /// <summary>One step with the step size h and the friction γ given as nodes, so that they may be learned.</summary>
    public static Node[] Step(Func<Node, Node> energy, Node[] state, Node h, Node friction)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        Node half = state[0] + (0.5 * h * state[1]), gh = friction * h;
        Node v = (Maths.Exp(-gh) * state[1]) - (h * Relative(gh) * Derivative.Gradient(energy(half), half));
        return [half + (0.5 * h * v), v];
    }

    // (1 − e⁻ᵃ) / a, by its series where the quotient would cancel: the first term left out is a⁴/120 < 10⁻¹⁴ there.
    private static Node Relative(Node a)
    {
        Node large = (1 - Maths.Exp(-a)) / Maths.Select(Maths.Less(Maths.Abs(a), 1e-3), 1, a);
        return Maths.Select(Maths.Less(Maths.Abs(a), 1e-3), 1 - (a / 2) + (a * a / 6) - (a * a * a / 24), large);
    }
}
