using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Operators;

/// <summary>A step down that turns: x ← x − η (I − ω J) ∇E(x), J a quarter turn of the plane; a game in which each coordinate also minds the other's slope.</summary>
/// <remarks>Source: A. van der Schaft and D. Jeltsema (2014), Found. Trends Syst. Control 1(2–3), 173–378, port-Hamiltonian systems; here in steps.</remarks>
internal sealed record Turning : Stepper
{
    /// <summary>η.</summary>
    internal double StepSize { get; init; } = 0.1;

    /// <summary>ω; 0 is descent.</summary>
    internal double Turn { get; init; } = 0.8;

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [new("step_size", StepSize), new("turn", Turn)];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        Node x = state[0], gradient = Derivative.Gradient(energy(x), x), aside = MatMul(gradient, Node.Constant([0, 1, -1, 0], 2, 2));
        return [x - (Settings[0].Node * (gradient - (Settings[1].Node * aside)))];
    }
}
