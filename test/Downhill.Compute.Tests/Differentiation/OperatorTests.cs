using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>Hessian, Laplacian, Jacobian-vector and mixed products against formulas, and inside one another.</summary>
/// <remarks>The formulas have at most ten terms of size below a hundred: 1e-10 is ten thousand times what rounding does.</remarks>
public sealed class OperatorTests
{
    private const int Rows = 6;
    private const double Tolerance = 1e-10;

    private static readonly Node X = Node.Point(3), V = Node.Point(3, "v");

    // E = x₀² x₁ + sin(x₁ x₂).
    private static readonly Node Energy = (Square(At(X, 0)) * At(X, 1)) + Sin(At(X, 1) * At(X, 2));

    [Fact]
    public void Hessian() => AssertRows(Derivative.Hessian(Energy, X), (x, _) => Second(x));

    [Fact]
    public void Hessian_vector() => AssertRows(Derivative.HessianVector(Energy, X, V), (x, v) => Times(Second(x), v));

    [Fact]
    public void Laplacian() => AssertRows(Derivative.Laplacian(Energy, X), (x, _) =>
        [(2 * x[1]) - (((x[1] * x[1]) + (x[2] * x[2])) * Math.Sin(x[1] * x[2]))]);

    [Fact]
    public void Jacobian_jacobian_vector_and_vector_jacobian()
    {
        Node y = Join(At(X, 0) * At(X, 1), Exp(At(X, 2)));
        static double[] Matrix(double[] x) => [x[1], x[0], 0, 0, 0, Math.Exp(x[2])];
        AssertRows(Derivative.Jacobian(y, X), (x, _) => Matrix(x));
        AssertRows(Derivative.JacobianVector(y, X, V), (x, v) => Times(Matrix(x), v));
        AssertRows(Derivative.VectorJacobian(y, Slice(V, 0, 2), X), (x, v) => [x[1] * v[0], x[0] * v[0], Math.Exp(x[2]) * v[1]]);
    }

    // E = xᵀ A x: the gradient is (A + Aᵀ) x, the Hessian A + Aᵀ, and there is nothing beyond.
    [Fact]
    public void A_quadratic_form_has_two_derivatives()
    {
        double[] a = [1, 2, -1, 0.5, 3, 0.25, -2, 1, 0.75];
        double[] both = [.. Enumerable.Range(0, 9).Select(i => a[i] + a[(i % 3 * 3) + (i / 3)])];
        Node e = Dot(X, MatMul(X, Node.Constant(a, 3, 3)));
        AssertRows(Derivative.Gradient(e, X), (x, _) => Times(both, x));
        AssertRows(Derivative.Hessian(e, X), (_, _) => both);
        AssertRows(Derivative.Gradient(SquaredNorm(Derivative.HessianVector(e, X, V)) + Sum(X), X), (_, _) => [1, 1, 1]);
    }

    // For E = Σ xᵢ³ + x₀ x₁ x₂ the third derivative along v, v is 6 vᵢ² + 2 vⱼ vₖ.
    [Fact]
    public void The_gradient_of_a_hessian_vector_product_is_the_third_derivative()
    {
        Node e = Sum(Power(X, 3)) + (At(X, 0) * At(X, 1) * At(X, 2));
        Node third = Derivative.Gradient(Dot(Derivative.HessianVector(e, X, V), V), X);
        AssertRows(third, (_, v) => [.. Enumerable.Range(0, 3).Select(i => (6 * v[i] * v[i]) + (2 * v[(i + 1) % 3] * v[(i + 2) % 3]))]);
    }

    // Δ Δ exp(a · x) = |a|⁴ exp(a · x).
    [Fact]
    public void The_laplacian_of_a_laplacian()
    {
        double[] a = [0.5, -1, 0.75];
        double square = a.Sum(ai => ai * ai);
        Node e = Exp(Dot(X, Node.Constant(a, 1, 3)));
        AssertRows(Derivative.Laplacian(Derivative.Laplacian(e, X), X), (x, _) => [square * square * Math.Exp((a[0] * x[0]) + (a[1] * x[1]) + (a[2] * x[2]))]);
    }

    // E = θ₀ x₀² x₁ + sin(θ₁ x₂): ∂/∂θ ⟨v, ∂E/∂x⟩ = (2 x₀ x₁ v₀ + x₀² v₁, (cos u − u sin u) v₂) with u = θ₁ x₂, summed over rows.
    [Fact]
    public void Mixed()
    {
        Node theta = Node.Input("theta", Shape.Shared(1, 2));
        Node e = (At(theta, 0) * Square(At(X, 0)) * At(X, 1)) + Sin(At(theta, 1) * At(X, 2));
        AssertShared(Derivative.Mixed(e, X, V, theta), (x, v, given) =>
        {
            double u = given.Values["theta"][1] * x[2];
            return [(2 * x[0] * x[1] * v[0]) + (x[0] * x[0] * v[1]), (Math.Cos(u) - (u * Math.Sin(u))) * v[2]];
        });
    }

