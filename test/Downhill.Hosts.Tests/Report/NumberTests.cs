using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class NumberTests
{
    [Theory]
    [InlineData(1.23456, 0.0234, "1.235")]
    [InlineData(1.23456, 0.0996, "1.23")] // 0.0996 to two digits is 0.10
    [InlineData(-1.23456, 0.2, "−1.23")]
    [InlineData(0.00012, 0.01, "0.000")]
    [InlineData(-0.00012, 0.01, "0.000")]
    [InlineData(12345, 234, "12350")]
    [InlineData(12345.678, 1.5, "12345.7")]
    [InlineData(1234567, 2100, "1.2346×10⁶")]
    [InlineData(1.2341e-7, 2.3e-9, "1.234×10⁻⁷")]
    [InlineData(5, 0, "5")]
    [InlineData(5.43219, double.NaN, "5.432")]
    [InlineData(double.NaN, 1, "n/a")]
    public void A_value_ends_where_its_error_does(double value, double error, string text) => Assert.Equal(text, Number.Format(value, error));

    [Theory]
    [InlineData(1.23456, 0.0234, "1.235 ± 0.023")]
    [InlineData(1.23456, 0.0996, "1.23 ± 0.10")]
    [InlineData(0, 0.05, "0.000 ± 0.050")]
    [InlineData(1.2341e-7, 2.3e-9, "(1.234 ± 0.023)×10⁻⁷")]
    [InlineData(96000, 1200, "96000 ± 1200")]
    [InlineData(0.3, 12, "0 ± 12")]
    public void Value_and_error_have_the_same_decimals(double value, double error, string text) => Assert.Equal(text, Number.WithError(value, error));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(3.14159265, "3.142")]
    [InlineData(2.5, "2.5")]
    [InlineData(-0.0001234567, "−0.0001235")]
    [InlineData(0.000012345678, "1.235×10⁻⁵")]
    [InlineData(123456, "123500")]
    [InlineData(96000, "96000")]
    [InlineData(999999, "1×10⁶")]
    [InlineData(-1.5e30, "−1.5×10³⁰")]
    [InlineData(5e-324, "4.941×10⁻³²⁴")] // the smallest number is 4.94×10⁻³²⁴
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NegativeInfinity, "−∞")]
    [InlineData(double.NaN, "n/a")]
    public void A_bare_number_has_four_digits(double value, string text) => Assert.Equal(text, Number.Format(value));

    [Fact]
    public void Scripts_are_cut_out_of_their_line() =>
        Assert.Equal([(Script.Plain, "x"), (Script.Lowered, "12"), (Script.Plain, " 10"), (Script.Raised, "−3")], Scripts.Runs("x₁₂ 10⁻³"));
}
