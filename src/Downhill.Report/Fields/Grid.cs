namespace Downhill.Report;

/// <summary>Numbers on a regular lattice: Values[i, j] at x = X.At(i / (columns − 1)), y = Y.At(j / (rows − 1)), both ends included.</summary>
/// <param name="Values">The numbers, shape [columns, rows]; NaN where there is none.</param>
/// <param name="X">The first and the last x.</param>
/// <param name="Y">The first and the last y.</param>
public sealed record Grid(double[,] Values, Bounds X, Bounds Y)
{
    /// <summary>How many different x there are.</summary>
    public int Columns => Values.GetLength(0);

    /// <summary>How many different y there are.</summary>
    public int Rows => Values.GetLength(1);

    internal Bounds Range => Bounds.Of([.. All]);

    internal bool IsEmpty => Columns == 0 || Rows == 0 || X.IsEmpty || Y.IsEmpty;

    internal IEnumerable<double> All => Values.Cast<double>();

    /// <summary>A function on a lattice; what it answers outside its domain should be NaN.</summary>
    /// <param name="function">The number at (x, y).</param>
    /// <param name="x">The first and the last x.</param>
    /// <param name="y">The first and the last y.</param>
    /// <param name="columns">How many different x. Default 120.</param>
    /// <param name="rows">How many different y. Default 120.</param>
    public static Grid Of(Func<double, double, double> function, Bounds x, Bounds y, int columns = 120, int rows = 120)
    {
        ArgumentNullException.ThrowIfNull(function);
        Grid grid = new(new double[columns, rows], x, y);
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                grid.Values[i, j] = function(grid.XOf(i), grid.YOf(j));
            }
        }

        return grid;
    }

    internal double XOf(double i) => Columns == 1 ? X.Middle : X.At(i / (Columns - 1));

    internal double YOf(double j) => Rows == 1 ? Y.Middle : Y.At(j / (Rows - 1));

    /// <summary>Linear between the four neighbours; NaN outside, and where a neighbour that counts is missing.</summary>
    internal double Between(double x, double y)
    {
        (int i, double s) = Place(x, X, Columns);
        (int j, double t) = Place(y, Y, Rows);
        return i < 0 || j < 0 ? double.NaN : Mixed(Mixed(i, j, t), s == 0 ? 0 : Mixed(i + 1, j, t), s);
    }

    /// <summary>The number of the cell around (x, y), where a cell reaches half way to its neighbours; NaN outside.</summary>
    internal double Nearest(double x, double y)
    {
        double i = Cell(x, X, Columns), j = Cell(y, Y, Rows);
        return i >= 0 && i < Columns && j >= 0 && j < Rows ? Values[(int)i, (int)j] : double.NaN;
    }

    /// <summary>The bounds widened by half a cell on each side.</summary>
    internal static Bounds Widened(Bounds bounds, int count)
    {
        double half = HalfCell(bounds, count);
        return new(bounds.Least - half, bounds.Greatest + half);
    }

    private static double HalfCell(Bounds bounds, int count) =>
        count > 1 ? bounds.Span / (count - 1) / 2 : bounds.Span > 0 ? bounds.Span / 2 : 0.5;

    private static double Cell(double x, Bounds bounds, int count)
    {
        Bounds wide = count > 1 || bounds.Span == 0 ? Widened(bounds, count) : bounds;
        return Math.Floor((x - wide.Least) / wide.Span * count);
    }

    private static (int Index, double Share) Place(double x, Bounds bounds, int count)
    {
        // A hair of slack: the last pixel's value may be rounded beyond the last node.
        double place = (x - bounds.Least) / bounds.Span * (count - 1);
        if (!(place >= -1e-9 && place <= count - 1 + 1e-9))
        {
            return (-1, 0);
        }

        int index = (int)Math.Clamp(place, 0, Math.Max(0, count - 2));
        return (index, Math.Clamp(place - index, 0, 1));
    }

    // A neighbour of weight zero may be missing.
    private static double Mixed(double a, double b, double share) => share == 0 ? a : share == 1 ? b : a + (share * (b - a));

    private double Mixed(int i, int j, double t) => Mixed(Values[i, j], j + 1 < Rows ? Values[i, j + 1] : double.NaN, t);
}
