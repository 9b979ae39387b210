namespace Downhill.Report;

/// <summary>A part of a page.</summary>
/// <param name="Heading">What it is about.</param>
public sealed record Section(string Heading)
{
    /// <summary>What it consists of, in this order.</summary>
    public Block[] Blocks { get; init; } = [];

    internal void Write(Html html)
    {
        html.Line("<section>");
        html.Element("h2", Heading);
        foreach (Block block in Blocks)
        {
            block.Write(html);
        }

        html.Line("</section>");
    }
}
