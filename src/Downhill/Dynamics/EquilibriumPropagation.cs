using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Equilibrium propagation, nudged both ways: dC/dθ ≈ (∂F⁺/∂θ(u⁺) − ∂F⁻/∂θ(u⁻)) / 2β, u^± where F^± = E ± β C is least.</summary>
/// <remarks>
/// <para>
/// No second derivative of E is taken. The error is of order β², and that of the relaxations over β. From the start to u⁰, then from u⁰ to
/// each of u^±: three times the steps. C may depend on θ too. What is right are the value C(u⁰) and the first derivative, not the second.
/// </para>
/// <para>
/// Source: B. Scellier and Y. Bengio (2017), Front. Comput. Neurosci. 11:24; both ways: A. Laborieux et al. (2021), Front. Neurosci. 15:633674.
/// </para>
/// </remarks>
public sealed record EquilibriumPropagation : GradientRoute
{
    /// <summary>β, in units of energy per unit of cost. Default 0.01.</summary>
    public double Nudge { get; init => field = Require.Positive(value); } = 0.01;

    internal override IReadOnlyList<Setting> Settings => [Beta];

    private Setting Beta => new("nudge", Nudge);

    internal override Node End(InnerLoop loop, Func<Node, Node> energy, Node start) =>
        throw new InvalidOperationException("Equilibrium propagation nudges by the cost, so the end alone has no derivative by it; ask for InnerLoop.Loss.");

    internal override Node Loss(InnerLoop loop, Func<Node, Node> energy, Node start, Func<Node, Node> cost)
    {
        Node free = Relax(energy, StopGradient(start));
        Node difference = (Nudged(Beta.Node) - Nudged(-Beta.Node)) / (2 * Beta.Node);

        // The value is the cost's, the derivative the difference's: what is subtracted is the same number, held still.
        return StopGradient(cost(free)) + (difference - StopGradient(difference));

        Node Relax(Func<Node, Node> landscape, Node from) => StopGradient(loop.Run(landscape, loop.Stepper.AtRest(from), 0, loop.Steps, LoopStorage.States)[0]);

        Node Nudged(Node beta)
        {
            Node Landscape(Node y) => energy(y) + (beta * cost(y));
            return Landscape(Relax(Landscape, free));
        }
    }
}
