using System.Globalization;
using System.Text.RegularExpressions;
using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class SurfaceTests
{
    private static readonly Bounds Unit = new(-1, 1);

    [Fact]
    public void A_place_further_away_is_higher_on_paper_and_a_higher_one_too()
    {
        // Seen from 90° the height is not seen at all, and the ground is as it is; from 0° only the height.
        Viewpoint above = new(Unit, Unit, 0, 90), level = new(Unit, Unit, 0, 0);
        Assert.Equal((0.25, 0.5), Rounded(above.Of(0.5, 1, 7)));
        Assert.Equal((0.25, 7), Rounded(level.Of(0.5, 1, 7)));
    }

    [Fact]
    public void Turned_by_a_right_angle_x_goes_towards_the_eye()
    {
        Viewpoint eye = new(Unit, Unit, 90, 90);
        Assert.Equal((0, -0.5), Rounded(eye.Of(1, 0, 0)));
        Assert.Equal((0.5, 0), Rounded(eye.Of(0, 1, 0)));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(130)]
    [InlineData(220)]
    [InlineData(310)]
    public void What_is_behind_is_drawn_first(double turn)
    {
        // Of level ground a cell that is further away is higher on paper: cells of one column, and of one row, come down the page.
        double[] heights = [.. Cells(new Surface(Grid.Of((_, _) => 0, Unit, Unit, 6, 6)) { Turn = turn, Elevation = 50, Minimum = 0, Maximum = 1 })];
        Assert.Equal(25, heights.Length);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(heights[(5 * i)..((5 * i) + 5)].Order(), heights[(5 * i)..((5 * i) + 5)]);
            Assert.Equal(Enumerable.Range(0, 5).Select(j => heights[(5 * j) + i]).Order(), Enumerable.Range(0, 5).Select(j => heights[(5 * j) + i]));
        }
    }

    [Fact]
    public void A_hole_is_not_drawn() =>
        Assert.Equal(21, Cells(new Surface(Grid.Of((x, y) => Math.Abs(x) < 0.3 && Math.Abs(y) < 0.3 && x < 0 && y < 0 ? double.NaN : x, Unit, Unit, 6, 6))).Count());

    [Fact]
    public void A_panel_at_a_slant_has_no_axes_of_its_own()
    {
        string svg = new Figure("") { Panels = [new Panel { EqualAspect = true, Marks = [new Surface(Grid.Of((x, _) => x, Unit, Unit, 6, 6))] }] }.ToSvg();
        Assert.DoesNotContain("<line", svg, StringComparison.Ordinal);
        Assert.Contains(">−1</text>", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slope_to_the_light_is_lighter_than_one_away_from_it()
    {
        // The light comes from the left: ground that falls to the left faces it.
        Assert.True(Lightness(x => x) > Lightness(_ => 0.5) && Lightness(_ => 0.5) > Lightness(x => -x));

        static double Lightness(Func<double, double> height) => Colours(new Surface(Grid.Of((x, _) => height(x), Unit, Unit, 2, 2)) { Turn = 0, Map = ColourMap.Greys, Minimum = -10, Maximum = 10, Height = 10 }).Single();
    }

    // The mean height on paper of each cell, in the order in which they are drawn; down is more.
    private static IEnumerable<double> Cells(Surface surface) =>
        from Match cell in Regex.Matches(Svg(surface), "<path d=\"M(?<corners>[^\"]*)Z\" color=", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
        select cell.Groups["corners"].Value.Split('L').Average(corner => double.Parse(corner.Split(' ')[1], CultureInfo.InvariantCulture));

    private static IEnumerable<double> Colours(Surface surface) =>
        from Match cell in Regex.Matches(Svg(surface), " color=\"#(?<red>..)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)) select (double)Convert.ToInt32(cell.Groups["red"].Value, 16);

    private static string Svg(Surface surface) => new Figure("") { Panels = [new Panel { EqualAspect = true, Marks = [surface] }] }.ToSvg();

    private static (double, double) Rounded((double Right, double Up) place) => (Math.Round(place.Right, 12) + 0.0, Math.Round(place.Up, 12) + 0.0);
}
