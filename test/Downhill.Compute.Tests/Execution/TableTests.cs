using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>Gather and scatter against loops over owners: in any order, with empty owners, with more parts than rows and fewer, in several tables.</summary>
public sealed class TableTests
{
    private static readonly Rows Parts = new("parts"), Pairs = new("pairs");
    private static readonly RowIndex Owner = new("owner", Parts, Rows.Points), Left = new("left", Pairs, Parts), Right = new("right", Pairs, Parts);
    private static readonly Node X = Node.Point(2), Part = Node.Point(3, "part", Parts);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 200)]
    [InlineData(200, 3)]
    [InlineData(64, 65)]
    [InlineData(130, 129)]
    public void Each_part_gets_its_owner_and_each_owner_the_sum_of_its_parts(int rows, int parts)
    {
        // The points come first, so that a scatter which did not wait would read parts that are not there yet.
        Node[] outputs = [X + 1, Gather(X, Owner), Scatter(Part, Owner), Gather(Sin(X), Owner), Scatter(Slice(Part, 1, 1), Owner), Scatter(Part + 1, Owner)];
        Given given = Given.Normal(1, table => table == Parts ? parts : rows, outputs);
        double[] x = given.Values["x"], part = given.Values["part"];
        int[] owners = given.Owners[Owner];
        double[] sums = new double[3 * rows], more = new double[3 * rows];
        for (int p = 0; p < parts; p++)
        {
            for (int i = 0; i < 3; i++)
            {
                sums[(3 * owners[p]) + i] += part[(3 * p) + i];
                more[(3 * owners[p]) + i] += part[(3 * p) + i] + 1;
            }
        }

        double[] gathered = [.. owners.SelectMany(owner => x[(2 * owner)..(2 * (owner + 1))])];
        double[][] expected = [[.. x.Select(v => v + 1)], gathered, sums, [.. gathered.Select(Math.Sin)], [.. Enumerable.Range(0, rows).Select(row => sums[(3 * row) + 1])], more];

        // Sines of the compiled executor are within two units in the last place; sums are added in the same order.
        Near.Assert(expected, given.Interpret(outputs), 0, "interpreted");
        Near.Assert(expected, given.Compile(outputs), 1e-15, "compiled");
    }

    [Fact]
    public void Owners_without_parts_get_zero()
    {
        Node sums = Scatter(Part, Owner);
        Given given = Given.Normal(1, table => table == Parts ? 2 : 100, sums, X).With(Owner, 99, 5);
        double[] values = given.Compile(sums, X)[0];
        Assert.Equal([0, 0, 0], values[..3]);
        Assert.Equal(given.Values["part"][3..], values[15..18]);
        Assert.Equal(given.Values["part"][..3], values[297..]);
        Assert.Equal(2, Enumerable.Range(0, 100).Count(row => values[3 * row] != 0));
    }

    // Pairs of particles of a frame: three tables, two relations between two of them, energies summed twice.
    [Fact]
    public void Pairs_of_parts_of_points_agree_between_the_executors()
    {
        Node position = Part + Pad(Gather(X, Owner), 0, 0, 1, 3);
        Node distance = Gather(position, Left) - Gather(position, Right);
        Node pair = Exp(-0.5 * SquaredNorm(distance));
        Node perPart = Scatter(pair, Left) + (0.5 * SquaredNorm(Part));
        Node perPoint = Scatter(perPart, Owner) + Sum(X);
        Node total = SumRows(Square(perPoint));
        Node[] outputs = [pair, perPart, perPoint, total, .. Derivative.Gradient(total, [X, Part])];
        Given given = Given.Normal(2, table => table == Parts ? 150 : table == Pairs ? 333 : 40, outputs);
        Near.Assert(given.Interpret(outputs), given.Compile(outputs), 1e-12, "pairs");
        Assert.InRange(Differentiation.Differences.Error(total, given, Computation.Interpret<double>), 0, 1e-6);
    }

    [Fact]
    public void A_new_relation_replaces_the_old_one()
    {
        Node sums = Scatter(Part, Owner);
        Computation<double> program = Computation.Compile<double>(2, sums, X);
        foreach (int parts in new[] { 100, 3, 64, 257 })
        {
            Given given = Given.Normal(parts, table => table == Parts ? parts : 50, sums, X);
            given.Set(program, sums, X);
            program.Run();
            Near.Assert(given.Interpret(sums)[0], program[0].ToArray(), 0, $"{parts} parts");
        }
    }
}
