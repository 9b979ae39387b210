using static Downhill.Compute.Maths;

namespace Downhill.Compute;

/// <summary>A linear system A v = b per row, of which only products A p are known: v after some iterations of conjugate gradients, for a symmetric positive definite A.</summary>
/// <remarks>
/// Exact after d iterations but for rounding; before, |v − A⁻¹b| in the norm of A falls by (√κ − 1)/(√κ + 1) an iteration, κ the condition
/// number. A row that has arrived stays; so does one along whose direction A is not positive, and its residual says so. Cost: one product
/// an iteration. Source: M. R. Hestenes and E. Stiefel (1952), J. Res. Natl. Bur. Stand. 49(6), 409–436.
/// </remarks>
public static class ConjugateGradients
{
    /// <summary>v and the residual b − A v, each with the shape of b.</summary>
    /// <param name="product">p to A p, for a vector per row.</param>
    /// <param name="b">The right side, a vector per row.</param>
    /// <param name="iterations">How many.</param>
    public static (Node Solution, Node Residual) Solve(Func<Node, Node> product, Node b, int iterations)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(b);
        Node v = Scan.Over(iterations, [0 * b, b, b], [], (c, _, _) => Iterate(product, c), LoopStorage.States).Final[0];
        return (v, b - product(v));
    }

    // The carries are (v, r, p).
    private static Node[] Iterate(Func<Node, Node> product, Node[] c)
    {
        Node ap = product(c[2]), square = SquaredNorm(c[1]), curvature = Dot(c[2], ap);
        Node moves = Less(0, curvature);
        Node step = Select(moves, square / Select(moves, curvature, 1), 0);
        Node r = c[1] - (step * ap);
        return [c[0] + (step * c[2]), r, r + (SquaredNorm(r) / Select(moves, square, 1) * c[2])];
    }
}
