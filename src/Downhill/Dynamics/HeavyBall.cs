using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>Descent with momentum: x ← x − η ∇E(x) + m (x − x₋), x₋ the point before.</summary>
/// <remarks>Source: B. T. Polyak (1964), USSR Comput. Math. Math. Phys. 4(5), 1–17.</remarks>
public sealed record HeavyBall : Stepper
{
    /// <summary>η, in units of x² per unit of energy. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>m, from 0 (gradient descent) to 1, where nothing is damped. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.Within(value, 0, 1); } = 0.9;

    private Setting Eta => new("step_size", StepSize);

    private Setting M => new("momentum", Momentum);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta, M];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x, x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(state);
        Node x = state[0], before = state[1];
        return [x - (Eta.Node * Derivative.Gradient(energy(x), x)) + (M.Node * (x - before)), x];
    }
}
