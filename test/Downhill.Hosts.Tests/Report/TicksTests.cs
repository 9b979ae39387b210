using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class TicksTests
{
    [Theory]
    [InlineData(10, 5, 2)]
    [InlineData(1, 5, 0.2)]
    [InlineData(7, 5, 1)]
    [InlineData(7.2, 5, 2)]
    [InlineData(0.03, 4, 0.01)]
    [InlineData(1e6, 4, 2e5)]
    [InlineData(3.5e-9, 1, 5e-9)]
    public void Step_is_one_two_or_five_times_a_power_of_ten(double span, int count, double step) =>
        Assert.Equal(step, Ticks.Step(span, count), tolerance: 1e-12 * step);

    // The worst ratio of two neighbours of {1, 2, 5, 10} is 5/2; its geometric mean is off by √2.5 = 1.58 either way.
    [Fact]
    public void Step_is_never_further_than_a_factor_of_1_59_from_what_was_asked()
    {
        for (double span = 0.001; span < 1000; span *= 1.07)
        {
            Assert.InRange(Ticks.Step(span, 6) / (span / 6), 1 / 1.59, 1.59);
        }
    }

    [Fact]
    public void Ticks_are_the_multiples_inside_with_both_ends()
    {
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5], Ticks.Values(new(0, 0.5), 5));
        Assert.Equal([-1, -0.5, 0, 0.5, 1], Ticks.Values(new(-1.2, 1.3), 5));
    }

    [Theory]
    [InlineData(0, 1, "0|0.2|0.4|0.6|0.8|1.0")]
    [InlineData(-2, 2, "−2|−1|0|1|2")]
    [InlineData(0, 50000, "0|10\u2009000|20\u2009000|30\u2009000|40\u2009000|50\u2009000")]
    [InlineData(0, 5e6, "0|1×10⁶|2×10⁶|3×10⁶|4×10⁶|5×10⁶")]
    [InlineData(0, 5e-5, "0|1×10⁻⁵|2×10⁻⁵|3×10⁻⁵|4×10⁻⁵|5×10⁻⁵")]
    [InlineData(0.9999, 1.0001, "0.99990|0.99995|1.00000|1.00005|1.00010")]
    public void Labels_have_equal_decimals_and_a_true_minus(double least, double greatest, string labels) =>
        Assert.Equal(labels, string.Join('|', Ticks.Linear(new(least, greatest), 5).Select(tick => tick.Label)));

    [Fact]
    public void Decades_are_powers_with_superscripts()
    {
        string[] labels = [.. Ticks.Logarithmic(new(0.005, 2000), 6).Select(tick => tick.Label).Where(label => label.Length > 0)];
        Assert.Equal(["10⁻²", "10⁻¹", "10⁰", "10¹", "10²", "10³"], labels);
    }

    [Fact]
    public void Many_decades_are_thinned_and_few_show_one_two_five()
    {
        Assert.Equal(["10⁻¹²", "10⁻⁸", "10⁻⁴", "10⁰", "10⁴", "10⁸", "10¹²"], Labelled(Ticks.Logarithmic(new(1e-12, 1e12), 6)));
        Assert.Equal(["0.2", "0.5", "1", "2", "5"], Labelled(Ticks.Logarithmic(new(0.15, 6), 6)));
    }

    [Theory]
    [InlineData(Scale.Linear, 3, 7, 4.2)]
    [InlineData(Scale.Log, 0.01, 1000, 3.3)]
    public void An_axis_and_its_inverse_agree(Scale scale, double least, double greatest, double value)
    {
        Axis axis = new(scale, new(least, greatest), 400, 20);
        Assert.Equal(value, axis.ValueAt(axis.At(value)), tolerance: 1e-12 * value);
        double h = 1e-6 * value;
        Assert.Equal((axis.At(value + h) - axis.At(value - h)) / (2 * h), axis.Slope(value), tolerance: 1e-6 * Math.Abs(axis.Slope(value)));
    }

    [Fact]
    public void What_a_scale_cannot_show_has_no_place()
    {
        Axis axis = new(Scale.Log, new(1, 100), 0, 100);
        Assert.Equal(double.NaN, axis.At(0));
        Assert.Equal(double.NaN, axis.At(-3));
        Assert.Equal(double.NaN, axis.At(double.PositiveInfinity));
        Assert.Equal(0, axis.Within(0));
        Assert.Equal(100, axis.Within(double.PositiveInfinity));
    }

    private static string[] Labelled(Tick[] ticks) => [.. ticks.Select(tick => tick.Label).Where(label => label.Length > 0)];
}
