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
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(transition);
        return At(energy, Scan.Over(steps, [start], [], (y, _, _) => [transition(y[0])], LoopStorage.States).Final[0]);
    }

    /// <summary>A point that was found in any way, taken as a minimum of <paramref name="energy"/>.</summary>
    /// <remarks>As <see cref="Of"/>; with iterations the derivative's system H v = ȳ is solved by so many conjugate gradients, one Hessian-vector product each, where H is positive definite.</remarks>
    /// <param name="energy">E(y) for one point, a scalar; whatever else it uses is θ.</param>
    /// <param name="found">y*, a vector per row.</param>
    /// <param name="iterations">Conjugate gradients of the derivative; default 0: H is made, and the system solved directly.</param>
    public static Node At(Func<Node, Node> energy, Node found, int iterations = 0)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(found);
        Node point = Scan.Placeholder(found.Shape);
        return Stationary(found, point, Derivative.Gradient(energy(point), point), Require.AtLeast(iterations, 0, nameof(iterations)));
    }

    internal static Node Stationary(Node found, Node point, Node gradient, int iterations) =>
        Node.Create(Op.Argmin, [found, .. ArgminPullback.Captured(gradient, point)], new Detail.Stationary(point, gradient, iterations));
}
