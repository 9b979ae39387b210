namespace Downhill.Report;

/// <summary>A place on paper, in pixels from the top left.</summary>
internal readonly record struct Pixel(double X, double Y)
{
    internal bool IsDrawable => double.IsFinite(X) && double.IsFinite(Y);

    internal double DistanceTo(Pixel other) => Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));

    internal Pixel Moved(double dx, double dy) => new(X + dx, Y + dy);

    internal Pixel Towards(Pixel other, double share) => new(X + (share * (other.X - X)), Y + (share * (other.Y - Y)));
}

/// <summary>A rectangle on paper, in pixels.</summary>
internal readonly record struct Frame(double Left, double Top, double Width, double Height)
{
    internal double Right => Left + Width;

    internal double Bottom => Top + Height;

    internal Pixel Centre => new(Left + (Width / 2), Top + (Height / 2));

    internal Frame Inset(double by) => new(Left + by, Top + by, Width - (2 * by), Height - (2 * by));

    internal bool Contains(Pixel p) => p.X >= Left && p.X <= Right && p.Y >= Top && p.Y <= Bottom;

    internal double Overlap(Frame other)
    {
        double width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        double height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }
}
