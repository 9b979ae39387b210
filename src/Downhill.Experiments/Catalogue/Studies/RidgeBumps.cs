using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Experiments.Studies;

/// <summary>The usual baseline: E = Σⱼ aⱼ exp(−|x − cⱼ|² / (2h²)) with centres on a grid, by least squares of −∇E on the drifts (x′ − x) / Δ, with a ridge.</summary>
/// <remarks>The width h, to which the grid is fitted, and the ridge are those that predict left-out tracks best.</remarks>
internal sealed class RidgeBumps
{
    private const int Folds = 4;
    private const double Spacing = 0.9;
    private static readonly double[] Ridges = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];

    private readonly double[] _centres;
    private readonly double[] _heights;

    private RidgeBumps(double[] centres, double width, double ridge, double[] heights, double score) =>
        (_centres, Width, Ridge, _heights, Score) = (centres, width, ridge, heights, score);

    /// <summary>h.</summary>
    internal double Width { get; }

    /// <summary>The ridge, relative to the mean diagonal of the normal equations.</summary>
    internal double Ridge { get; }

    /// <summary>How many bumps.</summary>
    internal int Count => _heights.Length;

    /// <summary>The left-out mean square of a residual drift.</summary>
    internal double Score { get; }

    /// <summary>The best over widths and ridges.</summary>
    internal static RidgeBumps Of(IReadOnlyList<Trajectory> tracks, double interval, IReadOnlyList<double> widths, CancellationToken stop) =>
        widths.Select(width => Of(tracks, interval, width, stop)).MinBy(bumps => bumps.Score)!;

    /// <summary>∇E at points, shape [n, 2].</summary>
    internal double[] Gradients(double[] points)
    {
        double[] gradients = new double[points.Length], row = new double[2 * Count];
        for (int at = 0; at < points.Length; at += 2)
        {
            Features(points[at], points[at + 1], row);
            for (int j = 0; j < Count; j++)
            {
                gradients[at] += row[2 * j] * _heights[j];
                gradients[at + 1] += row[(2 * j) + 1] * _heights[j];
            }
        }

        return gradients;
    }

    /// <summary>T of the plain Euler likelihood: what this drift leaves of the steps, Σ |x′ − x + Δ ∇E|² / (4Δ n).</summary>
    internal double EulerTemperature(IReadOnlyList<Trajectory> tracks, double interval)
    {
        double sum = 0;
        long count = 0;
        foreach (Trajectory track in tracks)
        {
            double[] x = track.Values, gradients = Gradients(x[..^2]);
            for (int at = 0; at < gradients.Length; at++, count++)
            {
                double left = x[at + 2] - x[at] + (interval * gradients[at]);
                sum += left * left;
            }
        }

        return sum / (2 * interval * count);
    }

    private static RidgeBumps Of(IReadOnlyList<Trajectory> tracks, double interval, double width, CancellationToken stop)
    {
        double[] centres = Centres([.. tracks.SelectMany(track => track.Values)], width);
        RidgeBumps empty = new(centres, width, 0, new double[centres.Length / 2], 0);
        Normal[] parts = [.. Enumerable.Range(0, Folds).Select(fold => empty.NormalOf(tracks.Where((_, i) => i % Folds == fold), interval, stop))];
        Normal all = Normal.Sum(parts);
        (double ridge, double score) = Ridges.Select(ridge => (ridge, parts.Sum(part => part.Left(Normal.Sum([.. parts.Where(other => other != part)]).Solved(ridge))) / all.Count)).MinBy(tried => tried.Item2);
        return new RidgeBumps(centres, width, ridge, [.. all.Solved(ridge)], score);
    }

    // A square grid, where something was seen within a width.
    private static double[] Centres(double[] visited, double width)
    {
        double step = Spacing * width;
        HashSet<(int, int)> cells = [.. visited.Chunk(2).Select(point => ((int)Math.Round(point[0] / step), (int)Math.Round(point[1] / step)))];
        return [.. cells.Order().SelectMany(cell => new[] { cell.Item1 * step, cell.Item2 * step })];
    }

    // ∂/∂x of each bump: shape [bumps, 2].
    private void Features(double x, double y, double[] row)
    {
        double precision = 1 / (Width * Width);
        for (int j = 0; j < Count; j++)
        {
            double u = x - _centres[2 * j], v = y - _centres[(2 * j) + 1], bump = -precision * Math.Exp(-0.5 * precision * ((u * u) + (v * v)));
            (row[2 * j], row[(2 * j) + 1]) = (bump * u, bump * v);
        }
    }

    private Normal NormalOf(IEnumerable<Trajectory> tracks, double interval, CancellationToken stop)
    {
        int n = Count, count = 0;
        double[] squares = new double[n * n], products = new double[n], row = new double[2 * n];
        double total = 0;
        foreach (Trajectory track in tracks)
        {
            stop.ThrowIfCancellationRequested();
            for (int frame = 0; frame + 1 < track.Frames; frame++, count += 2)
            {
                ReadOnlySpan<double> here = track.State(frame), next = track.State(frame + 1);
                double p = -(next[0] - here[0]) / interval, q = -(next[1] - here[1]) / interval;
                Features(here[0], here[1], row);
                total += (p * p) + (q * q);
                Accumulate(row, p, q, squares, products);
            }
        }

        return new Normal(Matrix<double>.Build.DenseOfRowMajor(n, n, squares), Vector<double>.Build.Dense(products), total, count);
    }

    private static void Accumulate(double[] row, double p, double q, double[] squares, double[] products)
    {
        int n = products.Length;
        for (int i = 0; i < n; i++)
        {
            double a = row[2 * i], b = row[(2 * i) + 1];
            products[i] += (a * p) + (b * q);

            // Far bumps are zero to sixteen digits.
            for (int j = 0; j < n && (a != 0 || b != 0); j++)
            {
                squares[(i * n) + j] += (a * row[2 * j]) + (b * row[(2 * j) + 1]);
            }
        }
    }

    /// <summary>Sums of least squares: Σ Φᵀ Φ, Σ Φᵀ y, Σ y², how many.</summary>
    private sealed record Normal(Matrix<double> Squares, Vector<double> Products, double Total, int Count)
    {
        internal static Normal Sum(IReadOnlyList<Normal> parts) =>
            parts.Aggregate((a, b) => new Normal(a.Squares + b.Squares, a.Products + b.Products, a.Total + b.Total, a.Count + b.Count));

        internal Vector<double> Solved(double ridge)
        {
            double load = ridge * Squares.Diagonal().Average();
            return (Squares + Matrix<double>.Build.DiagonalIdentity(Products.Count).Multiply(load)).Solve(Products);
        }

        /// <summary>The squares that heights leave.</summary>
        internal double Left(Vector<double> heights) => Total - (2 * (heights * Products)) + (heights * (Squares * heights));
    }
}
