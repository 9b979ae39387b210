using Downhill.Experiments.Learning;

namespace Downhill.Hosts.Tests.Learning;

public sealed class ThinningTests
{
    [Theory]
    [InlineData(1, 96)]
    [InlineData(96, 96)]
    [InlineData(191, 96)]
    [InlineData(193, 96)]
    [InlineData(20_000, 96)]
    [InlineData(7, 1)]
    public void What_is_kept_is_evenly_spaced_and_as_many_as_was_asked_for(int count, int wanted)
    {
        int[] least = Thinning.AtLeast(wanted, count), exact = Thinning.Exactly(wanted, count);
        Assert.InRange(least.Length, Math.Min(wanted, count), (2 * wanted) - 1);
        Assert.Equal(Math.Min(wanted, count), exact.Length);
        Assert.InRange(Thinning.AtMost(wanted, new double[count * 2], 2).Length / 2, 1, wanted);
        foreach (int[] kept in (int[][])[least, exact])
        {
            int[] gaps = [.. kept.Zip(kept.Skip(1), (a, b) => b - a)];
            Assert.Equal(0, kept[0]);
            Assert.True(kept[^1] < count);

            // Rounding down makes two gaps differ by one at the most.
            Assert.True(gaps.Length == 0 || (gaps.Min() > 0 && gaps.Max() - gaps.Min() <= 1));
        }
    }

    [Fact]
    public void A_point_is_kept_with_all_its_coordinates() =>
        Assert.Equal([0, 1, 4, 5, 8, 9], Thinning.AtLeast(2, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2));

    // Three radii along one coordinate and four along the other: the hypotenuse is five.
    [Fact]
    public void Distances_are_counted_in_radii()
    {
        Assert.Equal(5, InRadii.Distance([1, 10], [7, 8], [2, 0.5]));
        Assert.Equal(25, InRadii.Square([1, 10], [7, 8], [2, 0.5]));
        Assert.Equal(5, InRadii.Length([6, -2], [2, 0.5]));
    }
}
