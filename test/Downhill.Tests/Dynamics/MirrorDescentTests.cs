using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class MirrorDescentTests
{
    [Fact]
    public void Known_maps_are_known_steppers()
    {
        double[] x = [0.3, 1.2, 0.7, 0.1];
        Energy energy = new Rosenbrock();
        Assert.Equal(After(energy, new GradientDescent { StepSize = 1e-3 }, 20, x), After(energy, new MirrorDescent { StepSize = 1e-3 }, 20, x));
        Assert.Equal(
            After(energy, new ExponentiatedGradient { StepSize = 1e-3, IsNormalised = false }, 20, x),
            After(energy, new MirrorDescent { StepSize = 1e-3, Map = MirrorMap.NegativeEntropy }, 20, x));
        ExponentiatedGradientTests.Near(
            After(energy, new GradientDescent { StepSize = 1e-3 }, 20, x), After(energy, new MirrorDescent { StepSize = 1e-3, Map = MirrorMap.PNorm(2) }, 20, x));
    }

    // Where E grows by g per unit, 1/x grows by ηg a step, exactly. Here g = 1e-6 (x − c), with c far away: 1 to 1e-5.
    [Fact]
    public void Under_a_constant_slope_the_log_barrier_goes_as_one_over_time()
    {
        double[] end = After(new Quadratic([1e-6], [-1e6]), new MirrorDescent { StepSize = 0.1, Map = MirrorMap.LogBarrier }, 50, [2]);
        Assert.Equal(1 / (0.5 + 5), end[0], 1e-5);
    }

    [Fact]
    public void A_step_beyond_the_log_barrier_is_infinite() =>
        Assert.Equal(double.PositiveInfinity, After(new Quadratic([1], [3]), new MirrorDescent { StepSize = 1, Map = MirrorMap.LogBarrier }, 1, [1])[0]);

    // ∇h by differences of h itself: of ½ (Σ |x|ᵖ)^(2/p), which the stepper never computes.
    [Theory]
    [InlineData(1.2)]
    [InlineData(1.5)]
    [InlineData(2)]
    public void A_step_moves_the_slope_of_half_the_squared_p_norm(double p)
    {
        double[] x = [0.7, -1.3, 0.2], center = [0.1, 0.4, -0.5];
        const double Eta = 0.05;
        double[] next = After(new Quadratic([1, 0, 0, 0, 1, 0, 0, 0, 1], center), new MirrorDescent { StepSize = Eta, Map = MirrorMap.PNorm(p) }, 1, x);
        for (int i = 0; i < x.Length; i++)
        {
            // Central differences at 1e-5 err by 1e-10 and round by 1e-11.
            Assert.Equal(Slope(x, i) - (Eta * (x[i] - center[i])), Slope(next, i), 1e-8);
        }

        double H(double[] point) => 0.5 * Math.Pow(point.Sum(value => Math.Pow(Math.Abs(value), p)), 2 / p);
        double Slope(double[] point, int i) => (H(Moved(point, i, 1e-5)) - H(Moved(point, i, -1e-5))) / 2e-5;
        static double[] Moved(double[] point, int i, double by) => [.. point.Select((value, j) => i == j ? value + by : value)];
    }

    [Fact]
    public void From_zero_the_p_norm_can_start() =>
        Assert.All(After(new Quadratic([1, 0, 0, 1], [1, 0]), new MirrorDescent { StepSize = 0.1, Map = MirrorMap.PNorm(1.5) }, 1, [0, 0]), value => Assert.True(double.IsFinite(value)));

    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(double.NaN)]
    public void A_p_without_an_inverse_is_refused(double p) => Assert.Throws<ArgumentOutOfRangeException>(() => MirrorMap.PNorm(p));

    private static double[] After(Energy energy, Stepper stepper, int steps, double[] x) => ExponentiatedGradientTests.After(energy, stepper, steps, x);
}