    // E = ½ xᵀ P x with P = (W + Wᵀ) / 2: Hyvärinen's objective Σ (½ |∇E|² − ΔE) has the derivative Σ ((P x xᵀ + x xᵀ P) / 2 − 1) in W.
    [Fact]
    public void Score_matching_of_a_gaussian()
    {
        Node w = Node.Input("w", Shape.Shared(3, 3));
        Node e = 0.5 * Dot(X, MatMul(X, w));
        Node objective = SumRows((0.5 * SquaredNorm(Derivative.Gradient(e, X))) - Derivative.Laplacian(e, X));
        AssertShared(Derivative.Gradient(objective, w), (x, _, given) =>
        {
            double[] matrix = given.Values["w"];
            double[] p = [.. Enumerable.Range(0, 9).Select(i => (matrix[i] + matrix[(i % 3 * 3) + (i / 3)]) / 2)];
            double[] px = Times(p, x);
            return [.. Enumerable.Range(0, 9).Select(i => (((px[i / 3] * x[i % 3]) + (x[i / 3] * px[i % 3])) / 2) - (i % 4 == 0 ? 1 : 0))];
        });
    }

    // The same objective for a network has no formula; differences are good to 1e-5 or better.
    [Fact]
    public void Score_matching_of_a_network_has_the_gradient_of_differences()
    {
        Node w = Node.Input("w", Shape.Shared(3, 4)), b = Node.Input("b", Shape.Shared(1, 4)), u = Node.Input("u", Shape.Shared(4, 1));
        Node e = MatMul(SiLU(MatMul(X, w) + b), u);
        Node objective = SumRows((0.5 * SquaredNorm(Derivative.Gradient(e, X))) - Derivative.Laplacian(e, X));
        Given given = Given.Normal(2, Rows, objective);
        Assert.True(Differences.Error(objective, given, Computation.Interpret<double>) < 1e-6);
        Assert.True(Differences.Error(objective, given, nodes => Computation.Compile<double>(1, nodes)) < 1e-6);
    }

    [Fact]
    public void The_derivative_with_respect_to_what_is_not_used_is_zero()
    {
        Node unused = Node.Input("unused", Shape.Shared(2, 2));
        Node[] zeros = Derivative.Gradient(Energy, [unused, V]);
        double[][] values = Given.Normal(1, Rows, [Energy, .. zeros]).Compile([Energy, .. zeros]);
        Assert.Equal(new double[4], values[1]);
        Assert.Equal(new double[Rows * 3], values[2]);
    }

    // Some units of 6e-8, the last place of a float, times some tens for products and squarings.
    [Fact]
    public void The_pullback_of_a_matrix_exponential_keeps_its_digits_where_what_is_pulled_back_is_large()
    {
        Node m = Reshape(Node.Point(9, "m"), 3, 3), ybar = Reshape(Node.Point(9, "bar"), 3, 3), y = MatrixExponential(m);
        Node[] both = [Derivative.VectorJacobian(y, ybar, m), Derivative.VectorJacobian(y, 1e6 * ybar, m)];
        Given given = Given.Normal(7, Rows, both);
        foreach (double[][] values in new[] { given.Run(Computation.Interpret<float>, both), given.Run(nodes => Computation.Compile<float>(1, nodes), both) })
        {
            double[] larger = [.. values[0].Select(number => 1e6 * number)];
            Near.Assert(larger, values[1], 1e-5, "in float");
        }
    }

    // The pullback of an exponential reads the size of ȳ, which a pushforward does not have. Differences: h² times a third derivative, 1e-9 of it.
    [Fact]
    public void The_pushforward_through_a_matrix_exponential_runs_and_is_that_of_differences()
    {
        const double H = 1e-5;
        Node m = Reshape(Node.Point(4, "m"), 2, 2), v = Reshape(Node.Point(4, "direction"), 2, 2);
        Node push = Derivative.JacobianVector(MatrixExponential(m), m, v);
        Node difference = (MatrixExponential(m + (H * v)) - MatrixExponential(m - (H * v))) / (2 * H);
        Given given = Given.Normal(6, Rows, push, difference);
        double[][] values = given.Interpret(push, difference);
        Near.Assert(values[1], values[0], 1e-8, "interpreted");
        Near.Assert(values[0], given.Compile(push)[0], Tolerance, "compiled");
    }

