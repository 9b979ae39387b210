using Downhill.Compute.Differentiation;

namespace Downhill.Compute;

/// <summary>A minimum as a node: y* with ∂E/∂y(y*, θ) = 0, differentiable in θ by the implicit function theorem.</summary>
public static class Argmin
{
    /// <summary>Where <paramref name="steps"/> steps of <paramref name="transition"/> lead from <paramref name="start"/>, taken as a minimum of <paramref name="energy"/>.</summary>
    /// <remarks>
    /// Derivatives are those of the minimum, not of the steps: dy*/dθ = −H⁻¹ ∂²E/∂y∂θ with H = ∂²E/∂y². They are as good as the minimum
    /// is reached, and hold where H is regular. Cost of the derivative: d Hessian-vector products and O(d³) per row.
    /// Source: the implicit function theorem.
    /// </remarks>
    /// <param name="energy">E(y) for one point, a scalar; whatever else it uses is θ.</param>
    /// <param name="start">y₀, a vector per row.</param>
    /// <param name="transition">One step y → y′ of the search.</param>
    /// <param name="steps">How many.</param>
    public static Node Of(Func<Node, Node> energy, Node start, Func<Node, Node> transition, int steps)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(transition);
        Node found = Scan.Over(steps, [start], [], (y, _, _) => [transition(y[0])], LoopStorage.States).Final[0];
        Node point = Scan.Placeholder(start.Shape);
        Node gradient = Derivative.Gradient(energy(point), point);
        return Node.Create(Op.Argmin, [found, .. ArgminPullback.Captured(gradient, point)], new Detail.Stationary(point, gradient));
    }
}
