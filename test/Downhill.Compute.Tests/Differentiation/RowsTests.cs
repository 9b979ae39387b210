using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>What ties rows together: sums, batch statistics, products with curvature matrices of parameters, neighbours and parts.</summary>
/// <remarks>Rows are 70, more than a tile of either precision, so that sums cross tiles.</remarks>
public sealed class RowsTests
{
    private const int Rows = 70;

    private static readonly Node X = Node.Point(3), Y = Node.Point(3, "y"), W = Node.Input("w", Shape.Shared(3, 4)), U = Node.Input("u", Shape.Shared(4, 1));
    private static readonly Node Network = MatMul(Tanh(MatMul(X, W)), U);

    [Fact]
    public void The_gradient_of_a_log_sum_exp_over_rows_is_its_weights()
    {
        Node gradient = Derivative.Gradient(Sum(LogSumExpRows(X)), X);
        Given given = Given.Normal(1, Rows, X);
        double[] x = given.Values["x"], sums = [.. Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, Rows).Sum(i => Math.Exp(x[(3 * i) + j])))];
        double[] weights = [.. x.Select((v, at) => Math.Exp(v) / sums[at % 3])];
        AssertBoth(weights, given, gradient, 1e-13);
    }

    [Fact]
    public void The_log_sum_exp_over_rows_does_not_overflow()
    {
        double[] value = Given.Normal(1, 2, X).With("x", 1000, -1000, 0, 1000, -1001, 0).Compile(LogSumExpRows(X))[0];
        Near.Assert([1000 + Math.Log(2), -1000 + Math.Log(1 + Math.Exp(-1)), Math.Log(2)], value, 1e-13, "log-sum-exp");
    }

    // y = (x − mean) / √variance does not change when x is shifted or scaled: the gradient of any loss is orthogonal to 1 and to x.
    [Fact]
    public void Batch_normalisation_is_blind_to_shift_and_scale()
    {
        Node normal = Normalised(X, 0);
        Node gradient = Derivative.Gradient(SumRows(Sum(Sin(normal) * Y)), X);
        double[][] values = Given.Normal(2, Rows, gradient).Compile(SumRows(normal) / Rows, SumRows(Square(normal)) / Rows, SumRows(gradient), SumRows(gradient * X));
        Near.Assert([[0, 0, 0], [1, 1, 1], [0, 0, 0], [0, 0, 0]], values, 1e-12, "batch normalisation");
    }

    [Fact]
    public void Losses_with_batch_statistics_have_the_derivatives_of_differences()
    {
        Node hidden = Tanh(Normalised(MatMul(X, W), 0.1));
        Node e = MatMul(hidden, U);
        Node ranked = LogSumExpRows(e - StopGradient(SumRows(e) / Rows)) + (SumRows(Square(Sum(SumRows(hidden)) * e)) / Rows);
        Node weighted = SumRows(Exp(e - LogSumExpRows(e)) * Sum(X * Y));
        AssertDifferences(ranked);
        AssertDifferences(weighted);
    }

    // For E = ½ (θ · x)² over rows, the Hessian in θ is Σ x xᵀ, and so is the Fisher matrix of θ · x.
    [Fact]
    public void Hessian_and_fisher_vector_products_in_parameters_are_those_of_a_linear_model()
    {
        Node theta = Node.Input("theta", Shape.Shared(3, 1)), v = Node.Input("v", Shape.Shared(3, 1));
        Node output = MatMul(X, theta);
        Node hessian = Derivative.HessianVector(SumRows(0.5 * Square(output)), theta, v);
        Node fisher = Derivative.VectorJacobian(output, Derivative.JacobianVector(output, theta, v), theta);
        Given given = Given.Normal(3, Rows, hessian, fisher);
        double[] x = given.Values["x"], direction = given.Values["v"], product = new double[3];
        for (int i = 0; i < Rows; i++)
        {
            double along = Enumerable.Range(0, 3).Sum(j => x[(3 * i) + j] * direction[j]);
            product = [.. product.Select((p, j) => p + (x[(3 * i) + j] * along))];
        }

        AssertBoth(product, given, hessian, 1e-13);
        AssertBoth(product, given, fisher, 1e-13);
    }

    // ⟨u, H v⟩ = ⟨v, H u⟩, and ⟨v, F v⟩ = Σ (∂E/∂θ v)² over rows.
    [Fact]
    public void Curvature_products_of_a_network_are_symmetric_and_a_sum_of_squares()
    {
        Node a = Node.Input("a", W.Shape), b = Node.Input("b", W.Shape);
        Node loss = SumRows(Square(Network - Sum(Y)));
        Node jvp = Derivative.JacobianVector(Network, W, a);
        Node[] outputs = [
            Dot(b, Derivative.HessianVector(loss, W, a)),
            Dot(a, Derivative.HessianVector(loss, W, b)),
            Dot(a, Derivative.VectorJacobian(Network, jvp, W)),
            SumRows(Square(jvp))];
        double[][] values = Given.Normal(4, Rows, outputs).Compile(outputs);
        Near.Assert(values[0], values[1], 1e-12, "symmetry");
        Near.Assert(values[2], values[3], 1e-12, "sum of squares");
    }

    // A chain of springs ½ (x_{n(i)} − x_i)²: the force on i is what its own spring and those of the rows that point to it pull.
    [Fact]
    public void A_table_may_point_into_itself()
    {
        RowIndex next = new("next", Compute.Rows.Points, Compute.Rows.Points);
        Node stretch = Gather(Slice(X, 1, 2), next) - Slice(X, 1, 2);
        Node gradient = Derivative.Gradient(SumRows(0.5 * SquaredNorm(stretch)), X);
        Given given = Given.Normal(5, Rows, gradient);
        double[] x = given.Values["x"], expected = new double[x.Length];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 1; j < 3; j++)
            {
                int owner = given.Owners[next][i];
                double pull = x[(3 * owner) + j] - x[(3 * i) + j];
                expected[(3 * i) + j] -= pull;
                expected[(3 * owner) + j] += pull;
            }
        }

        AssertBoth(expected, given, gradient, 1e-13);
    }

    private static Node Normalised(Node x, double epsilon)
    {
        Node centred = x - (SumRows(x) / Rows);
        return centred / Sqrt(epsilon + (SumRows(Square(centred)) / Rows));
    }

    private static void AssertDifferences(Node loss)
    {
        Node second = Differences.ProjectedGradient(loss, Differences.Leaves(loss));
        Given given = Given.Normal(6, Rows, loss, second);
        Func<Node[], Computation<double>>[] executors = [Computation.Interpret<double>, nodes => Computation.Compile<double>(1, nodes)];
        Assert.All(executors, make =>
        {
            Assert.InRange(Differences.Error(loss, given, make), 0, 1e-6);
            Assert.InRange(Differences.Error(second, given, make), 0, 1e-5);
        });
    }

    // Sums of 70 rows: 70 · 2⁻⁵³ ≈ 1e-14 of the largest.
    private static void AssertBoth(double[] expected, Given given, Node node, double tolerance)
    {
        Near.Assert(expected, given.Interpret(node)[0], tolerance, "interpreted");
        Near.Assert(expected, given.Compile(node)[0], tolerance, "compiled");
    }
}
