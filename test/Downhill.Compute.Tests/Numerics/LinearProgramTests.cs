using Downhill.Compute.Numerics;

namespace Downhill.Compute.Tests.Numerics;

public sealed class LinearProgramTests
{
    // Ten decimals of numbers of size one to a hundred: what the simplex method's rounding leaves, with room.
    private const double Gap = 1e-9;

    [Fact]
    public void Two_hundred_programmes_have_no_duality_gap()
    {
        for (int draw = 0; draw < 200; draw++)
        {
            LinearProgram program = Drawn(new Rng(31).Fork(draw), 1 + (draw % 15), draw % 13);
            LinearSolution solution = program.Solve();
            Assert.Equal(LinearStatus.Optimal, solution.Status);
            Assert.InRange(solution.Gap, 0, Gap);
            Assert.InRange(solution.Residual, 0, Gap);
            Assert.InRange(Math.Abs(solution.Value - program.Objective.Zip(solution.Point, (c, x) => c * x).Sum()), 0, 1e-12 * (1 + Math.Abs(solution.Value)));
        }
    }

    [Fact]
    public void Small_programmes_end_at_the_best_of_all_vertices()
    {
        for (int draw = 0; draw < 60; draw++)
        {
            LinearProgram program = Drawn(new Rng(32).Fork(draw), 1 + (draw % 3), 1 + (draw % 5), equalities: 0);
            Assert.InRange(Math.Abs(program.Solve().Value - Vertices.Best(program)), 0, Gap);
        }
    }

    // With the steepest slope and the first of ties, the simplex method never leaves the origin of these (E. M. L. Beale 1955; H. W. Kuhn in
    // G. B. Dantzig 1963).
    [Theory]
    [InlineData(new[] { 0.75, -20, 0.5, -6 }, new[] { 0.25, -8, -1, 9 }, new[] { 0.5, -12, -0.5, 3 }, new double[] { 0, 0, 1, 0 }, 1, 1.25)]
    [InlineData(new double[] { 2, 3, -1, -12 }, new double[] { -2, -9, 1, 9 }, new[] { 1.0 / 3, 1, -1.0 / 3, -2 }, new double[] { 2, 3, -1, -12 }, 2, 2)]
    public void Known_cycles_are_left(double[] objective, double[] first, double[] second, double[] third, double limit, double value)
    {
        LinearSolution solution = new LinearProgram(objective) { Rows = [LinearRow.AtMost(first, 0), LinearRow.AtMost(second, 0), LinearRow.AtMost(third, limit)] }.Solve();
        Assert.Equal(LinearStatus.Optimal, solution.Status);
        Assert.Equal(value, solution.Value, 12);
        Assert.InRange(solution.Gap, 0, 1e-12);
    }