    // The matrix is one for all steps, the right side another at each.
    [Fact]
    public void A_system_of_shared_values_that_change_with_the_step_has_the_gradient_of_differences()
    {
        Node a = Node.Input("a", Shape.Shared(2, 2)), b = Node.Input("b", Shape.Shared(2, 1)), regular = a + (4 * Identity(2));
        Scan scan = Scan.Over(3, [Node.Point(2)], [], (c, _, t) => [c[0] + Transpose(Solve(regular, t * b))]);
        Node loss = SumRows(Sum(Sin(scan.Final[0])));
        Given given = Given.Normal(3, Rows, loss);
        Assert.InRange(Differences.Error(loss, given, Computation.Interpret<double>), 0, 1e-6);
        Assert.InRange(Differences.Error(loss, given, nodes => Computation.Compile<double>(1, nodes)), 0, 1e-6);
    }

    [Fact]
    public void The_factor_of_a_singular_matrix_has_a_zero_and_that_of_an_indefinite_one_is_not_a_number()
    {
        Node[] factors = [Cholesky(Node.Constant([1, 1, 1, 1], 2, 2)), Cholesky(Node.Constant([1, 2, 2, 1], 2, 2)), Cholesky(Node.Constant([0, 1, 1, 1], 2, 2))];
        double[][] values = Given.Normal(1, Rows, factors).Interpret(factors);
        Assert.Equal([1, 0, 1, 0], values[0]);
        Assert.Equal([1, 0, 2, double.NaN], values[1]);
        Assert.Equal([0, 0, double.PositiveInfinity, double.NaN], values[2]);
    }

    [Fact]
    public void A_matrix_or_a_stack_has_no_laplacian_and_no_jacobian()
    {
        Node matrix = Node.Input("matrix", new Shape(Compute.Rows.Points, 1, 2, 3)), stack = Node.Input("stack", new Shape(Compute.Rows.Points, 2, 1, 3));
        foreach (Node x in new[] { matrix, stack })
        {
            Node e = SumSteps(SquaredNorm(x));
            Assert.Throws<ArgumentException>(() => Derivative.Laplacian(e, x));
            Assert.Throws<ArgumentException>(() => Derivative.Hessian(e, x));
            Assert.Throws<ArgumentException>(() => Derivative.Jacobian(x, X));
            Assert.Throws<ArgumentException>(() => Derivative.Jacobian(X * Sum(e), x));
        }
    }

    // A leaf cuts: what lies behind it is another variable.
    [Fact]
    public void Nothing_is_followed_beyond_a_leaf()
    {
        Node hidden = Sin(X);
        Node[] bars = Derivative.Gradient(Sum(X * hidden), [X, hidden]);
        double[][] values = Given.Normal(1, Rows, X, hidden, bars[0], bars[1]).Interpret(X, hidden, bars[0], bars[1]);
        Assert.Equal(values[1], values[2]);
        Assert.Equal(values[0], values[3]);
    }

    private static Node At(Node x, int i) => Slice(x, i, 1);

    private static double[] Second(double[] x)
    {
        double s = Math.Sin(x[1] * x[2]), c = Math.Cos(x[1] * x[2]), mixed = c - (x[1] * x[2] * s);
        return [2 * x[1], 2 * x[0], 0, 2 * x[0], -x[2] * x[2] * s, mixed, 0, mixed, -x[1] * x[1] * s];
    }

    private static double[] Times(double[] matrix, double[] v) =>
        [.. Enumerable.Range(0, matrix.Length / 3).Select(i => (matrix[3 * i] * v[0]) + (matrix[(3 * i) + 1] * v[1]) + (matrix[(3 * i) + 2] * v[2]))];

    private static void AssertRows(Node node, Func<double[], double[], double[]> expected)
    {
        Given given = Given.Normal(4, Rows, node, X, V);
        double[] formula = [.. Enumerable.Range(0, Rows).SelectMany(row => expected(Row(given, "x", row), Row(given, "v", row)))];
        AssertBoth(formula, given, node);
    }

    private static void AssertShared(Node node, Func<double[], double[], Given, double[]> term)
    {
        Given given = Given.Normal(4, Rows, node, X, V);
        double[] sum = new double[node.Shape.Length];
        for (int row = 0; row < Rows; row++)
        {
            double[] add = term(Row(given, "x", row), Row(given, "v", row), given);
            sum = [.. sum.Zip(add, (a, b) => a + b)];
        }

        AssertBoth(sum, given, node);
    }

    private static double[] Row(Given given, string name, int row) => given.Values[name][(3 * row)..(3 * (row + 1))];

    private static void AssertBoth(double[] formula, Given given, Node node)
    {
        // A node that lost its dependence on x (a constant Hessian) still has the rows of x.
        Node rows = Sum(X) + Sum(V);
        Near.Assert(formula, given.Interpret(node, rows)[0], Tolerance, "interpreted");
        Near.Assert(formula, given.Compile(node, rows)[0], Tolerance, "compiled");
    }
}
