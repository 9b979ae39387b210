using System.Numerics;
using Downhill.Compute.Kernels;
using Downhill.Compute.Tests.Kernels;
using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>Whole computations on tables of every number of rows, none included, and on odd numbers, at every width of lanes.</summary>
public sealed class TailTests
{
    private static readonly Rows Parts = new("parts");
    private static readonly RowIndex Owner = new("owner", Parts, Compute.Rows.Points);

    private static Node[] Program { get; } = Everything();

    private static Dictionary<string, Func<Node, Node, Node>> Operations { get; } = new()
    {
        ["add"] = (x, y) => x + y,
        ["subtract"] = (x, y) => x - y,
        ["multiply"] = (x, y) => x * y,
        ["divide"] = (x, y) => x / y,
        ["minimum"] = Minimum,
        ["maximum"] = Maximum,
        ["less"] = Less,
        ["equal"] = Equal,
        ["select"] = (x, y) => Select(x, y, 2),
        ["negate"] = (x, _) => -x,
        ["sqrt"] = (x, _) => Sqrt(x),
        ["abs"] = (x, _) => Abs(x),
        ["sign"] = (x, _) => Sign(x),
        ["exp"] = (x, _) => Exp(x),
        ["log"] = (x, _) => Log(x),
        ["log1p"] = (x, _) => Log1p(x),
        ["tanh"] = (x, _) => Tanh(x),
        ["sigmoid"] = (x, _) => Sigmoid(x),
        ["softplus"] = (x, _) => Softplus(x),
        ["sum"] = (x, y) => Sum(Join(x, y)),
        ["largest"] = (x, y) => Largest(Join(x, y)),
        ["sum of rows"] = (x, _) => SumRows(x),
        ["largest row"] = (x, _) => LargestRow(x),
        ["product"] = (x, y) => MatMul(Join(x, y), Node.Constant([1, 0, -1, 2], 2, 2)),
        ["gradient of softplus"] = (x, _) => Derivative.Gradient(Softplus(x), x),
        ["gradient of sqrt"] = (x, _) => Derivative.Gradient(Sqrt(x), x),
    };

    public static TheoryData<int> Widths => [.. Enum.GetValues<LaneWidth>().Where(Lanes.Supports).Select(width => (int)width)];

    public static TheoryData<int, string> WidthsAndOperations
    {
        get
        {
            TheoryData<int, string> data = [];
            foreach (LaneWidth width in Enum.GetValues<LaneWidth>().Where(Lanes.Supports))
            {
                foreach (string name in Operations.Keys)
                {
                    data.Add((int)width, name);
                }
            }

            return data;
        }
    }

    // Float: the 1e-5; the largest sums have 131 terms of order one.
    [Theory, MemberData(nameof(Widths))]
    public void Tables_of_every_number_of_rows_agree_with_the_interpreter(int bits)
    {
        Computation<double> truth = Computation.Interpret<double>(Program), computed = Computation.Compile<double>((LaneWidth)bits, 2, Program);
        Computation<float> single = Computation.Compile<float>((LaneWidth)bits, 2, Program);
        foreach (int rows in Enumerable.Range(0, Tails.Longest + 1).Concat([127, 128, 129, 131]))
        {
            Given given = Given.Normal(rows, table => table == Rows.Points ? rows : rows == 0 ? 0 : rows + 3, Program);
            double[][] expected = Run(truth, given);
            Near.Assert(expected, Run(computed, given), 1e-12, $"double, {rows} rows");
            Near.Assert(expected, Run(single, given), 1e-5, $"float, {rows} rows");
        }
    }

