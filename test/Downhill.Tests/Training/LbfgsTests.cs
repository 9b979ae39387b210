using Downhill.Compute;
using Downhill.Training;

namespace Downhill.Tests.Training;

public sealed class LbfgsTests
{
    [Fact]
    public void A_convex_quadratic_of_ten_numbers_is_solved_to_rounding()
    {
        // ½ Σ λ (x − i)², λ from 1 to 10⁴.
        double[] curvature = [.. Enumerable.Range(0, 10).Select(i => Math.Pow(10, 4 * i / 9.0))];
        Iterate last = new Lbfgs { Tolerance = 0, Steps = 200 }.Minimise(new double[10], x => (
            x.Select((value, i) => 0.5 * curvature[i] * (value - i) * (value - i)).Sum(),
            [.. x.Select((value, i) => curvature[i] * (value - i))])).Last();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i, last.Point[i], 1e-9);
        }
    }

    [Fact]
    public void The_valley_of_Rosenbrock_is_followed_to_its_end_and_no_step_goes_up()
    {
        Iterate[] steps = [.. new Lbfgs { Tolerance = 0 }.Minimise([-1.2, 1], Rosenbrock)];
        Assert.Equal(1, steps[^1].Point[0], 1e-8);
        Assert.Equal(1, steps[^1].Point[1], 1e-8);
        Assert.InRange(steps.Length, 10, 60);
        for (int i = 1; i < steps.Length; i++)
        {
            Assert.True(steps[i].Value <= steps[i - 1].Value, $"step {i} goes up");
        }
    }

    [Fact]
    public void Where_the_function_is_not_finite_the_search_steps_back()
    {
        // x − ln x, infinite below zero: from 5 the first long step would leave its domain.
        Iterate last = new Lbfgs { Tolerance = 0 }.Minimise([5.0], x => x[0] > 0 ? (x[0] - Math.Log(x[0]), [1 - (1 / x[0])]) : (double.NaN, [double.NaN])).Last();
        Assert.Equal(1, last.Point[0], 1e-8);
    }

    [Fact]
    public void A_start_that_is_not_finite_is_refused()
    {
        ArithmeticException exception = Assert.Throws<ArithmeticException>(() => new Lbfgs().Minimise([0.0], _ => (double.NaN, [0])).Count());
        Assert.Contains("begins", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_start_gives_the_same_bits()
    {
        double[] start = new double[2];
        new Rng(3).Normal(start);
        Assert.Equal(new Lbfgs().Minimise(start, Rosenbrock).Last().Point, new Lbfgs().Minimise(start, Rosenbrock).Last().Point);
    }

    private static (double Value, double[] Gradient) Rosenbrock(double[] x)
    {
        double bend = x[1] - (x[0] * x[0]), left = 1 - x[0];
        return ((100 * bend * bend) + (left * left), [(-400 * bend * x[0]) - (2 * left), 200 * bend]);
    }
}