    // V. Klee and G. J. Minty (1972): 2ⁿ vertices on the way, the last of them 5ⁿ high.
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(14)]
    public void The_bent_cube_is_climbed(int n)
    {
        LinearProgram cube = new([.. Enumerable.Range(0, n).Select(j => Math.Pow(2, n - 1 - j))])
        {
            Rows = [.. Enumerable.Range(0, n).Select(i => LinearRow.AtMost([.. Enumerable.Range(0, n).Select(j => j < i ? Math.Pow(2, i - j + 1) : j == i ? 1.0 : 0)], Math.Pow(5, i + 1)))],
        };
        LinearSolution solution = cube.Solve();
        Assert.InRange(solution.Value / Math.Pow(5, n), 1 - 1e-12, 1 + 1e-12);
        Assert.InRange(solution.Gap / Math.Pow(5, n), 0, 1e-12);
    }

    // Assignments are the most degenerate of programmes: n of 2n − 1 basic variables are zero.
    [Fact]
    public void Assignments_are_the_best_of_all_orders()
    {
        const int N = 5;
        for (int draw = 0; draw < 20; draw++)
        {
            Rng rng = new Rng(33).Fork(draw);
            double[] costs = [.. Enumerable.Range(0, N * N).Select(k => Math.Floor(10 * rng.Uniform(k)))];
            LinearProgram program = new(costs)
            {
                Rows = [.. Enumerable.Range(0, 2 * N).Select(i => new LinearRow([.. Enumerable.Range(0, N).Select(j => (i < N ? (i * N) + j : (j * N) + i - N, 1.0))], 1, true))],
            };
            Assert.Equal(Orders([.. Enumerable.Range(0, N)]).Max(order => order.Select((j, i) => costs[(i * N) + j]).Sum()), program.Solve().Value, 10);
        }
    }

    [Fact]
    public void What_no_point_satisfies_is_proved_so()
    {
        int infeasible = 0;
        for (int draw = 0; draw < 100; draw++)
        {
            // So many random rows often leave nothing of the box.
            Rng rng = new Rng(34).Fork(draw);
            const int N = 4;
            LinearProgram program = new(new double[N])
            {
                Rows = [.. Enumerable.Range(0, 8).Select(i => new LinearRow([.. Enumerable.Range(0, N).Select(j => (j, rng.Fork(i).Normal(j)))], rng.Fork(i).Normal(N) + 1, i == 7))],
                Lower = [-1, 0, double.NegativeInfinity, -2],
                Upper = [1, double.PositiveInfinity, double.PositiveInfinity, 2],
            };
            LinearSolution solution = program.Solve();
            if (solution.Status == LinearStatus.Infeasible)
            {
                infeasible++;
                Assert.True(Excluded(program, solution.Ray) > 1e-9);
            }
            else
            {
                Assert.Equal(LinearStatus.Optimal, solution.Status);
                Assert.InRange(solution.Residual, 0, Gap);
            }
        }

        Assert.InRange(infeasible, 20, 99);
    }

    [Fact]
    public void What_grows_without_end_shows_its_way()
    {
        int unbounded = 0;
        for (int draw = 0; draw < 100; draw++)
        {
            Rng rng = new Rng(35).Fork(draw);
            const int N = 5;
            LinearProgram program = new([.. Enumerable.Range(0, N).Select(j => rng.Normal(j))])
            {
                Rows = [.. Enumerable.Range(0, 3).Select(i => new LinearRow([.. Enumerable.Range(0, N).Select(j => (j, rng.Fork(i).Normal(j)))], 1 + rng.Fork(i).Uniform(N), false))],
                Lower = [0, 0, 0, double.NegativeInfinity, 0],
            };
            LinearSolution solution = program.Solve();
            if (solution.Status == LinearStatus.Unbounded)
            {
                unbounded++;
                Assert.True(program.Objective.Zip(solution.Ray, (c, d) => c * d).Sum() > 1e-9);
                Assert.All(program.Rows, row => Assert.True(row.At(solution.Ray) < 1e-9));
                Assert.All(new[] { 0, 1, 2, 4 }, j => Assert.True(solution.Ray[j] > -1e-9));
                Assert.InRange(solution.Residual, 0, Gap);
            }
            else
            {
                Assert.Equal(LinearStatus.Optimal, solution.Status);
                Assert.InRange(solution.Gap, 0, Gap);
            }
        }

        Assert.InRange(unbounded, 20, 99);
    }

    [Fact]
    public void Bounds_of_every_kind_hold()
    {
        // max −x₀ + x₁ + x₂ + x₃ + x₄: x₀ = −3 (from above only by a row), x₁ ≤ −1, x₂ = 2 fixed, x₃ in [−5, −4], x₄ free and tied to x₀.
        LinearProgram program = new([-1, 1, 1, 1, 1])
        {
            Lower = [double.NegativeInfinity, double.NegativeInfinity, 2, -5, double.NegativeInfinity],
            Upper = [double.PositiveInfinity, -1, 2, -4, double.PositiveInfinity],
            Rows = [LinearRow.AtLeast([1, 0, 0, 0, 0], -3), LinearRow.Equal([1, 0, 0, 0, -2], 0)],
        };
        LinearSolution solution = program.Solve();
        Assert.Equal([-3, -1, 2, -4, -1.5], solution.Point);
        Assert.Equal(-1.5, solution.Value, 14);
        Assert.InRange(solution.Gap, 0, 1e-14);
    }

    [Fact]
    public void Rows_that_say_the_same_twice_do_no_harm()
    {
        LinearRow row = LinearRow.Equal([1, 2, 3], 6);
        LinearSolution solution = new LinearProgram([3, 2, 1]) { Rows = [row, row, LinearRow.Equal([2, 4, 6], 12)] }.Solve();
        Assert.Equal((LinearStatus.Optimal, 18.0), (solution.Status, solution.Value));
    }

    [Fact]
    public void The_large_limit_of_one_row_does_not_loosen_another()
    {
        LinearSolution solution = new LinearProgram([-1, 0]) { Rows = [LinearRow.AtLeast([1, 0], 0.5), LinearRow.AtMost([0, 1], 1e10)] }.Solve();
        Assert.Equal(LinearStatus.Optimal, solution.Status);
        Assert.Equal(0.5, solution.Point[0], 14);
        Assert.Equal(-0.5, solution.Value, 14);
    }

    [Fact]
    public void Without_rows_the_bounds_decide()
    {
        Assert.Equal(LinearStatus.Unbounded, new LinearProgram([1]).Solve().Status);
        Assert.Equal([0, 7], new LinearProgram([-1, 1]) { Upper = [1, 7] }.Solve().Point);
    }

    // Prices are derivatives: the value of a little more of each limit, where the maximum is at one vertex.
    [Fact]
    public void Prices_are_what_a_limit_is_worth()
    {
        LinearProgram program = Drawn(new Rng(36), 6, 5);
        LinearSolution solution = program.Solve();
        const double H = 1e-5;
        for (int i = 0; i < program.Rows.Count; i++)
        {
            double Value(double by) => (program with { Rows = [.. program.Rows.Select((row, k) => k == i ? row with { Limit = row.Limit + by } : row)] }).Solve().Value;
            Assert.Equal(solution.Prices[i], (Value(H) - Value(-H)) / (2 * H), 8);
        }
    }

    [Fact]
    public void Programmes_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LinearProgram([double.NaN]));
        Assert.Throws<ArgumentException>(() => new LinearProgram([1]) { Upper = [1, 2] });
        Assert.Throws<ArgumentException>(() => new LinearProgram([1]) { Rows = [new([(1, 1.0)], 0, false)] });
        Assert.Throws<ArgumentException>(() => new LinearProgram([1]) { Lower = [3], Upper = [2] }.Solve());
    }

    // A box around a point that satisfies all rows, with sides missing where the objective does not push that way.
    private static LinearProgram Drawn(Rng rng, int n, int rows, int? equalities = null)
    {
        double[] inside = [.. Enumerable.Range(0, n).Select(j => (4 * rng.Fork(1).Uniform(j)) - 2)], objective = [.. Enumerable.Range(0, n).Select(j => rng.Fork(2).Normal(j))];
        int equal = equalities ?? Math.Min(rows / 3, n - 1);
        return new(objective)
        {
            Rows = [.. Enumerable.Range(0, rows).Select(i =>
            {
                double[] factors = [.. Enumerable.Range(0, n).Select(j => rng.Fork(3).Fork(i).Uniform(j) < 0.7 ? rng.Fork(4).Fork(i).Normal(j) : 0)];
                double at = factors.Zip(inside, (a, x) => a * x).Sum();
                return i < equal ? LinearRow.Equal(factors, at) : LinearRow.AtMost(factors, at + rng.Fork(5).Uniform(i));
            })],
            Lower = [.. inside.Select((x, j) => x - (3 * rng.Fork(6).Uniform(j)))],
            Upper = [.. inside.Select((x, j) => x + (3 * rng.Fork(7).Uniform(j)))],
        };
    }

    // min over the bounds of yᵀA x, less y·b.
    private static double Excluded(LinearProgram program, double[] y)
    {
        double[] sum = new double[program.Objective.Length];
        double least = 0;
        for (int i = 0; i < y.Length; i++)
        {
            Assert.True(program.Rows[i].IsEquality || y[i] > -1e-12);
            least -= y[i] * program.Rows[i].Limit;
            foreach ((int column, double factor) in program.Rows[i].Terms)
            {
                sum[column] += y[i] * factor;
            }
        }

        for (int j = 0; j < sum.Length; j++)
        {
            double end = sum[j] > 0 ? program.Lower[j] : program.Upper[j];
            least += Math.Abs(sum[j]) < 1e-12 ? 0 : sum[j] * end;
        }

        return least;
    }

    private static IEnumerable<int[]> Orders(int[] items) =>
        items.Length == 0 ? [[]] : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