    // A sum over no rows is 0 and the largest of none −∞; so is the logarithm of a sum of no exponentials. Gradients of a loss without
    // rows are 0, and what is per row is empty.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_rows_sums_are_zero_and_values_per_row_are_empty(bool isCompiled)
    {
        Node x = Node.Point(2), w = Node.Input("w", Shape.Shared(2, 3));
        Node y = Tanh(MatMul(x, w));
        Node[] outputs = [y, SumRows(y), LargestRow(y), LogSumExpRows(y), Derivative.Gradient(Sum(y), w)];
        Computation<double> program = isCompiled ? Computation.Compile<double>(2, outputs) : Computation.Interpret<double>(outputs);
        program.Set("w", Ones(6));
        foreach (int rows in new[] { 0, 70, 0 })
        {
            program.Set("x", Ones(2 * rows));
            program.Run();
        }

        double none = double.NegativeInfinity;
        Assert.Equal([[], [0, 0, 0], [none, none, none], [none, none, none], [0, 0, 0, 0, 0, 0]], Given.Read(program, outputs.Length));
    }

    // Pairs of odd numbers, two numbers a row: 25 · 25 rows are many tiles and a part of one. In float the truth is computed by the
    // interpreter in float, which rounds at the same places.
    [Theory, MemberData(nameof(WidthsAndOperations))]
    public void Odd_numbers_come_out_as_the_interpreter_has_them(int bits, string name)
    {
        OddNumbers<double>(bits, name, 1e-12);
        OddNumbers<float>(bits, name, 1e-5);
    }

    private static void OddNumbers<T>(int bits, string name, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Node x = Node.Point(1), y = Node.Point(1, "y");
        Node output = Operations[name](x, y);
        T[] special = Tails.Special<T>();
        T[][] results = [.. new[] { Computation.Interpret<T>(output, x, y), Computation.Compile<T>((LaneWidth)bits, 2, [output, x, y]) }.Select(program =>
        {
            program.Set("x", [.. special.SelectMany(a => special.Select(_ => a))]);
            program.Set("y", [.. special.SelectMany(_ => special)]);
            program.Run();
            return program[0].ToArray();
        })];
        for (int i = 0; i < results[0].Length; i++)
        {
            double expected = double.CreateTruncating(results[0][i]), actual = double.CreateTruncating(results[1][i]);
            string at = $"{name}, number {i}: {actual:R}, not {expected:R}, in {typeof(T).Name}";
            Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= (tolerance * Math.Abs(expected)) + (3 * double.CreateTruncating(T.Epsilon)), at);
        }
    }

    private static double[][] Run<T>(Computation<T> program, Given given)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        given.Set(program, Program);
        program.Run();
        return Given.Read(program, Program.Length);
    }

    // Layers, a loop with noise and its derivatives, sums and largest numbers over rows, a second phase, matrices of each row, and
    // another table: every kind of task.
    private static Node[] Everything()
    {
        Node x = Node.Point(5), part = Node.Point(3, "part", Parts), w = Node.Input("w", Shape.Shared(5, 7)), v = Node.Input("v", Shape.Shared(7, 3)), b = Node.Input("b", Shape.Shared(1, 7));
        Node layer = MatMul(SiLU(MatMul(x, 0.5 * w) + b), 0.3 * v);
        Node end = Scan.Over(3, [layer], [], (c, _, t) => [c[0] - (0.1 * Tanh(c[0] * (1 + t))) + (0.1 * Normal(c[0].Shape, 1, t))]).Final[0];
        Node parts = Scatter(Gather(Sin(end), Owner) * part, Owner);
        Node matrix = Reshape(MatMul(Transpose(end), Cos(end)), 3, 3);
        Node solved = Solve(matrix + (9 * Identity(3)), Transpose(parts));
        Node loss = SquaredNorm(end - (SumRows(Tanh(end)) / 70)) + Sum(solved) + Sum(parts * end);
        Node[] gradients = Derivative.Gradient(loss, [x, w, v, b]);
        return [end, parts, solved, SumRows(end), LargestRow(end), LogSumExpRows(Sin(end)), SumRows(MatMul(Transpose(x), end)), .. gradients];
    }
}
