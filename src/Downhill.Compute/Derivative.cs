using Downhill.Compute.Differentiation;
using static Downhill.Compute.Maths;

namespace Downhill.Compute;

/// <summary>Derivatives as graphs, to any order: what these return may be differentiated again.</summary>
/// <remarks>
/// Rows do not see one another, so a derivative with respect to a value per row is per row;
/// one with respect to a shared value (a parameter) is the sum over rows.
/// </remarks>
public static class Derivative
{
    /// <summary>∂y/∂x for a scalar y (per row or shared), with the shape of x.</summary>
    public static Node Gradient(Node y, Node x) => Gradient(y, [x])[0];

    /// <summary>∂y/∂x for a scalar y (per row or shared) and each x, with the shape of x. Cost: a few times that of y, for all x together.</summary>
    /// <remarks>
    /// A derivative with respect to a node made by <see cref="Maths.Transpose"/> or <see cref="Maths.Repeat"/> is of no use where its transpose or repetition
    /// is taken again, for the graph then reads what the node was made of; nor is one with respect to −a where it is negated, added or
    /// subtracted, or to a − b where it is negated. Differentiate with respect to what the node was made of.
    /// </remarks>
    public static Node[] Gradient(Node y, IReadOnlyList<Node> x)
    {
        ArgumentNullException.ThrowIfNull(y);
        return y.Shape.Length == 1
            ? VectorJacobian([y], [Node.Constant(1, y.Shape)], x)
            : throw new ArgumentException($"A gradient is of a scalar, not of {y.Shape}; use VectorJacobian.", nameof(y));
    }

    /// <summary>ȳᵀ ∂y/∂x: the pullback of ȳ, with the shape of x.</summary>
    public static Node VectorJacobian(Node y, Node ybar, Node x) => VectorJacobian([y], [ybar], [x])[0];

    /// <summary>Σₖ ȳₖᵀ ∂yₖ/∂x for each x, with the shape of x.</summary>
    public static Node[] VectorJacobian(IReadOnlyList<Node> y, IReadOnlyList<Node> ybar, IReadOnlyList<Node> x) => new Reverse(x).Run(y, ybar);

    /// <summary>∂y/∂x v: the pushforward of v, with the shape of y.</summary>
    /// <remarks>ȳ ↦ ȳᵀ ∂y/∂x is linear, and its derivative in direction v is what is asked for; it is the same at every ȳ, and taken at 0.</remarks>
    public static Node JacobianVector(Node y, Node x, Node v)
    {
        ArgumentNullException.ThrowIfNull(y);
        Node ybar = Node.Create(Op.Input, [], new Detail.Named("ȳ", y.Shape));
        return Substitution.Of(VectorJacobian(VectorJacobian(y, ybar, x), v, ybar), ybar, Repeat(Node.Constant([0], 1, 1), y.Shape));
    }

    /// <summary>∂²E/∂x² v for a scalar E: the derivative of the gradient in direction v.</summary>
    public static Node HessianVector(Node energy, Node x, Node v) => VectorJacobian(Gradient(energy, x), v, x);

    /// <summary>The matrix ∂²E/∂x², [d, d] per row, for a scalar E and a vector x [1, d]. Cost: d Hessian-vector products.</summary>
    /// <exception cref="ArgumentException">E is no scalar, or x is no vector of one step.</exception>
    public static Node Hessian(Node energy, Node x) => Jacobian(Gradient(energy, x), x);

    /// <summary>The matrix ∂yᵢ/∂xⱼ, [n, d], for vectors y [1, n] and x [1, d]. Cost: n vector-Jacobian products.</summary>
    /// <exception cref="ArgumentException">y or x is no vector of one step.</exception>
    public static Node Jacobian(Node y, Node x)
    {
        RequireVector(y, nameof(y));
        RequireVector(x, nameof(x));
        Node whole = Node.Constant(0, y.Shape with { Height = y.Shape.Width, Width = x.Shape.Width });
        for (int i = 0; i < y.Shape.Width; i++)
        {
            whole += Pad(VectorJacobian(y, Unit(i, y.Shape), x), i, 0, y.Shape.Width, x.Shape.Width);
        }

        return whole;
    }

    /// <summary>∂/∂θ ⟨v, ∂E/∂x⟩: the mixed second derivative against v, summed over rows for a shared θ; the matrix itself is never made.</summary>
    public static Node Mixed(Node energy, Node x, Node v, Node parameter) => Gradient(Dot(Gradient(energy, x), v), parameter);

    /// <summary>Σᵢ ∂²E/∂xᵢ² for a scalar E and a vector x [1, d]. Cost: d Hessian-vector products.</summary>
    /// <exception cref="ArgumentException">E is no scalar, or x is no vector of one step.</exception>
    public static Node Laplacian(Node energy, Node x)
    {
        RequireVector(x, nameof(x));
        Node gradient = Gradient(energy, x);
        Node sum = Node.Constant(0, x.Shape with { Width = 1 });
        for (int i = 0; i < x.Shape.Width; i++)
        {
            sum += Slice(VectorJacobian(gradient, Unit(i, x.Shape), x), i, 1);
        }

        return sum;
    }

    /// <summary>∂yᵢ/∂θ of every row i, for a scalar y per row and a shared θ [p, q]: [p, q] per row. Their sum over rows is <see cref="Gradient(Node, Node)"/>.</summary>
    /// <exception cref="ArgumentException">y is no scalar per row, θ is not shared, or something between them ties rows together.</exception>
    public static Node PerRow(Node y, Node parameter) => new RowGradient(y, [parameter]).Numbers()[0];

    /// <summary>∂yᵢ/∂θ of every row i, as a sum of outer products: for a layer's weights its input and the ȳ of its output.</summary>
    /// <remarks>
    /// What is no such sum (a vector, a parameter used number by number), or of so many terms that its numbers are cheaper in a
    /// Gram matrix (n² (p + q) > p q for n terms), is one term: left is 1, right the numbers as a vector [1, p q]. No term: it is zero.
    /// </remarks>
    /// <exception cref="ArgumentException">y is no scalar per row, θ is not shared, or something between them ties rows together.</exception>
    public static IReadOnlyList<OuterProduct> Factors(Node y, Node parameter) => new RowGradient(y, [parameter]).Terms()[0];

    /// <summary>Σ (∂yᵢ/∂θ)² over the numbers of all parameters, a scalar per row; by the factors, so that the derivatives of weights are never made.</summary>
    /// <exception cref="ArgumentException">y is no scalar per row, a parameter is not shared, or something between them ties rows together.</exception>
    public static Node SquaredNormPerRow(Node y, params Node[] parameters) => new RowGradient(y, parameters).SquaredNorm();

    private static void RequireVector(Node x, string name)
    {
        ArgumentNullException.ThrowIfNull(x, name);
        if (x.Shape is not { Height: 1, Steps: 1 })
        {
            throw new ArgumentException($"This derivative is of and by vectors [1, n] of one step, not {x.Shape}; use Reshape.", name);
        }
    }

    private static Node Unit(int i, Shape shape)
    {
        double[] values = new double[shape.Width];
        values[i] = 1;
        return Repeat(Node.Constant(values, 1, shape.Width), shape);
    }
}
