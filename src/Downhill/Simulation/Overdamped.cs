using Downhill.Compute;

namespace Downhill.Simulation;

/// <summary>x ← x + h F(x) + √(2hT) ξ for any force F, downhill or not: gradient descent at T = 0, Euler and Maruyama's rule above.</summary>
internal sealed record Overdamped(IReadOnlyList<double>? Drift, double StepSize, double Temperature) : Stepper
{
    private Setting Eta => new("step_size", StepSize);

    private Setting Noise => new("noise", Math.Sqrt(2 * StepSize * Temperature));

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => Temperature > 0 ? [Eta, Noise] : [Eta];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        Node x = state[0], next = x + (Eta.Node * Force(energy, x));
        return [Temperature > 0 ? next + (Noise.Node * Maths.Normal(x.Shape, 0, time)) : next];
    }

    private Node Force(Func<Node, Node> energy, Node x) => Drift is null
        ? -Derivative.Gradient(energy(x), x)
        : Maths.MatMul(x, Maths.Transpose(Node.Constant([.. Drift], x.Shape.Width, x.Shape.Width)));
}
