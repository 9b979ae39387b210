using System.Xml.Linq;
using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class FigureTests
{
    private const double NaN = double.NaN, Infinity = double.PositiveInfinity;

    private static readonly double[] X = [0, 1, NaN, 3, 4, 1e300], Y = [1, Infinity, 2, 0.5, 3, 2];

    private static readonly Grid Holes = Grid.Of((x, y) => x > 1.4 ? NaN : x < 0.3 && y < 0.3 ? Infinity : (x * x) - y, new(0, 2), new(0, 1), 12, 9);

    public static TheoryData<string> Names => [.. Marks.Keys];

    private static Dictionary<string, Mark> Marks => new()
    {
        ["line"] = new Line(X, Y) { Label = "a < b & \"c\"", Lower = Y, Upper = [2, NaN, Infinity, 1, 4, 1], Dash = Dash.Dotted },
        ["scatter"] = new Scatter(X, Y) { Lower = Y, Upper = X },
        ["heat map"] = new Heatmap(Holes) { Quantile = 0.8, Label = "E" },
        ["squares"] = new Heatmap(Holes) { Smooth = false, Centre = 0, Map = ColourMap.Diverging, Minimum = NaN },
        ["surface"] = new Surface(Holes) { Maximum = 1.5, Cells = 7 },
        ["contours"] = new Contours(Holes) { Labelled = true },
        ["streamlines"] = new Streamlines((x, y) => (x > 1 ? NaN : y, -x)) { X = new(-1, 2), Y = new(-1, 1) },
        ["streamlines on grids"] = Streamlines.Of(Holes, Holes),
        ["track"] = new Track(X, Y),
        ["markers"] = new Markers(new Place(1, NaN, "no"), new Place(1, 2, "<yes>")) { Shape = MarkerShape.Triangle, Label = "m" },
        ["histogram"] = new Histogram(Y) { Label = "h" },
        ["bars"] = new Bars(["a", "b", "c"], [1, NaN, -2]) { Lower = [0, 0, -3], Upper = [2, 1, NaN] },
        ["lying bars"] = new Bars(["a long name of a thing", "b"], [1, 2]) { Horizontal = true },
        ["horizontal rule"] = new HorizontalRule(2) { Label = "here" },
        ["vertical rule"] = new VerticalRule(NaN) { Label = "nowhere" },
        ["note"] = new Note(1, 1, "x₁ < 10⁻³") { Anchor = Anchor.Middle },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_mark_with_missing_numbers_is_well_formed_on_every_scale(string name)
    {
        foreach (Scale scale in Enum.GetValues<Scale>())
        {
            foreach (Legend legend in Enum.GetValues<Legend>())
            {
                Panel panel = new() { XScale = scale, YScale = scale, Legend = legend, EqualAspect = true, Title = "<t>", XLabel = "x", YLabel = "y", Marks = [Marks[name]] };
                AssertSound(new Figure(name) { Width = 360, Panels = [panel, panel] }.ToSvg());
            }
        }
    }

    [Fact]
    public void All_marks_in_one_panel_are_well_formed() => AssertSound(All().ToSvg());

    [Fact]
    public void The_same_figure_gives_the_same_bytes() => Assert.Equal(All().ToSvg(), All().ToSvg());

    [Fact]
    public void Two_figures_of_a_page_share_no_id()
    {
        string page = new Page("p") { Sections = [new Section("s") { Blocks = [new Drawing(All()), new Drawing(All())] }] }.ToHtml();
        string[] ids = [.. page.Split(" id=\"").Skip(1).Select(rest => rest.Split('"')[0])];
        Assert.True(ids.Length >= 4);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Nothing_to_draw_is_no_data_and_one_number_is_some()
    {
        Assert.DoesNotContain("no data", SvgOf(new Line([NaN, 1], [1, 2])), StringComparison.Ordinal);
        Assert.Contains("no data", SvgOf(new Line([], [])), StringComparison.Ordinal);
        Assert.Contains("no data", SvgOf(new Scatter([NaN], [NaN])), StringComparison.Ordinal);
        Assert.Contains("no data", SvgOf(new Heatmap(new Grid(new double[0, 0], new(0, 1), new(0, 1)))), StringComparison.Ordinal);
        Assert.Contains("no data", SvgOf(new Histogram([])), StringComparison.Ordinal);
        Assert.Contains("no data", SvgOf(new Bars([], [])), StringComparison.Ordinal);
        Assert.Contains("no data", SvgOf(), StringComparison.Ordinal);
        AssertSound(new Figure("empty").ToSvg());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(-1e-300, 1e-300)]
    [InlineData(1, 1.0000000000000002)]
    [InlineData(-1e149, 1e149)]
    public void Any_range_of_numbers_is_drawn(double least, double greatest) => AssertSound(SvgOf(new Line([least, greatest], [greatest, least])));

    [Fact]
    public void A_line_is_interrupted_where_a_number_is_missing()
    {
        string path = Trace.Of([new(0, 0), new(1, 1), new(NaN, 2), new(3, 3), new(4, 4.126)]);
        Assert.Equal("M0 0L1 1M3 3L4 4.13", path);
    }

    [Fact]
    public void A_long_noisy_line_keeps_its_extremes_and_becomes_short()
    {
        Pixel[] line = [.. Enumerable.Range(0, 200_000).Select(i => new Pixel(i / 500.0, i == 77_777 ? -9 : Math.Sin(i)))];
        IReadOnlyList<Pixel> thin = Trace.Thinned(line, 400);
        Assert.True(thin.Count <= 4 * 801);
        Assert.Contains(line[77_777], thin);
        Assert.Equal((line[0], line[^1]), (thin[0], thin[^1]));
    }

    [Fact]
    public void Equal_labels_have_equal_colours_in_all_panels()
    {
        Line Of(string label) => new([0, 1], [0, 1]) { Label = label };
        PanelPlan[] plans = Planning.Plans(new Figure("") { Panels = [new() { Marks = [Of("a"), Of("b")] }, new() { Marks = [Of("c"), Of("b")] }] });
        Assert.Equal(plans[0].Pens[1], plans[1].Pens[1]);
        Assert.NotEqual(plans[1].Pens[0].Colour, plans[1].Pens[1].Colour);
    }

    [Fact]
    public void Equal_aspect_makes_units_equally_long()
    {
        Panel panel = new() { EqualAspect = true, XRange = new(0, 4), YRange = new(0, 1), Marks = [new Line([0, 4], [0, 1])] };
        Figure figure = new("") { Height = 500, Panels = [panel] };
        PanelPlan plan = new Layout(figure, []).Framed(Planning.Plans(figure)).Single();
        Assert.Equal(plan.Frame.Width / 4, plan.Frame.Height, tolerance: 1e-9);
    }

    [Fact]
    public void Frames_of_a_grid_of_panels_have_one_size_and_do_not_touch()
    {
        Panel panel = new() { Title = "t", XLabel = "x", YLabel = "y", Marks = [new Line([0, 1e6], [0, 1])] };
        Figure figure = new("f") { Panels = [.. Enumerable.Range(0, 6).Select(_ => panel)] };
        PanelPlan[] plans = [.. new Layout(figure, []).Framed(Planning.Plans(figure))];
        Assert.Single(plans.Select(plan => (Math.Round(plan.Frame.Width, 6), Math.Round(plan.Frame.Height, 6))).Distinct());
        Assert.All(plans, a => Assert.All(plans.Where(b => b != a), b => Assert.Equal(0, a.Frame.Overlap(b.Frame))));
        Assert.All(plans, plan => Assert.True(plan.Frame.Right < figure.Width && plan.Frame.Bottom < figure.Height));
    }

    [Fact]
    public void Labels_do_not_cover_one_another_while_there_is_room()
    {
        LabelPlacer placer = new(new(0, 0, 300, 300), new InkMap(300, 300));
        Frame[] places = [.. Enumerable.Range(0, 4).Select(i => placer.Place(new(150 + i, 150), 40, 12, 8))];
        Assert.All(places, a => Assert.All(places.Where(b => b != a), b => Assert.Equal(0, a.Overlap(b))));
    }

    [Fact]
    public void Names_at_line_ends_are_moved_apart_and_stay_inside() =>
        Assert.Equal([10, 23, 36, 87, 100], Legends.Spread([5, 6, 30, 100, 100], 13, new(0, 10, 50, 90)));

    [Fact]
    public void A_figure_without_size_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new Figure("f") { Width = NaN }.ToSvg());

    private static Figure All() => new("all <marks>")
    {
        Panels = [new Panel { Marks = [.. Marks.Where(mark => !mark.Key.Contains("bars", StringComparison.Ordinal)).Select(mark => mark.Value)] }, new Panel { Marks = [Marks["bars"]] }],
    };

    private static string SvgOf(params Mark[] marks) => new Figure("") { Panels = [new Panel { Marks = marks }] }.ToSvg();

    private static void AssertSound(string svg)
    {
        XDocument document = XDocument.Parse(svg);
        foreach (XAttribute attribute in document.Descendants().Attributes().Where(a => a.Name != "href" && a.Name != "aria-label" && a.Name != "font-family"))
        {
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("E+", attribute.Value, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(document.Descendants().Attributes("width"), width => width.Value.StartsWith('-'));
    }
}
