using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Operators;

/// <summary>The ways that an operator takes from some starts.</summary>
/// <param name="Paths">Points after each step, the start first, shape [starts][steps + 1][2].</param>
/// <param name="Ends">Where it has come to after many more steps, shape [starts][2].</param>
internal sealed record Course(double[][][] Paths, double[][] Ends)
{
    private const int Looks = 100;

    /// <summary>The mean distance between two paths at equal shares of their length, over the way from start to end; over the starts from which both come to one end.</summary>
    internal double Apart(Course other)
    {
        double[] distances = [.. Enumerable.Range(0, Paths.Length).Where(row => !Differs(other, row)).Select(row => Apart(Paths[row], other.Paths[row]))];
        return distances.Length == 0 ? double.NaN : distances.Average();
    }

    /// <summary>The share of starts from which the two come to different ends.</summary>
    internal double Parted(Course other) => Enumerable.Range(0, Paths.Length).Average(row => Differs(other, row) ? 1.0 : 0);

    private bool Differs(Course other, int row) => Distance(Ends[row], other.Ends[row]) > 0.01;

    private static double Apart(double[][] a, double[][] b)
    {
        double way = Distance(a[0], a[^1]);
        return Enumerable.Range(0, Looks + 1).Average(look => Distance(At(a, (double)look / Looks), At(b, (double)look / Looks))) / way;
    }

    // The point at a share of the way along a path.
    private static double[] At(double[][] path, double share)
    {
        double left = share * path.Zip(path.Skip(1), Distance).Sum();
        for (int step = 1; step < path.Length; step++)
        {
            double length = Distance(path[step - 1], path[step]);
            if (length >= left && length > 0)
            {
                double part = left / length;
                return [.. path[step - 1].Zip(path[step], (from, to) => from + (part * (to - from)))];
            }

            left -= length;
        }

        return path[^1];
    }

    internal static double Distance(double[] a, double[] b) => Compare.Length(Compare.Difference(a, b));
}
