using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class ColourTests
{
    [Fact]
    public void Lightness_is_that_of_CIE()
    {
        Assert.Equal(100, Palette.White.Lightness, tolerance: 1e-3);
        Assert.Equal(0, new Colour(0, 0, 0).Lightness);

        // sRGB (119, 119, 119) is L* = 50.03 in every table.
        Assert.Equal(50.03, new Colour(119, 119, 119).Lightness, tolerance: 0.01);
    }

    // Steps of 1/64 of the way differ by 73/64 = 1.1 in L* on average; the map may waver by as much.
    [Fact]
    public void Sequential_map_rises_evenly_in_grey()
    {
        double[] lightness = [.. Enumerable.Range(0, 65).Select(k => ColourMap.Sequential.At(k / 64.0).Lightness)];
        Assert.All(lightness.Zip(lightness.Skip(1), (a, b) => b - a), step => Assert.InRange(step, 0.5, 2.2));
    }

    [Fact]
    public void Diverging_map_is_lightest_in_the_middle_and_equally_dark_at_its_ends()
    {
        Assert.True(ColourMap.Diverging.At(0.5).Lightness > 94);
        Assert.Equal(ColourMap.Diverging.At(0).Lightness, ColourMap.Diverging.At(1).Lightness, tolerance: 4);
    }

    // Ten units of L* are told apart at a glance; the first four series are what most figures have.
    [Fact]
    public void First_four_series_differ_in_grey()
    {
        double[] lightness = [.. Enumerable.Range(0, 4).Select(k => Palette.OfSeries(k).Lightness).Order()];
        Assert.All(lightness.Zip(lightness.Skip(1), (a, b) => b - a), gap => Assert.True(gap > 7));
    }
}
