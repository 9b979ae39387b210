using System.Text;

namespace Downhill.Report;

/// <summary>Writes SVG elements, one a line.</summary>
/// <param name="prefix">What every id begins with, so that several figures can live in one page.</param>
internal sealed class Svg(string prefix)
{
    private readonly StringBuilder text = new();
    private readonly Stack<string> open = new();
    private int ids;

    public override string ToString() => text.ToString();

    internal static string Px(double pixels)
    {
        string rounded = Math.Round(pixels, 2).ToString("0.##");
        return rounded == "-0" ? "0" : rounded;
    }

    /// <summary>A name that no other element of the figure has.</summary>
    internal string NewId() => $"{prefix}{++ids}";

    internal void Open(string name, params ReadOnlySpan<(string Name, Value Value)> attributes)
    {
        Start(name, attributes);
        text.Append(">\n");
        open.Push(name);
    }

    internal void Close() => text.Append("</").Append(open.Pop()).Append(">\n");

    internal void Leaf(string name, params ReadOnlySpan<(string Name, Value Value)> attributes)
    {
        Start(name, attributes);
        text.Append("/>\n");
    }

    internal void Line(Pixel from, Pixel to, Colour colour, double width) => Leaf(
        "line", ("x1", from.X), ("y1", from.Y), ("x2", to.X), ("y2", to.Y), ("stroke", colour), ("stroke-width", width));

    internal void Rectangle(Frame frame, params ReadOnlySpan<(string Name, Value Value)> attributes) => Leaf(
        "rect", [("x", frame.Left), ("y", frame.Top), ("width", frame.Width), ("height", frame.Height), .. attributes]);

    /// <summary>A stroke without filling, with round joins.</summary>
    internal void Stroke(string path, Colour colour, double width, params ReadOnlySpan<(string Name, Value Value)> attributes)
    {
        if (path.Length > 0)
        {
            Leaf("path", [("d", path), ("fill", "none"), ("stroke", colour), ("stroke-width", width), ("stroke-linejoin", "round"), .. attributes]);
        }
    }

    internal void Write(string content, Pixel at, TextStyle style)
    {
        Start("text", [("x", at.X), ("y", at.Y), .. style.Attributes(at)]);
        text.Append('>');
        double risen = 0;
        foreach ((Script script, string run) in Scripts.Runs(content))
        {
            risen = Append(script, run, style.Size, risen);
        }

        text.Append("</text>\n");
    }

    // A dy moves all that follows, so plain text after a script has to be brought back to the line.
    private double Append(Script script, string run, double size, double risen)
    {
        double target = script switch { Script.Raised => -0.36 * size, Script.Lowered => 0.2 * size, _ => 0 };
        if (script == Script.Plain && risen == 0)
        {
            text.Append(Markup.Escape(run));
            return 0;
        }

        string small = script == Script.Plain ? "" : $" font-size=\"{Px(TextWidth.ScriptSize * size)}\"";
        text.Append($"<tspan dy=\"{Px(target - risen)}\"{small}>").Append(Markup.Escape(run)).Append("</tspan>");
        return target;
    }

    private void Start(string name, ReadOnlySpan<(string Name, Value Value)> attributes)
    {
        text.Append('<').Append(name);
        foreach ((string attribute, Value value) in attributes)
        {
            text.Append(' ').Append(attribute).Append("=\"").Append(value.Text).Append('"');
        }
    }
}
