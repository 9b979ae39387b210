using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class FieldsTests
{
    private static readonly Bounds Unit = new(-1, 1);

    // On an edge of length h linear interpolation of x² + y² is wrong by at most h²/4 (second derivative 2), hence the radius by h²/(8 r);
    // the finer grid has h four times smaller, so its bound is sixteen times smaller: that it holds is the order.
    [Theory]
    [InlineData(41)]
    [InlineData(161)]
    public void Contour_of_a_circle_lies_on_the_circle_to_second_order(int nodes)
    {
        const double Radius = 0.7;
        Grid grid = Grid.Of((x, y) => (x * x) + (y * y), Unit, Unit, nodes, nodes);
        List<Pixel> ring = Assert.Single(MarchingSquares.Lines(grid, Radius * Radius));
        double h = 2.0 / (nodes - 1), bound = h * h / (8 * Radius) * 1.05;
        Assert.All(ring, p => Assert.InRange(Math.Sqrt((p.X * p.X) + (p.Y * p.Y)) - Radius, -bound, bound));
        Assert.Equal(ring[0], ring[^1]);
        Assert.Equal(2 * Math.PI * Radius, Length(ring), tolerance: 2 * h * h);
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(-0.1, false)]
    public void A_saddle_joins_the_side_that_its_middle_is_on(double middle, bool joined)
    {
        // High at (0, 0) and (1, 1), low at the other two; the mean is the value in the middle.
        Grid grid = new(new[,] { { 1.0 + (2 * middle), -1 }, { -1, 1.0 + (2 * middle) } }, new(0, 1), new(0, 1));
        List<List<Pixel>> lines = MarchingSquares.Lines(grid, 0);
        Assert.Equal(2, lines.Count);

        // Where the high corners are joined, each line cuts off a low corner.
        Assert.All(lines, line => Assert.Equal(joined, line.Average(p => p.X - p.Y) is > 0.2 or < -0.2));
    }

    [Fact]
    public void Contours_stop_at_missing_cells_and_at_the_border()
    {
        Grid grid = Grid.Of((x, y) => x is > 0.2 and < 0.4 ? double.NaN : y, Unit, Unit, 21, 21);
        List<List<Pixel>> lines = MarchingSquares.Lines(grid, 0.05);
        Assert.Equal(2, lines.Count);
        Assert.All(lines.SelectMany(line => line), p => Assert.Equal(0.05, p.Y, tolerance: 1e-12));
    }

    // One step of length 1.5 of a rule of order 4 leaves a circle of radius r by at most about r (1.5 / r)⁵ / 120, 3e-6 pixels at r = 12,
    // and a ring of that radius has 51 steps: 1.6e-4. Larger rings gather less.
    [Fact]
    public void Streamlines_of_a_rotation_stay_on_circles()
    {
        Frame frame = new(0, 0, 300, 300);
        List<List<Pixel>> lines = new StreamTracer(frame, p => new(150 - p.Y, p.X - 150), 24).Lines();
        Assert.True(lines.Count > 5);
        foreach (double[] radii in lines.Select(line => line.Select(p => p.DistanceTo(frame.Centre)).ToArray()).Where(radii => radii.Min() > 12))
        {
            Assert.InRange(radii.Max() - radii.Min(), 0, 2e-4);
        }

        Assert.Contains(lines, line => line.Count > 100 && line[0] == line[^1]);
    }

    [Fact]
    public void Streamlines_keep_half_a_spacing_from_one_another()
    {
        List<List<Pixel>> lines = new StreamTracer(new(0, 0, 300, 200), p => new(1, 0.3 * Math.Sin(p.X / 30)), 20).Lines();
        for (int i = 0; i < lines.Count; i++)
        {
            IEnumerable<Pixel> others = lines.Where((_, j) => j != i).SelectMany(line => line);
            Assert.All(lines[i], p => Assert.True(others.Min(q => q.DistanceTo(p)) >= 10 - 1e-9));
        }
    }

    [Fact]
    public void A_field_of_nothing_has_no_streamlines()
    {
        Assert.Empty(new StreamTracer(new(0, 0, 100, 100), _ => new(double.NaN, 1), 20).Lines());
        Assert.Empty(new StreamTracer(new(0, 0, 100, 100), _ => new(0, 0), 20).Lines());
    }

    [Fact]
    public void A_grid_is_linear_between_its_nodes_and_nothing_outside()
    {
        Grid grid = Grid.Of((x, y) => (2 * x) - (3 * y) + 1, Unit, Unit, 5, 7);
        Assert.Equal((2 * 0.33) - (3 * -0.71) + 1, grid.Between(0.33, -0.71), tolerance: 1e-12);
        Assert.Equal(0, grid.Between(1, 1), tolerance: 1e-12);
        Assert.Equal(double.NaN, grid.Between(1.01, 0));
        Assert.Equal(grid.Values[4, 6], grid.Nearest(1.1, 1.1));
    }

    [Fact]
    public void Histogram_as_a_density_has_area_one()
    {
        (Bounds range, double[] heights) = new Histogram([.. Enumerable.Range(0, 1000).Select(i => Math.Sin(i)), double.NaN]).Heights();
        Assert.Equal(1, heights.Sum() * range.Span / heights.Length, tolerance: 1e-12);
    }

    [Fact]
    public void Histograms_made_alike_have_the_same_bins()
    {
        Histogram[] both = Histogram.Alike(new Histogram([0, 1, 2, 3]), new Histogram([2, 5, 9]));
        Assert.Equal(new Bounds(0, 9), both[0].Range);
        Assert.Equal(both[0].Heights().Range, both[1].Heights().Range);
        Assert.Equal(both[0].Heights().Heights.Length, both[1].Heights().Heights.Length);
    }

    private static double Length(List<Pixel> line) => line.Zip(line.Skip(1), (a, b) => a.DistanceTo(b)).Sum();
}
