using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class PageTests
{
    private const string Nasty = "<script>alert('x') & \"y\"</script>\u0001";

    [Fact]
    public void Every_text_is_escaped()
    {
        string html = Whole().ToHtml();
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', html);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;) &amp; &quot;y&quot;&lt;/script&gt;\uFFFD", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_needs_nothing_from_elsewhere()
    {
        string html = Whole().ToHtml().Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">", html, StringComparison.Ordinal);
        Assert.Contains("role=\"img\" aria-label=\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_page_gives_the_same_text() => Assert.Equal(Whole().ToHtml(), Whole().ToHtml());

    [Fact]
    public void Every_element_is_closed()
    {
        string[] empty = ["meta", "rect", "line", "path", "circle", "stop", "image", "!DOCTYPE"];
        Stack<string> open = new();
        foreach (string tag in Whole().ToHtml().Split('<').Skip(1).Select(part => part.Split('>')[0]))
        {
            string name = tag.Split(' ', '/')[tag[0] == '/' ? 1 : 0];
            if (tag[0] == '/')
            {
                Assert.Equal(open.Pop(), name);
            }
            else if (!empty.Contains(name))
            {
                open.Push(name);
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public void A_verdict_says_its_word_first()
    {
        string html = new Page("p") { Verdicts = [new(Standing.Bad, "Not downhill", "Only a third of it.")] }.ToHtml();
        Assert.Contains(
            "<li class=\"bad\"><span class=\"sign\" aria-hidden=\"true\">✕</span><b>Not downhill</b> <span class=\"text\">Only a third of it.</span></li>",
            html,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_prints_the_digits_that_are_known_and_no_empty_columns()
    {
        Table table = new(new Quantity("barrier", 3.4567) { StandardError = 0.21, Interval = new(3.05, 3.87) }, new Quantity("frames", 96000));
        string html = new Page("p") { Sections = [new Section("s") { Blocks = [table] }] }.ToHtml();
        Assert.Contains("<tr><td>barrier</td><td class=\"number\">3.46 ± 0.21</td><td class=\"number\">3.05 to 3.87</td></tr>", html, StringComparison.Ordinal);
        Assert.Contains("<tr><td>frames</td><td class=\"number\">96000</td><td class=\"number\"></td></tr>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Unit", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_numbers_are_found()
    {
        Listing listing = new(["name", "error", "note"], ["a", "1.2×10⁻³", "x"], ["b", "−4", ""]);
        string html = new Page("p") { Sections = [new Section("s") { Blocks = [listing] }] }.ToHtml();
        Assert.Contains("<th>name</th><th class=\"number\">error</th><th>note</th>", html, StringComparison.Ordinal);
        Assert.Contains("1.2×10<sup>−3</sup>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_stands_between_backticks() => Assert.Equal("run <code>a_&lt;b&gt;</code> now", Html.Inline("run `a_<b>` now"));

    private static Page Whole()
    {
        Figure figure = new(Nasty) { Panels = [new Panel { Title = Nasty, XLabel = Nasty, YLabel = Nasty, Marks = [new Line([0, 1], [0, 1]) { Label = Nasty }, new Note(0.5, 0.5, Nasty)] }] };
        return new(Nasty)
        {
            Lead = Nasty,
            Verdicts = [new(Standing.Good, Nasty, Nasty), new(Standing.Warn, Nasty, Nasty)],
            Sections =
            [
                new Section(Nasty)
                {
                    Blocks =
                    [
                        new Prose($"{Nasty}\n\n{Nasty}"), new Items(Nasty), new Code(Nasty), new Drawing(figure, Nasty),
                        new Table(new Quantity(Nasty, 1) { Unit = Nasty, Remark = Nasty }) { Caption = Nasty },
                        new Listing([Nasty, Nasty], [Nasty]) { Standings = [Standing.Bad], Caption = Nasty },
                    ],
                },
            ],
            Footer = Nasty,
        };
    }
}
