namespace Downhill.Report;

/// <summary>The points of all lines so far, in squares of one spacing, so that a question about nearness looks at nine squares.</summary>
internal sealed class StreamSpace
{
    private readonly Frame frame;
    private readonly double spacing;
    private readonly int rows;
    private readonly List<Pixel>[] squares;

    internal StreamSpace(Frame frame, double spacing)
    {
        (this.frame, this.spacing) = (frame, spacing);
        rows = Count(frame.Height);
        squares = new List<Pixel>[Count(frame.Width) * rows];
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = [];
        }
    }

    internal void Add(List<Pixel> line)
    {
        foreach (Pixel p in line)
        {
            squares[(Column(p) * rows) + Row(p)].Add(p);
        }
    }

    internal bool IsNear(Pixel p, double distance)
    {
        for (int column = Math.Max(0, Column(p) - 1); column <= Math.Min((squares.Length / rows) - 1, Column(p) + 1); column++)
        {
            for (int row = Math.Max(0, Row(p) - 1); row <= Math.Min(rows - 1, Row(p) + 1); row++)
            {
                if (squares[(column * rows) + row].Exists(q => q.DistanceTo(p) < distance))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private int Count(double length) => Math.Max(1, (int)Math.Ceiling(length / spacing) + 1);

    private int Column(Pixel p) => (int)Math.Clamp((p.X - frame.Left) / spacing, 0, (squares.Length / rows) - 1);

    private int Row(Pixel p) => (int)Math.Clamp((p.Y - frame.Top) / spacing, 0, rows - 1);
}
