using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Bootstrapping;

/// <summary>One norm √(xᵀ P x) in which every one of several linear maps contracts, if the search finds one.</summary>
/// <param name="Modulus">The largest factor by which a map stretches in it.</param>
/// <param name="P">Shape [d, d].</param>
/// <remarks>
/// Sought by the method of centres: minimise κ subject to κ P − Aᵢᵀ P Aᵢ ≻ 0 and 0 ≺ P ≺ 1, by Newton steps on the sum of −ln det.
/// Source: S. Boyd and L. El Ghaoui (1993), Method of centers for minimizing generalized eigenvalues, Linear Algebra Appl. 188.
/// </remarks>
internal sealed record CommonNorm(double Modulus, double[,] P)
{
    private const int Rounds = 100, NewtonSteps = 12, MostProducts = 20_000;

    /// <summary>The best norm that was found; stops early where it already contracts or where none is to be expected.</summary>
    internal static CommonNorm Of(IReadOnlyList<double[,]> maps)
    {
        int d = maps[0].GetLength(0);
        double[,] p = Products.Plus(new double[d, d], 0.5, Products.Identity(d));
        double kappa = 1.01 * Stretch(maps, p), stretch = kappa, before;
        for (int round = 0; round < Rounds; round++)
        {
            p = Centre(maps, kappa, p);
            before = kappa;
            stretch = Stretch(maps, p);
            kappa = stretch + (0.15 * (kappa - stretch));
            bool isHopeless = stretch > 1 && before - stretch < 0.002 * (stretch - 1), isEnough = stretch < 1 && before - stretch < 0.1 * (1 - stretch);
            if (isHopeless || isEnough || before - stretch < 1e-14)
            {
                break;
            }
        }

        return new(Math.Sqrt(stretch), p);
    }

    /// <summary>Whether it is proved that every map contracts in it: P and P − AᵀPA are definite by more than rounding.</summary>
    internal bool Proves(IReadOnlyList<double[,]> maps)
    {
        int d = P.GetLength(0);
        double slack = 1e-14 * d * d * P.Cast<double>().Max(Math.Abs);
        bool IsPositive(double[,] matrix) => Definite.Factor(Products.Plus(matrix, -slack, Products.Identity(d))) is not null;
        return IsPositive(P) && maps.All(map => IsPositive(Products.Plus(P, -1, Around(map, P))));
    }

    /// <summary>Whether every long product of the maps contracts in it, though single maps may not: then a norm contracts at every step.</summary>
    /// <remarks>
    /// Products that contract are ends, others are continued by every map; where all branches end, N(x) = max over products of q^−k ‖A₁ … Aₖ x‖ is that
    /// norm for some q &lt; 1. Source: G. Gripenberg (1996), Computing the joint spectral radius, Linear Algebra Appl. 234.
    /// </remarks>
    internal bool ProvesProducts(IReadOnlyList<double[,]> maps)
    {
        if (Definite.Factor(P) is not { } factor)
        {
            return false;
        }

        double[,] upper = Definite.Transposed(factor), inverse = Products.Times(Definite.Inverse(factor), factor);
        double[][,] rescaled = [.. maps.Select(map => Products.Times(upper, Products.Times(map, inverse)))];
        Stack<double[,]> open = new([Products.Identity(P.GetLength(0))]);
        for (int made = 0; made < MostProducts && open.Count > 0 && open.Count < MostProducts;)
        {
            double[,] product = open.Pop();
            foreach (double[,] map in rescaled)
            {
                double[,] longer = Products.Times(map, product);
                made++;
                if (!IsContracting(longer))
                {
                    open.Push(longer);
                }
            }
        }

        return open.Count == 0;
    }

    // 1 − 10⁻⁹ − AᵀA is definite.
    private static bool IsContracting(double[,] map)
    {
        int d = map.GetLength(0);
        return Definite.Factor(Products.Plus(Products.Plus(new double[d, d], 1 - 1e-9, Products.Identity(d)), -1, Products.Times(Definite.Transposed(map), map))) is not null;
    }

    private static double[,] Around(double[,] map, double[,] p) => Products.Times(Definite.Transposed(map), Products.Times(p, map));

    // max λ of P⁻¹ AᵀPA.
    private static double Stretch(IReadOnlyList<double[,]> maps, double[,] p)
    {
        Matrix<double> upper = Matrix<double>.Build.DenseOfArray(Definite.Factor(p)!).Transpose(), inverse = upper.Inverse();
        double most = 0;
        foreach (double[,] map in maps)
        {
            double norm = (upper * Matrix<double>.Build.DenseOfArray(map) * inverse).L2Norm();
            most = Math.Max(most, norm * norm);
        }

        return most;
    }

