using static Downhill.Compute.Maths;

namespace Downhill.Compute.Differentiation;

/// <summary>θ̄ = −∂/∂θ ⟨v, ∂E/∂y(y*, θ)⟩ with H v = ȳ: the implicit function theorem, as graph.</summary>
internal static class ArgminPullback
{
    internal static Node?[] Of(Node minimum, Node ybar)
    {
        Detail.Stationary stationary = minimum.Get<Detail.Stationary>();

        // The node itself stands for y*, so that the result depends on θ through y* as well, and may be differentiated again.
        Node gradient = Substitution.Of(stationary.Gradient, stationary.Point, minimum);
        Node v = stationary.Iterations == 0
            ? Transpose(Solve(Derivative.Jacobian(gradient, minimum), Transpose(ybar)))
            : Iterated(gradient, minimum, ybar, stationary.Iterations);
        Node[] bars = new Reverse([minimum, .. minimum.Inputs.Skip(1)]).Run([gradient], [-v]);
        return [null, .. bars.Skip(1)];
    }

    /// <summary>What the gradient takes from outside: the nodes that do not depend on the point, seen from those that do.</summary>
    internal static IEnumerable<Node> Captured(Node gradient, Node point)
    {
        HashSet<Node> inside = [point];
        List<Node> order = Order.Ascending([gradient]);
        foreach (Node node in order.Where(node => Array.Exists(node.Inputs, inside.Contains)))
        {
            inside.Add(node);
        }

        return inside.SelectMany(node => node.Inputs).Where(node => !inside.Contains(node) && node.Fill is null).Distinct();
    }

    // v is where ½ vᵀ H v − ȳ v has its minimum: so its own derivative is again that of the minimum, not that of the iterations.
    private static Node Iterated(Node gradient, Node minimum, Node ybar, int iterations)
    {
        Node Product(Node p) => Derivative.VectorJacobian(gradient, p, minimum);
        Node v = ConjugateGradients.Solve(Product, ybar, iterations).Solution, point = Scan.Placeholder(v.Shape);
        return Argmin.Stationary(v, point, Product(point) - ybar, iterations);
    }
}
