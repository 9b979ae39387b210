using static Downhill.Compute.Maths;

namespace Downhill.Compute;

/// <summary>A term Σ leftᵀ right of the derivative of a row's number with respect to a shared matrix [p, q]; see <see cref="Derivative.Factors"/>.</summary>
/// <param name="Left">[h, p] per row, or a stack of such.</param>
/// <param name="Right">[h, q] per row, or a stack of as many. The sum is over h and over the steps of the stacks.</param>
public sealed record OuterProduct(Node Left, Node Right)
{
    /// <summary>The product itself, [p, q] per row: p q numbers where the factors have h (p + q).</summary>
    public Node Matrix => SumSteps(MatMul(Transpose(Left), Right));

    /// <summary>How many pairs of vectors it is the sum of.</summary>
    internal int Count => Left.Shape.Steps * Left.Shape.Height;

    internal OuterProduct Transposed => new(Right, Left);
}