    private static double[,] Centre(IReadOnlyList<double[,]> maps, double kappa, double[,] p)
    {
        for (int step = 0; step < NewtonSteps; step++)
        {
            Barrier barrier = new(p.GetLength(0));
            foreach ((double[,] slack, double own, double[,]? map) in Constraints(maps, kappa, p))
            {
                if (Definite.Factor(slack) is not { } factor)
                {
                    return p;
                }

                barrier.Add(Definite.Inverse(factor), own, map);
            }

            if (barrier.Step() is not ({ } change, double decrement) || decrement < 0.1)
            {
                break;
            }

            p = Moved(maps, kappa, p, change, 1 / (1 + (decrement < 0.25 ? 0 : decrement)));
        }

        return p;
    }

    private static double[,] Moved(IReadOnlyList<double[,]> maps, double kappa, double[,] p, double[,] change, double length)
    {
        // Of a self-concordant barrier the damped step stays inside; a longer one is tried first.
        for (double factor = Math.Min(1, 4 * length); factor > 1e-6; factor *= 0.5)
        {
            double[,] next = Products.Plus(p, factor, change);
            if (Constraints(maps, kappa, next).All(constraint => Definite.Factor(constraint.Slack) is not null))
            {
                return next;
            }
        }

        return p;
    }

    private static IEnumerable<(double[,] Slack, double Own, double[,]? Map)> Constraints(IReadOnlyList<double[,]> maps, double kappa, double[,] p)
    {
        int d = p.GetLength(0);
        yield return (p, 1, null);
        yield return (Products.Plus(Products.Identity(d), -1, p), -1, null);
        foreach (double[,] map in maps)
        {
            yield return (Products.Plus(Products.Plus(new double[d, d], kappa, p), -1, Around(map, p)), kappa, map);
        }
    }

    /// <summary>Slope and curvature of Σ −ln det (own P − AᵀPA) in the entries of P.</summary>
    private sealed class Barrier(int d)
    {
        private readonly (int A, int B)[] entries = [.. from a in Enumerable.Range(0, d) from b in Enumerable.Range(a, d - a) select (a, b)];
        private readonly double[] slope = new double[d * (d + 1) / 2];
        private readonly double[,] curvature = new double[d * (d + 1) / 2, d * (d + 1) / 2];

        internal void Add(double[,] inverse, double own, double[,]? map)
        {
            double[,] zero = new double[d, d];
            double[,] cross = map is null ? zero : Products.Times(inverse, Definite.Transposed(map)), both = map is null ? zero : Products.Times(map, cross);
            for (int k = 0; k < entries.Length; k++)
            {
                (int a, int b) = entries[k];
                slope[k] -= Half(k) * ((own * inverse[a, b]) - both[a, b]);
                for (int l = 0; l <= k; l++)
                {
                    (int e, int f) = entries[l];
                    double sum = (own * own * Pair(inverse, inverse, a, b, e, f)) - (own * (Pair(cross, cross, a, b, e, f) + Pair(cross, cross, e, f, a, b))) + Pair(both, both, a, b, e, f);
                    curvature[k, l] += 0.5 * Half(k) * Half(l) * sum;
                }
            }
        }

        /// <summary>−H⁻¹ g as a symmetric matrix, and √(gᵀ H⁻¹ g).</summary>
        internal (double[,] Change, double Decrement)? Step()
        {
            for (int k = 0; k < entries.Length; k++)
            {
                for (int l = k + 1; l < entries.Length; l++)
                {
                    curvature[k, l] = curvature[l, k];
                }
            }

            if (Definite.Factor(curvature) is not { } factor)
            {
                return null;
            }

            double[] direction = Definite.Solve(factor, slope);
            double[,] change = new double[d, d];
            for (int k = 0; k < entries.Length; k++)
            {
                (int a, int b) = entries[k];
                change[a, b] = change[b, a] = -direction[k];
            }

            return (change, Math.Sqrt(Math.Max(0, Products.Dot(direction, slope))));
        }

        // The entry (a, b) stands twice in P unless a = b.
        private double Half(int k) => entries[k].A == entries[k].B ? 1 : 2;

        private static double Pair(double[,] first, double[,] second, int a, int b, int e, int f) => (first[a, e] * second[b, f]) + (first[a, f] * second[b, e]);
    }
}
