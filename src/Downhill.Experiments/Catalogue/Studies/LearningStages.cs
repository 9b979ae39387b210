using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Experiments.Studies;

/// <summary>A deep quadratic energy learns x ↦ −A x one singular value after the other, each along a sigmoid.</summary>
/// <remarks>
/// With white data L = ½ |M − A|², of which only the symmetric part S of A is felt. From balanced layers each eigenvalue m of M goes its own
/// way, m′ = 4 L m^{2 − 1/L} (s − m) with s the eigenvalue of S: twice as fast as two untied halves, for each weight stands in M twice.
/// <para>Source: A. M. Saxe, J. L. McClelland and S. Ganguli (2014), arXiv:1312.6120, equation 7, for untied layers.</para>
/// <para>Differs from the source: the layers are tied in pairs, so M is symmetric and never negative, and there are 2 L of them.</para>
/// </remarks>
internal sealed record LearningStages
{
    /// <summary>The symmetric part's eigenvalues: three valleys of falling stiffness, and a hill.</summary>
    internal static readonly double[] Targets = [4, 2, 1, -1];

    private const double Eta = 0.1, Turning = 0.7;

    /// <summary>L.</summary>
    internal required int Depth { get; init; }

    /// <summary>m at the start, of every mode.</summary>
    internal required double First { get; init; }

    /// <summary>t = αk at each look.</summary>
    internal required double[] Times { get; init; }

    /// <summary>m of each mode at each look.</summary>
    internal required double[][] Modes { get; init; }

    /// <summary>½ |M − A|² at each look.</summary>
    internal required double[] Losses { get; init; }

    /// <summary>The largest |Mᵢⱼ − Mⱼᵢ| and |Mᵢⱼ| (i ≠ j) in the modes' basis at the end: what should be zero.</summary>
    internal required double Mixed { get; init; }

    /// <summary>½ |(A − Aᵀ)/2|² + ½ Σ s² over the hills: what no sum of squares can fit.</summary>
    internal static double Floor => 0.5 * ((2 * Turning * Turning) + Targets.Where(s => s < 0).Sum(s => s * s));

    /// <summary>When a mode is half learned, over when it should be; NaN where it never is.</summary>
    internal double[] Ratios => [.. Enumerable.Range(0, Targets.Length).Where(mode => Targets[mode] > 0).Select(mode => Halfway(mode) / TimeTo(Targets[mode] / 2, Targets[mode]))];

    /// <summary>When a mode has grown to m, by the closed form.</summary>
    /// <param name="m">m, between its start and s.</param>
    /// <param name="s">The eigenvalue to be learned, positive.</param>
    internal double TimeTo(double m, double s) => Depth == 1
        ? Math.Log(m * (s - First) / (First * (s - m))) / (4 * s)
        : ((1 / Math.Sqrt(First)) - (1 / Math.Sqrt(m)) + ((Math.Atanh(Math.Sqrt(m / s)) - Math.Atanh(Math.Sqrt(First / s))) / Math.Sqrt(s))) / (4 * s);

    internal static LearningStages Of(int depth, double first, double fineness, ExperimentContext context)
    {
        int d = Targets.Length;
        Matrix<double> basis = DeepSquares.Rotation(d, context.Rng.Fork(41)), a = Matrix(basis);
        double[] points = [.. from i in Enumerable.Range(0, d) from sign in new[] { -1, 1 } from j in Enumerable.Range(0, d) select i == j ? sign * Math.Sqrt(d) : 0];
        double[] velocities = [.. points.Chunk(d).SelectMany(x => a.Multiply(Vector<double>.Build.Dense(x)).Select(v => -v))];
        StepModel model = StepModel.Down(DeepSquares.Balanced(d, depth, first, context.Rng.Fork(42).Fork(depth)), Eta);
        Descent descent = new(model, points, RotatingField.Sum(points, velocities, Eta), context.Threads);

        LearningStages empty = new() { Depth = depth, First = first, Times = [], Modes = [], Losses = [], Mixed = 0 };
        double alpha = fineness / (depth * Math.Pow(Targets[0], 2 - (1.0 / depth)));
        int steps = (int)(1.5 * empty.TimeTo(0.5, 1) / alpha), every = Math.Max(1, steps / 400);
        List<double> times = [], losses = [];
        List<double[]> modes = [];
        Matrix<double> m = basis;
        for (int k = 0; k <= steps; k++)
        {
            bool isLook = k % every == 0;
            if (isLook)
            {
                m = InModes(descent, basis);
                modes.Add([.. m.Diagonal()]);
                times.Add(alpha * k);
                context.Stop.ThrowIfCancellationRequested();
            }

            double loss = descent.Step(alpha);
            if (isLook)
            {
                losses.Add(loss);
            }
        }

        return empty with
        {
            Times = [.. times],
            Modes = [.. Enumerable.Range(0, d).Select(mode => modes.Select(look => look[mode]).ToArray())],
            Losses = [.. losses],
            Mixed = (m - Matrix<double>.Build.DiagonalOfDiagonalVector(m.Diagonal())).Enumerate().Max(Math.Abs),
        };
    }

    // Eigenvalues in a random basis, and a turning of the first two coordinates.
    private static Matrix<double> Matrix(Matrix<double> basis)
    {
        Matrix<double> a = basis * Matrix<double>.Build.DiagonalOfDiagonalArray(Targets) * basis.Transpose();
        a[0, 1] += Turning;
        a[1, 0] -= Turning;
        return a;
    }

    // M q = ∇E(q) = (q − f(q)) / η for each vector q of the basis.
    private static Matrix<double> InModes(Descent descent, Matrix<double> basis)
    {
        double[] points = basis.ToColumnMajorArray(), images = [.. RotatingField.Sum(points, descent.Next(points), -1).Select(v => v / Eta)];
        return basis.Transpose() * Matrix<double>.Build.DenseOfColumnMajor(basis.RowCount, basis.RowCount, images);
    }

    private double Halfway(int mode)
    {
        double[] m = Modes[mode];
        int after = Array.FindIndex(m, value => value >= Targets[mode] / 2);
        if (after < 1)
        {
            return double.NaN;
        }

        double share = ((Targets[mode] / 2) - m[after - 1]) / (m[after] - m[after - 1]);
        return Times[after - 1] + (share * (Times[after] - Times[after - 1]));
    }
}
