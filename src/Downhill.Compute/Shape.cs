namespace Downhill.Compute;

/// <summary>What a node holds: a matrix [Height, Width] per step, per row of a table; or one that all rows share.</summary>
/// <param name="Rows">The table, or null for a shared value.</param>
/// <param name="Steps">The number of steps of a loop that the value is stacked over, [T, Height, Width]; 1 for an ordinary value.</param>
/// <param name="Height">The rows of the matrix; 1 for a vector.</param>
/// <param name="Width">The columns of the matrix; the length of a vector.</param>
public readonly record struct Shape(Rows? Rows, int Steps, int Height, int Width)
{
    /// <summary>A scalar that all rows share.</summary>
    public static Shape Scalar { get; } = new(null, 1, 1, 1);

    /// <summary>A vector of <paramref name="width"/> numbers per row of <paramref name="rows"/> (default: the points).</summary>
    public static Shape PerRow(int width, Rows? rows = null) => new(rows ?? Rows.Points, 1, 1, width);

    /// <summary>A matrix [height, width] that all rows share.</summary>
    public static Shape Shared(int height, int width) => new(null, 1, height, width);

    /// <summary>Numbers per row and step, Height · Width.</summary>
    public int Elements => Height * Width;

    /// <summary>Numbers per row, Steps · Height · Width.</summary>
    public int Length => Steps * Elements;

    internal bool IsShared => Rows is null;

    internal Shape Transposed => this with { Height = Width, Width = Height };

    /// <summary>The shape with its rows, steps and matrix, for messages.</summary>
    public override string ToString() =>
        $"{(Rows is null ? "shared" : "per " + Rows.Name)} {(Steps == 1 ? "" : $"{Steps} × ")}[{Height}, {Width}]";

    /// <summary>The smallest shape that both can be repeated to, in rows, steps, height and width each.</summary>
    internal static Shape Common(Shape a, Shape b) => new(
        a.Rows is null || b.Rows is null || a.Rows == b.Rows ? a.Rows ?? b.Rows : throw Mismatch(a, b),
        Common(a.Steps, b.Steps, a, b),
        Common(a.Height, b.Height, a, b),
        Common(a.Width, b.Width, a, b));

    internal bool CanRepeatTo(Shape target) =>
        (Rows is null || Rows == target.Rows)
        && (Steps == 1 || Steps == target.Steps)
        && (Height == 1 || Height == target.Height)
        && (Width == 1 || Width == target.Width);

    private static int Common(int a, int b, Shape left, Shape right) =>
        a == b || b == 1 ? a : a == 1 ? b : throw Mismatch(left, right);

    private static ArgumentException Mismatch(Shape a, Shape b) =>
        new($"Shapes {a} and {b} do not go together: each of rows, steps, height and width must be equal or 1.");
}
