using Downhill.Compute;
using Downhill.Data;

namespace Downhill.Tests.Data;

public sealed class LocalPolynomialTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(33)]
    [InlineData(201)]
    public void Polynomials_of_its_degree_are_reproduced_with_their_slopes(int width)
    {
        const double Interval = 0.01;
        double[] x = [.. Enumerable.Range(0, 400).Select(i => Value(i * Interval))];
        LocalPolynomial fit = new(width);
        double[] values = fit.Values(x), slopes = fit.Slopes(x, Interval);
        Assert.Equal(x.Length - (2 * fit.Margin), values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            double t = (i + fit.Margin) * Interval;
            Assert.Equal(Value(t), values[i], 1e-9);
            Assert.Equal(Slope(t), slopes[i], 1e-8);
        }

        static double Value(double t) => 1 - (2 * t) + (0.5 * t * t) - (0.3 * Math.Pow(t, 3)) + (0.02 * Math.Pow(t, 5));
        static double Slope(double t) => -2 + t - (0.9 * t * t) + (0.1 * Math.Pow(t, 4));
    }

    [Fact]
    public void Its_weights_are_the_tabulated_ones_for_five_frames_and_degree_two()
    {
        // Savitzky and Golay 1964, table I: (−3, 12, 17, 12, −3) / 35.
        LocalPolynomial fit = new(5, degree: 2);
        double[] expected = [-3, 12, 17, 12, -3];
        for (int i = 0; i < 5; i++)
        {
            double[] impulse = new double[5];
            impulse[i] = 1;
            Assert.Equal(expected[i] / 35, fit.Values(impulse)[0], 1e-12);
        }

        Assert.Equal(17.0 / 35, fit.CenterWeight, 1e-12);
    }

    [Fact]
    public void White_noise_reaches_the_slope_by_its_gain()
    {
        double[] noise = new double[20_000];
        new Rng(77).Normal(noise);
        LocalPolynomial fit = new(15);
        double deviation = Math.Sqrt(fit.Slopes(noise, 1).Average(s => s * s));

        // Windows overlap: about 20 000 / 15 independent ones, five standard errors of a deviation are 5 / √(2 · 1333) = 10 %.
        Assert.Equal(fit.SlopeGain, deviation, 0.1 * fit.SlopeGain);
    }

    [Theory]
    [InlineData(8, 5)]
    [InlineData(5, 5)]
    public void An_even_or_short_window_is_refused(int width, int degree) =>
        Assert.Throws<ArgumentException>(() => new LocalPolynomial(width, degree));
}
