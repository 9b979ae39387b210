using System.Numerics;
using Downhill.Compute.Kernels;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Compute.Tests.Execution;

/// <summary>The kernel of factored derivatives against J Jᵀ, with J from the summed gradient of one row after another, by the interpreter.</summary>
public sealed class TangentKernelTests
{
    // Sums of a few hundred products of order one, in another order: some 1e-14 of the largest number.
    private const double Rounding = 1e-12;

    public static TheoryData<string> Names => [.. TangentCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void K_is_that_of_the_gradients_of_single_rows(string name)
    {
        (Node q, Node[] parameters) = TangentCases.All[name];
        Given given = Small(name, 7);
        Near.Assert(Products(Gradients(q, parameters, given, 7)), Kernel<double>(Lanes.Widest, 2, q, parameters, given), Rounding, name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_derivative_per_row_and_its_squared_norm_are_those_of_single_rows(string name)
    {
        (Node q, Node[] parameters) = TangentCases.All[name];
        Given given = Small(name, 5);
        double[][] expected = Gradients(q, parameters, given, 5);
        double[][] gradients = PerRow(q, parameters, given, 5);
        Node squares = Derivative.SquaredNormPerRow(q, parameters);
        double[] found = given.Interpret(squares)[0], compiled = given.Compile(squares)[0];
        for (int row = 0; row < 5; row++)
        {
            Near.Assert(expected[row], gradients[row], Rounding, name);
            double square = expected[row].Sum(g => g * g);
            Near.Assert([square, square], [found[row], compiled[row]], Rounding, name);
        }
    }

    [Fact]
    public void Two_rows_of_a_linear_model_have_the_product_of_their_features()
    {
        Node x = Node.Point(2), w = Node.Input("w", Shape.Shared(2, 1)), b = Node.Setting("b");
        TangentKernel<double> kernel = TangentKernel.Compile<double>(1, Maths.MatMul(x, w) + b, w, b);
        kernel.Set("x", [3.0, -1, 0.5, 2]);
        kernel.Set("w", [1.0, 1]);
        kernel.Set("b", 1.0);
        kernel.Run();

        // (3, -1, 1) and (0.5, 2, 1).
        Assert.Equal([11, 0.5, 0.5, 5.25], kernel.Values.ToArray());
        Assert.Equal([3, 3.5], kernel.Outputs.ToArray());
    }

    // Tiles are 64 rows in float and 32 in double.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Any_number_of_rows_will_do(int rows)
    {
        (Node q, Node[] parameters) = TangentCases.All["weights there and back"];
        Given given = Small("weights there and back", rows);
        double[] expected = Products(PerRow(q, parameters, given, rows));
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>().Where(Lanes.Supports))
        {
            // Numbers of 24 bits, and sums of some hundred products.
            Near.Assert(expected, Kernel<double>(width, 1, q, parameters, given), Rounding, $"{width}, double");
            Near.Assert(expected, Kernel<float>(width, 1, q, parameters, given), 1e-5, $"{width}, float");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void K_is_symmetric_and_of_the_same_bits_on_any_number_of_threads(string name)
    {
        (Node q, Node[] parameters) = TangentCases.All[name];
        Given given = Small(name, 150);
        double[] one = Kernel<float>(Lanes.Widest, 1, q, parameters, given);
        for (int i = 0; i < 150; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.Equal(one[(i * 150) + j], one[(j * 150) + i]);
            }
        }

        Assert.Equal(one, Kernel<float>(Lanes.Widest, 2, q, parameters, given));
        Assert.Equal(one, Kernel<float>(Lanes.Widest, 4, q, parameters, given));
    }

    // With fewer parameters than rows most eigenvalues are zero: Cholesky succeeds once the diagonal is raised by what rounding can do.
    [Theory]
    [MemberData(nameof(Names))]
    public void K_is_positive_semidefinite(string name)
    {
        (Node q, Node[] parameters) = TangentCases.All[name];
        double[] k = Kernel<double>(Lanes.Widest, 1, q, parameters, Small(name, 40));
        double trace = Enumerable.Range(0, 40).Sum(i => k[41 * i]);
        Assert.True(trace > 0);
        Matrix<double> raised = Matrix<double>.Build.Dense(40, 40, k) + (1e-11 * trace * Matrix<double>.Build.DenseIdentity(40));
        Assert.True(raised.Cholesky().Factor.Diagonal().All(d => d > 0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void K_between_two_sets_of_rows_is_a_block_of_that_of_both(string name)
    {
        if (TangentCases.TiesRows(name))
        {
            return;
        }

        (Node q, Node[] parameters) = TangentCases.All[name];
        Given both = Small(name, 100);
        double[] whole = Kernel<double>(Lanes.Widest, 1, q, parameters, both), block = new double[70 * 30];
        for (int i = 0; i < 70; i++)
        {
            whole.AsSpan((i * 100) + 70, 30).CopyTo(block.AsSpan(i * 30));
        }

        TangentKernel<double> first = Make<double>(Lanes.Widest, 2, q, parameters, Rowwise(both, 0, 70)), second = Make<double>(Lanes.Widest, 2, q, parameters, Rowwise(both, 70, 30));
        Near.Assert(block, first.Between(second).ToArray(), Rounding, name);
    }

    [Fact]
    public void Kernels_of_different_graphs_have_nothing_between_them()
    {
        (Node q, Node[] parameters) = TangentCases.All["a layer used twice"];
        TangentKernel<double> one = TangentKernel.Compile<double>(1, q, parameters), other = TangentKernel.Compile<double>(1, q, parameters[0]);
        Assert.Throws<ArgumentException>(() => one.Between(other));
        Assert.Throws<ArgumentException>(() => one.Between(one));
    }

    [Fact]
    public void There_is_nothing_to_read_before_a_run()
    {
        (Node q, Node[] parameters) = TangentCases.All["a layer used twice"];
        TangentKernel<double> kernel = TangentKernel.Compile<double>(1, q, parameters);
        Assert.Throws<InvalidOperationException>(() => kernel.Values.Length);
        Assert.Throws<InvalidOperationException>(kernel.Run);
    }

    [Fact]
    public void What_ties_rows_together_has_no_derivative_per_row()
    {
        Node w = Node.Input("w", Shape.Shared(3, 1)), z = Maths.MatMul(TangentCases.X, w);
        ArgumentException error = Assert.Throws<ArgumentException>(() => TangentKernel.Compile<double>(1, z - (Maths.SumRows(z) / 10), w));
        Assert.Contains("SumRows ties rows together", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TangentKernel.Compile<double>(1, TangentCases.X, w));
        Assert.Throws<ArgumentException>(() => TangentKernel.Compile<double>(1, z, TangentCases.X));
        Assert.Throws<ArgumentException>(() => TangentKernel.Compile<double>(1, z));
    }

    [Fact]
    public void A_layer_of_a_network_is_one_outer_product()
    {
        Node w = Node.Input("w", Shape.Shared(3, 3)), v = Node.Input("v", Shape.Shared(3, 5)), hidden = Maths.Tanh(Maths.MatMul(TangentCases.X, w));
        Node q = Maths.SquaredNorm(Maths.MatMul(hidden, v));
        OuterProduct first = Assert.Single(Derivative.Factors(q, w)), second = Assert.Single(Derivative.Factors(q, v));
        Assert.Same(TangentCases.X, first.Left);
        Assert.Equal(Shape.PerRow(3), first.Right.Shape);
        Assert.Same(hidden, second.Left);
        Assert.Equal(Shape.PerRow(5), second.Right.Shape);
        Assert.Empty(Derivative.Factors(q, Node.Setting("another")));
    }

    [Fact]
    public void A_short_loop_leaves_stacks_of_factors_and_a_long_one_numbers()
    {
        Node w = Node.Input("w", Shape.Shared(9, 9)), x = Node.Point(9);
        OuterProduct few = Assert.Single(Derivative.Factors(Maths.Sum(Steps(2)), w)), many = Assert.Single(Derivative.Factors(Maths.Sum(Steps(3)), w));
        Assert.Equal((2, 9), (few.Left.Shape.Steps, few.Right.Shape.Width));

        // 3² (9 + 9) multiplications are more than 81.
        Assert.Equal((1, 81), (many.Left.Shape.Width, many.Right.Shape.Width));

        Node Steps(int steps) => Scan.Over(steps, [x], [], (c, _, _) => [Maths.Tanh(Maths.MatMul(c[0], w))]).Final[0];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Factors_multiply_to_the_derivative(string name)
    {
        (Node q, Node[] parameters) = TangentCases.All[name];
        Given given = Small(name, 5);
        foreach (Node parameter in parameters)
        {
            Node zero = Node.Constant(0, parameter.Shape with { Rows = Rows.Points });
            Node sum = Derivative.Factors(q, parameter).Select(term => Maths.Reshape(term.Matrix, parameter.Shape.Height, parameter.Shape.Width)).Aggregate(zero, (a, b) => a + b);
            Near.Assert(given.Interpret(Derivative.PerRow(q, parameter)), given.Interpret(sum), Rounding, $"{name}, {parameter}");
        }
    }

    private static Given Rowwise(Given given, int start, int count) => given with
    {
        Values = given.Values.ToDictionary(input => input.Key, input => input.Key == "x" ? input.Value[(3 * start)..(3 * (start + count))] : input.Value),
        Counts = new() { [Rows.Points] = count },
    };

    private static Given Small(string name, int rows)
    {
        (Node q, Node[] parameters) = TangentCases.All[name];
        Given given = Given.Normal(31, rows, [q, .. parameters]);

        // Numbers of order one in every layer, so that nothing saturates.
        return given with { Values = given.Values.ToDictionary(input => input.Key, input => input.Key == "x" ? input.Value : Array.ConvertAll(input.Value, v => 0.4 * v)) };
    }

    private static double[] Kernel<T>(LaneWidth width, int threads, Node q, Node[] parameters, Given given)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TangentKernel<T> kernel = Make<T>(width, threads, q, parameters, given);
        kernel.Run();
        return Array.ConvertAll(kernel.Values.ToArray(), double.CreateChecked);
    }

    private static TangentKernel<T> Make<T>(LaneWidth width, int threads, Node q, Node[] parameters, Given given)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TangentKernel<T> kernel = TangentKernel.Compile<T>(width, threads, q, parameters);
        kernel.SetRows(Rows.Points, given.Counts[Rows.Points]);
        foreach (string input in kernel.Inputs)
        {
            kernel.Set(input, Array.ConvertAll(given.Values[input], T.CreateChecked));
        }

        return kernel;
    }

    /// <summary>The same by the derivative per row, which a test above holds against those.</summary>
    private static double[][] PerRow(Node q, Node[] parameters, Given given, int rows)
    {
        Node[] perRow = [.. parameters.Select(parameter => Derivative.PerRow(q, parameter))];
        double[][] numbers = given.Interpret(perRow);
        return [.. Enumerable.Range(0, rows).Select(row => perRow.SelectMany((node, k) => numbers[k].AsSpan(row * node.Shape.Length, node.Shape.Length).ToArray()).ToArray())];
    }

    /// <summary>All numbers of all parameters, for each row: the gradient of Σ q over a table in which the other rows weigh nothing.</summary>
    private static double[][] Gradients(Node q, Node[] parameters, Given given, int rows)
    {
        Node weight = Node.Point(1, "weight");
        Node[] gradients = Derivative.Gradient(Maths.SumRows(weight * q), parameters);
        return [.. Enumerable.Range(0, rows).Select(row => given.With("weight", [.. Enumerable.Range(0, rows).Select(i => i == row ? 1.0 : 0)]).Interpret(gradients).SelectMany(g => g).ToArray())];
    }

    private static double[] Products(double[][] j) => [.. j.SelectMany(a => j.Select(b => a.Zip(b, (x, y) => x * y).Sum()))];
}
