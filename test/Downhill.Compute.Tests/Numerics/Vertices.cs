using Downhill.Compute.Numerics;

namespace Downhill.Compute.Tests.Numerics;

/// <summary>Every point where as many planes meet as there are dimensions: a slow and certain way to the maximum of a linear programme.</summary>
internal static class Vertices
{
    /// <summary>The greatest c·x over the vertices that satisfy all inequalities and bounds.</summary>
    internal static double Best(LinearProgram program)
    {
        int n = program.Objective.Length;
        (double[] Normal, double Limit)[] planes =
        [
            .. program.Rows.Select(row => (Dense(row, n), row.Limit)),
            .. Enumerable.Range(0, n).Select(j => (Axis(j, n, -1), -program.Lower[j])),
            .. Enumerable.Range(0, n).Select(j => (Axis(j, n, 1), program.Upper[j])),
        ];
        return Choices(planes.Length, n).Select(chosen => Meeting([.. chosen.Select(k => planes[k])]))
            .Where(x => Array.TrueForAll(x, double.IsFinite) && Array.TrueForAll(planes, plane => Dot(plane.Normal, x) <= plane.Limit + 1e-9))
            .Max(x => Dot(program.Objective, x));
    }

    private static double[] Dense(LinearRow row, int n)
    {
        double[] dense = new double[n];
        foreach ((int column, double factor) in row.Terms)
        {
            dense[column] += factor;
        }

        return dense;
    }

    private static double[] Axis(int j, int n, double sign) => [.. Enumerable.Range(0, n).Select(k => k == j ? sign : 0)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static IEnumerable<int[]> Choices(int among, int count) =>
        count == 0 ? [[]] : Enumerable.Range(0, among).SelectMany(last => Choices(last, count - 1).Select(rest => (int[])[.. rest, last]));

    // Cramer's rule for up to three planes.
    private static double[] Meeting((double[] Normal, double Limit)[] planes)
    {
        int n = planes.Length;
        double[][] rows = [.. planes.Select(plane => plane.Normal)];
        double whole = Determinant(rows);
        return [.. Enumerable.Range(0, n).Select(j => Determinant([.. rows.Select((row, i) => (double[])[.. row.Select((a, k) => k == j ? planes[i].Limit : a)])]) / (Math.Abs(whole) < 1e-12 ? 0 : whole))];
    }

    private static double Determinant(double[][] rows) => rows.Length == 0 ? 1 : rows[0].Select((a, j) =>
        (j % 2 == 0 ? a : -a) * Determinant([.. rows.Skip(1).Select(row => (double[])[.. row.Where((_, k) => k != j)])])).Sum();
}
