using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Complex = System.Numerics.Complex;

namespace Downhill.Bootstrapping;

/// <summary>A direction along which an update grows for ever: the greedy policies repeat, and what they make of a table is an eigenvector.</summary>
/// <param name="Period">After how many steps the policies repeat.</param>
/// <param name="Growth">By what each step multiplies, on average, above one.</param>
/// <param name="Direction">The direction as a table, shape [n], largest entry one in size.</param>
/// <param name="Margin">By how much the greedy actions stay ahead of others at every later step, over the size of the table, at least.</param>
public sealed record GrowingDirection(int Period, double Growth, double[] Direction, double Margin)
{
    private const int Longest = 64;
    private const double Rounding = 1e-9;

    /// <summary>The direction in which a course goes from here on, if it can be proved that it does.</summary>
    /// <remarks>
    /// With x = (z, 1) a period is x′ = M x, M = V Λ V⁻¹, whose largest eigenvalue λ &gt; 1 is real. With x = Σ aᵢ vᵢ, a gap g·x between the values of
    /// two actions is at least λᵏ (a₁ g·v₁ − Σᵢ |aᵢ g·vᵢ|) after k periods, as no other eigenvalue is larger: above zero now is above zero always.
    /// </remarks>
    /// <param name="reduced">The update, as <see cref="QIteration.Reduced"/> gives it.</param>
    /// <param name="z">Where it is.</param>
    internal static GrowingDirection? At(QIteration reduced, double[] z)
    {
        (List<int[]> policies, List<double[]> places) = Ahead(reduced, z);
        for (int period = 1; period <= Longest; period++)
        {
            if (Repeats(policies, period) && Proved(reduced, [.. policies.Take(period)], places[0]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // Steps are rescaled by nothing: a table that passes the largest number ends the look ahead.
    private static (List<int[]> Policies, List<double[]> Places) Ahead(QIteration reduced, double[] z)
    {
        List<int[]> policies = [];
        List<double[]> places = [];
        QState state = QState.At(z);
        for (int step = 0; step < 2 * Longest && state.Values.All(value => Math.Abs(value) < 1e200); step++)
        {
            places.Add(state.Values);
            policies.Add(reduced.Backup.Greedy(reduced.Table(state.Values)));
            state = reduced.Next(state);
        }

        return (policies, places);
    }

    private static bool Repeats(List<int[]> policies, int period) =>
        policies.Count >= 2 * period && Enumerable.Range(0, policies.Count - period).All(i => policies[i].AsSpan().SequenceEqual(policies[i + period]));

    private static GrowingDirection? Proved(QIteration reduced, int[][] policies, double[] z)
    {
        int d = z.Length;
        List<Vector<double>> gaps = [];
        Matrix<double> all = Matrix<double>.Build.DenseIdentity(d + 1);
        foreach (int[] policy in policies)
        {
            foreach ((double[] slope, double offset, bool isFirst) in GreedyCells.Gaps(reduced, policy, policy.Length - 1))
            {
                Vector<double> row = Vector<double>.Build.Dense([.. slope, offset]);

                // The same action twice: the first is taken, always.
                if (!(isFirst && row.InfinityNorm() == 0))
                {
                    gaps.Add(row * all);
                }
            }

            all = Matrix<double>.Build.DenseOfArray(Affine(reduced, policy)) * all;
        }

        return Along(reduced, all, gaps, z, policies.Length);
    }

    private static GrowingDirection? Along(QIteration reduced, Matrix<double> map, List<Vector<double>> gaps, double[] z, int period)
    {
        Evd<double> parts = map.Evd(Symmetricity.Asymmetric);
        int first = Enumerable.Range(0, z.Length + 1).MaxBy(i => parts.EigenValues[i].Magnitude);
        Complex largest = parts.EigenValues[first];
        if (largest.Imaginary != 0 || largest.Real <= 1 + Rounding || !IsSound(map, parts))
        {
            return null;
        }

        // Complex pairs stand as real and imaginary part, columns k and k + 1: their sum of squares bounds what they do.
        double[] at = [.. parts.EigenVectors.Solve(Vector<double>.Build.Dense([.. z, 1]))];
        double margin = double.PositiveInfinity;
        foreach (Vector<double> gap in gaps)
        {
            double[] shares = [.. (gap * parts.EigenVectors)];
            double others = 0;
            for (int i = 0; i < shares.Length; i++)
            {
                bool isPair = parts.EigenValues[i].Imaginary != 0 && i + 1 < shares.Length;
                others += i == first ? 0 : isPair ? Length(at[i], at[i + 1]) * Length(shares[i], shares[i + 1]) : Math.Abs(at[i] * shares[i]);
                i += isPair ? 1 : 0;
            }

            double size = Math.Abs(at[first]) * gap.L1Norm() * parts.EigenVectors.Column(first).InfinityNorm();
            margin = Math.Min(margin, ((at[first] * shares[first]) - others) / Math.Max(double.Epsilon, size));
        }

        return !(margin > Rounding) ? null : new(period, Math.Pow(largest.Real, 1.0 / period), Table(reduced, Math.Sign(at[first]) * parts.EigenVectors.Column(first)), double.IsFinite(margin) ? margin : 1);
    }

    // MV = VΛ and V⁻¹ to far less than the margin that is asked for.
    private static bool IsSound(Matrix<double> map, Evd<double> parts) =>
        parts.EigenVectors.ConditionNumber() < 1e7 && ((map * parts.EigenVectors) - (parts.EigenVectors * parts.D)).FrobeniusNorm() < 1e-12 * map.FrobeniusNorm() * parts.EigenVectors.FrobeniusNorm();

    private static double Length(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private static double[] Table(QIteration reduced, Vector<double> direction)
    {
        LinearFeatures slopes = reduced.Features! with { Offset = null };
        double[] table = new double[slopes.Pairs];
        slopes.Apply([.. direction.Take(slopes.Count)], table);
        double most = table.Max(Math.Abs);
        return [.. table.Select(value => value / most)];
    }

    /// <summary>[[J, c], [0, 1]]: the step where a policy is greedy.</summary>
    private static double[,] Affine(QIteration reduced, int[] policy)
    {
        int d = reduced.Size, n = reduced.Backup.Pairs;
        double[,] map = new double[d + 1, d + 1], linear = Stability.Jacobian(reduced, policy), chain = reduced.Backup.Chain(policy);
        double[] start = reduced.Features!.Offset ?? new double[n], errors = new double[n];
        for (int pair = 0; pair < n; pair++)
        {
            errors[pair] = reduced.Backup.Rewards[pair] - start[pair];
            for (int next = 0; next < n; next++)
            {
                errors[pair] += chain[pair, next] * start[next];
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                map[i, j] = linear[i, j];
            }

            map[i, d] = reduced.StepSize * Enumerable.Range(0, n).Sum(pair => reduced.Gain[i, pair] * errors[pair]);
        }

        map[d, d] = 1;
        return map;
    }
}
