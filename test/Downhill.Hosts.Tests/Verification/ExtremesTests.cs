using Downhill.Experiments;

namespace Downhill.Hosts.Tests.Facts;

public sealed class ExtremesTests
{
    [Fact]
    public void The_worst_of_numbers_of_which_one_is_none_is_none()
    {
        Assert.Equal(2, new[] { 1.0, 2, -3 }.Worst());
        Assert.True(double.IsNaN(new[] { 1, double.NaN, 2 }.Worst()));
        Assert.Equal(3, new[] { "a", "bcd" }.Worst(word => word.Length));
        Assert.Equal(-2, new[] { 1.0, 2, -2 }.Farthest(1));
        Assert.True(double.IsNaN(new[] { double.NaN, 9 }.Farthest(1)) && double.IsNaN(new[] { 9, double.NaN }.Farthest(1)));
    }
}
