namespace Downhill.Report;

/// <summary>Which parts of the paper are drawn on, in squares of four pixels: where a legend or a label would cover something.</summary>
internal sealed class InkMap(double width, double height)
{
    private const double Cell = 4;
    private readonly int columns = (int)Math.Ceiling(width / Cell);
    private readonly bool[] inked = new bool[(int)Math.Ceiling(width / Cell) * (int)Math.Ceiling(height / Cell)];

    private int Rows => inked.Length / Math.Max(1, columns);

    internal void Dot(Pixel p)
    {
        int column = (int)Math.Floor(p.X / Cell), row = (int)Math.Floor(p.Y / Cell);
        if (p.IsDrawable && column >= 0 && column < columns && row >= 0 && row < Rows)
        {
            inked[(row * columns) + column] = true;
        }
    }

    internal void Line(Pixel from, Pixel to)
    {
        if (!from.IsDrawable || !to.IsDrawable)
        {
            return;
        }

        // Not more steps than the paper has squares across: a line to far outside costs no more.
        int steps = (int)Math.Clamp(2 * from.DistanceTo(to) / Cell, 1, 4000);
        for (int i = 0; i <= steps; i++)
        {
            Dot(from.Towards(to, (double)i / steps));
        }
    }

    internal void Fill(Frame frame)
    {
        for (double y = frame.Top; y <= frame.Bottom; y += Cell)
        {
            Line(new(frame.Left, y), new(frame.Right, y));
        }
    }

    /// <summary>The share of a rectangle that is drawn on, 0 to 1.</summary>
    internal double Covered(Frame frame)
    {
        int all = 0, full = 0;
        for (int row = First(frame.Top, Rows); row <= First(frame.Bottom, Rows); row++)
        {
            for (int column = First(frame.Left, columns); column <= First(frame.Right, columns); column++)
            {
                all++;
                full += inked[(row * columns) + column] ? 1 : 0;
            }
        }

        return all == 0 ? 0 : (double)full / all;
    }

    private static int First(double pixel, int count) => Math.Clamp((int)Math.Floor(pixel / Cell), 0, count - 1);
}
