namespace Downhill.Compute;

/// <summary>The functions that energies are written with; <c>using static Downhill.Compute.Maths;</c>.</summary>
/// <remarks>Every function acts on each row by itself, except those whose name says Rows.</remarks>
public static class Maths
{
    /// <summary>x², number by number.</summary>
    public static Node Square(Node x) => x * x;

    /// <summary>xⁿ for a whole n ≥ 0, number by number.</summary>
    public static Node Power(Node x, int n)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Require.AtLeast(n, 0, nameof(n)) switch
        {
            0 => Node.Constant(1, x.Shape),
            1 => x,
            _ => n % 2 == 0 ? Square(Power(x, n / 2)) : x * Power(x, n - 1),
        };
    }

    /// <summary>eˣ, number by number.</summary>
    public static Node Exp(Node x) => Unary(Op.Exp, x);

    /// <summary>ln x, number by number; −∞ at 0, NaN below.</summary>
    public static Node Log(Node x) => Unary(Op.Log, x);

    /// <summary>ln(1 + x), number by number, accurate near 0.</summary>
    public static Node Log1p(Node x) => Unary(Op.Log1p, x);

    /// <summary>√x, number by number.</summary>
    public static Node Sqrt(Node x) => Unary(Op.Sqrt, x);

    /// <summary>tanh x, number by number.</summary>
    public static Node Tanh(Node x) => Unary(Op.Tanh, x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), number by number.</summary>
    public static Node Sigmoid(Node x) => Unary(Op.Sigmoid, x);

    /// <summary>ln(1 + eˣ), number by number; its derivative is σ(x).</summary>
    public static Node Softplus(Node x) => Unary(Op.Softplus, x);

    /// <summary>x σ(x), number by number.</summary>
    public static Node SiLU(Node x) => x * Sigmoid(x);

    /// <summary>λ x above 0, λ α (eˣ − 1) at or below, with λ = 1.0507… and α = 1.6732…, number by number.</summary>
    /// <remarks>Source: G. Klambauer et al. (2017), Self-normalizing neural networks. Its second derivative jumps at 0.</remarks>
    public static Node Selu(Node x)
    {
        const double Lambda = 1.0507009873554804934193349852946, Alpha = 1.6732632423543772848170429916717;
        return Lambda * Select(Less(0, x), x, Alpha * (Exp(Minimum(x, 0)) - 1));
    }

    /// <summary>sin x, number by number.</summary>
    public static Node Sin(Node x) => Unary(Op.Sin, x);

    /// <summary>cos x, number by number.</summary>
    public static Node Cos(Node x) => Unary(Op.Cos, x);

    /// <summary>|x|, number by number; its derivative at 0 is taken as 0.</summary>
    public static Node Abs(Node x) => Unary(Op.Abs, x);

    /// <summary>−1, 0 or 1, number by number; its derivative is taken as 0.</summary>
    public static Node Sign(Node x) => Unary(Op.Sign, x);

    /// <summary>x, with every derivative taken as 0.</summary>
    public static Node StopGradient(Node x) => Unary(Op.StopGradient, x);

    /// <summary>The smaller of a and b, number by number; at a tie the derivative goes to b.</summary>
    public static Node Minimum(Node a, Node b) => Binary(Op.Minimum, a, b);

    /// <summary>The larger of a and b, number by number; at a tie the derivative goes to b.</summary>
    public static Node Maximum(Node a, Node b) => Binary(Op.Maximum, a, b);

    /// <summary>1 where a &lt; b, else 0; its derivative is taken as 0.</summary>
    public static Node Less(Node a, Node b) => Binary(Op.Less, a, b);

    /// <summary>1 where a = b, else 0; its derivative is taken as 0.</summary>
    public static Node Equal(Node a, Node b) => Binary(Op.Equal, a, b);

    /// <summary>a where the condition is not 0, b where it is, number by number.</summary>
    public static Node Select(Node condition, Node a, Node b)
    {
        (a, b) = Simplify.Fit(a, b);
        (condition, a) = Simplify.Fit(condition, a);
        return Node.Create(Op.Select, [condition, a, Simplify.Repeat(b, a.Shape)]);
    }

    /// <summary>The sum of a row's numbers, a scalar (per row, if x is per row).</summary>
    public static Node Sum(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Reduce(Op.Sum, x, x.Shape with { Height = 1, Width = 1 });
    }

    /// <summary>The mean of a row's numbers.</summary>
    public static Node Mean(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Sum(x) / x.Shape.Elements;
    }

    /// <summary>Σᵢ aᵢ bᵢ over a row's numbers.</summary>
    public static Node Dot(Node a, Node b) => Sum(a * b);

    /// <summary>Σᵢ xᵢ² over a row's numbers.</summary>
    public static Node SquaredNorm(Node x) => Sum(Square(x));

    /// <summary>The largest of a row's numbers; at a tie the derivative is shared equally.</summary>
    public static Node Largest(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Reduce(Op.Largest, x, x.Shape with { Height = 1, Width = 1 });
    }

    /// <summary>ln Σᵢ exp xᵢ over a row's numbers, without overflow.</summary>
    public static Node LogSumExp(Node x)
    {
        // The largest term is taken out, so that exp never overflows and the largest never underflows.
        Node largest = StopGradient(Largest(x));
        return Log(Sum(Exp(x - largest))) + largest;
    }

    /// <summary>exp(xᵢ) / Σⱼ exp(xⱼ) over a row's numbers.</summary>
    public static Node Softmax(Node x) => Exp(x - LogSumExp(x));

    /// <summary>The sum over all rows: shared, and the end of a phase.</summary>
    public static Node SumRows(Node x) => Node.Create(Op.SumRows, [Materialised(x)]);

    /// <summary>The largest over all rows, number by number: shared, and the end of a phase.</summary>
    public static Node LargestRow(Node x) => Node.Create(Op.LargestRow, [Materialised(x)]);

    /// <summary>ln Σ exp x over all rows, number by number, without overflow.</summary>
    public static Node LogSumExpRows(Node x)
    {
        Node largest = StopGradient(LargestRow(x));
        return Log(SumRows(Exp(x - largest))) + largest;
    }

    /// <summary>The sum over the steps of a stack.</summary>
    public static Node SumSteps(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Steps == 1 ? x : Node.Create(Op.SumSteps, [x]);
    }

    /// <summary>a b for matrices [p, q] and [q, r]; a row vector times a shared matrix is the layer of a network.</summary>
    public static Node MatMul(Node a, Node b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Fill == 0 || b.Fill == 0)
        {
            return Node.Constant(0, Shapes.Of(Op.MatMul, [a, b], null));
        }

        // A number times a vector needs no product; the derivative of a last layer to a scalar begins with one.
        if ((a.Fill ?? b.Fill) is { } fill && a.Shape.Width == 1)
        {
            Node other = a.Fill is null ? a : b;
            return fill * Repeat(other, Shapes.Of(Op.MatMul, [a, b], null));
        }

        // The executors know (per row) x (shared); the mirror image is turned round.
        return a.Shape.IsShared && !b.Shape.IsShared
            ? Transpose(MatMul(Transpose(b), Transpose(a)))
            : Node.Create(Op.MatMul, [a, b]);
    }

    /// <summary>The transposed matrix.</summary>
    public static Node Transpose(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x switch
        {
            { Op: Op.Transpose } => x.Inputs[0],
            { Fill: { } fill } => Node.Constant(fill, x.Shape.Transposed),
            { Shape: { Height: 1, Width: 1 } } => x,

            // (Σ aᵀ b)ᵀ = Σ bᵀ a: a weight matrix that is used both ways round has gradients of one form, which add up in one place.
            { Op: Op.SumRows, Inputs: [{ Op: Op.MatMul, Inputs: [{ Op: Op.Transpose, Inputs: [var a] }, { Shape.IsShared: false, Op: not Op.Transpose } b] }] }
                when !a.Shape.IsShared => SumRows(MatMul(Transpose(b), a)),
            _ => Node.Create(Op.Transpose, [x]),
        };
    }

    /// <summary>The same numbers, row-major, as a matrix [height, width].</summary>
    public static Node Reshape(Node x, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape shape = x.Shape with { Height = height, Width = width };
        return shape == x.Shape ? x : Node.Create(Op.Reshape, [x], new Detail.To(shape));
    }

    /// <summary>x repeated to <paramref name="shape"/>, where each of its rows, steps, height and width is equal or 1.</summary>
    public static Node Repeat(Node x, Shape shape) => Simplify.Repeat(x, shape);

    /// <summary>Numbers <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> − 1 of a vector.</summary>
    public static Node Slice(Node x, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Window(x, 0, start, x.Shape.Height, count);
    }

    /// <summary>The matrix [height, width] that stands at (row, column) in x.</summary>
    public static Node Window(Node x, int row, int column, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape shape = x.Shape with { Height = height, Width = width };
        return shape == x.Shape && (row, column) == (0, 0) ? x : Node.Create(Op.Slice, [x], new Detail.Window(row, column, shape));
    }

    /// <summary>A matrix [height, width] of zeros with x at (row, column).</summary>
    public static Node Pad(Node x, int row, int column, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape shape = x.Shape with { Height = height, Width = width };
        return shape == x.Shape && (row, column) == (0, 0) ? x
            : x.Fill == 0 ? Node.Constant(0, shape)
            : Node.Create(Op.Pad, [x], new Detail.Window(row, column, shape));
    }

    /// <summary>The vectors one behind the other.</summary>
    public static Node Join(params Node[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int width = parts.Sum(part => part.Shape.Width), at = 0;
        Node? whole = null;
        foreach (Node part in parts)
        {
            Node padded = Pad(part, 0, at, part.Shape.Height, width);
            whole = whole is null ? padded : whole + padded;
            at += part.Shape.Width;
        }

        return whole ?? throw new ArgumentException("Join needs at least one part.", nameof(parts));
    }

    /// <summary>a⁻¹ b for a square matrix a.</summary>
    /// <remarks>Gaussian elimination with partial pivoting; a singular matrix gives infinities or NaN. Cost O(d³) per row.</remarks>
    public static Node Solve(Node a, Node b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Shape rows = Shape.Common(a.Shape with { Height = 1, Width = 1 }, b.Shape with { Height = 1, Width = 1 });
        return Node.Create(Op.Solve, [
            Simplify.Repeat(a, rows with { Height = a.Shape.Height, Width = a.Shape.Width }),
            Simplify.Repeat(b, rows with { Height = b.Shape.Height, Width = b.Shape.Width })]);
    }

    /// <summary>The lower triangular L with L Lᵀ = (a + aᵀ) / 2; NaN where that is not positive semidefinite.</summary>
    /// <remarks>Where it is singular, up to rounding, the diagonal has a 0, and what stands below that in its column is divided by it: infinite, or NaN for 0 / 0.</remarks>
    public static Node Cholesky(Node a) => Unary(Op.Cholesky, a);

    /// <summary>Σₖ aᵏ / k! for a square matrix a.</summary>
    /// <remarks>Source: N. J. Higham (2005), SIAM J. Matrix Anal. Appl. 26(4), scaling and squaring with the [13/13] Padé approximant.</remarks>
    public static Node MatrixExponential(Node a) => Unary(Op.MatrixExponential, a);

    /// <summary>ln det a for a symmetric positive definite a.</summary>
    public static Node LogDeterminant(Node a)
    {
        ArgumentNullException.ThrowIfNull(a);
        Node identity = Identity(a.Shape.Height);
        return 2 * Sum(Log(MatMul(Cholesky(a) * identity, Node.Constant(Ones(a.Shape.Height), a.Shape.Height, 1))));
    }

    /// <summary>The identity matrix [n, n], shared.</summary>
    public static Node Identity(int n)
    {
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            values[(i * n) + i] = 1;
        }

        return Node.Constant(values, n, n);
    }

    /// <summary>For each part-row the value of its owner.</summary>
    public static Node Gather(Node x, RowIndex index) => Node.Create(Op.Gather, [Materialised(x)], new Detail.Along(index));

    /// <summary>For each owner the sum over its part-rows, added in their order.</summary>
    public static Node Scatter(Node x, RowIndex index) => Node.Create(Op.Scatter, [Materialised(x)], new Detail.Along(index));

    /// <summary>Independent standard normal numbers: a pure function of the seed, the stream, the row, the step and the place.</summary>
    /// <param name="shape">The shape; per row.</param>
    /// <param name="stream">Streams of different numbers are independent.</param>
    /// <param name="step">A shared scalar that holds a whole number: another step, other numbers; whole numbers are told apart below 2²⁴ in float and 2⁵³ in double.</param>
    public static Node Normal(Shape shape, int stream, Node step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return shape.IsShared || step.Shape != Shape.Scalar
            ? throw new ArgumentException("Normal needs a shape per row and a shared scalar step.", nameof(shape))
            : Node.Create(Op.Noise, [step], new Detail.Stream(stream, shape));
    }

    internal static double[] Ones(int n)
    {
        double[] ones = new double[n];
        Array.Fill(ones, 1);
        return ones;
    }

    internal static Node Reduce(Op op, Node x, Shape shape) =>
        x.Shape == shape ? x
        : op == Op.Sum && x.Fill is { } fill ? Node.Constant(fill * x.Shape.Elements / shape.Elements, shape)
        : op == Op.Largest && x.Fill is { } same ? Node.Constant(same, shape)
        : Node.Create(op, [x], new Detail.To(shape));

    /// <summary>A constant per row as a value that reductions and gathers can read.</summary>
    private static Node Materialised(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Fill is { } fill && !x.Shape.IsShared
            ? Node.Create(Op.Broadcast, [Node.Constant([fill], 1, 1)], new Detail.To(x.Shape))
            : x;
    }

    private static Node Unary(Op op, Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Node.Create(op, [x]);
    }

    private static Node Binary(Op op, Node a, Node b)
    {
        (a, b) = Simplify.Fit(a, b);
        return Node.Create(op, [a, b]);
    }
}
