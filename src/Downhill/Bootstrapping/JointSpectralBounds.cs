using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Bootstrapping;

/// <summary>Bounds of the joint spectral radius: how fast the worst sequence of greedy policies can make an expected update grow or shrink.</summary>
/// <param name="Lower">The largest ρ(J_π) that was found; growth at this rate, if π stays greedy.</param>
/// <param name="Upper">The least modulus, over all policies, of the norms that were tried; below one it proves convergence whatever is greedy.</param>
/// <param name="Norm">The norm of <paramref name="Upper"/>.</param>
/// <param name="Worst">The policy of <paramref name="Lower"/>, shape [S].</param>
/// <param name="Lyapunov">P, row-major, of the quadratic norm √(xᵀ P x) with the least modulus; null where policies were too many.</param>
public sealed record JointSpectralBounds(double Lower, double Upper, string Norm, int[] Worst, double[]? Lyapunov)
{
    private const int Rounds = 40, Settling = 200;

    /// <summary>The bounds of an update, over every policy.</summary>
    /// <param name="iteration">The update, of a table or of parameters, with or without momentum.</param>
    /// <param name="most">Policies are enumerated up to so many; beyond, no quadratic norm is sought and the lower bound is a search. Default 256.</param>
    /// <remarks>Source: V. Blondel and Y. Nesterov (2005), Computationally efficient approximations of the joint spectral radius. Differs from the source: their semidefinite programme is approached by reweighting.</remarks>
    public static JointSpectralBounds Of(QIteration iteration, int most = 256)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        (double lower, int[] worst) = Climb(iteration);
        (double upper, string norm) = iteration is { Features: null, Momentum: 0, Guess: Guess.Own } ? (Contraction.Weighted(iteration).Modulus, "weighted largest difference") : (double.PositiveInfinity, "none");
        if (Policies(iteration.Backup.Mdp, most) is not { } all)
        {
            return new(lower, upper, norm, worst, null);
        }

        double[][,] maps = [.. all.Select(actions => Stability.Jacobian(iteration, actions))];
        foreach ((double radius, int[] actions) in maps.Select(Products.SpectralRadius).Zip(all))
        {
            (lower, worst) = radius > lower ? (radius, actions) : (lower, worst);
        }

        (double quadratic, double[] lyapunov) = Quadratic(maps);
        return quadratic < upper ? new(lower, quadratic, "quadratic", worst, lyapunov) : new(lower, upper, norm, worst, lyapunov);
    }

    /// <summary>All policies that differ in states with a choice, or null where they are more than <paramref name="most"/>.</summary>
    public static int[][]? Policies(Mdp mdp, int most)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        int[] free = [.. Enumerable.Range(0, mdp.States).Where(state => !mdp.Terminal[state])];
        double count = Math.Pow(mdp.Actions, free.Length);
        if (count > most)
        {
            return null;
        }

        return [.. Enumerable.Range(0, (int)count).Select(Numbered)];

        int[] Numbered(int number)
        {
            int[] actions = new int[mdp.States];
            foreach (int state in free)
            {
                (number, actions[state]) = (number / mdp.Actions, number % mdp.Actions);
            }

            return actions;
        }
    }

    // From a policy to the best neighbour, one state changed, until none is worse.
    private static (double Radius, int[] Actions) Climb(QIteration iteration)
    {
        int[] actions = new int[iteration.Backup.Mdp.States];
        double radius = Stability.SpectralRadius(iteration, actions);
        for (bool isBetter = true; isBetter;)
        {
            isBetter = false;
            for (int at = 0; at < iteration.Backup.Pairs; at++)
            {
                int state = at / iteration.Backup.Mdp.Actions, before = actions[state];
                if (iteration.Backup.Mdp.Terminal[state])
                {
                    continue;
                }

                actions[state] = at % iteration.Backup.Mdp.Actions;
                double other = Stability.SpectralRadius(iteration, actions);
                bool isWorse = other > radius * (1 + 1e-9);
                (radius, actions[state], isBetter) = isWorse ? (other, actions[state], true) : (radius, before, isBetter);
            }
        }

        return (radius, actions);
    }

    // P = Σₖ of what weighted averages of J make of 1, rescaled; policies that stretch most weigh more next time.
    private static (double Modulus, double[] P) Quadratic(double[][,] maps)
    {
        Matrix<double>[] all = [.. maps.Select(map => Matrix<double>.Build.DenseOfArray(map))];
        int n = all[0].RowCount;
        double[] weights = [.. Enumerable.Repeat(1.0 / all.Length, all.Length)], best = [];
        double least = double.PositiveInfinity;
        Matrix<double> p = Matrix<double>.Build.DenseIdentity(n);
        for (int round = 0; round < Rounds; round++)
        {
            double[] moduli = Stretches(all, p);
            double modulus = moduli.Max();
            if (!double.IsFinite(modulus))
            {
                break;
            }

            (least, best) = modulus < least ? (modulus, p.ToRowMajorArray()) : (least, best);
            double[] raised = [.. weights.Zip(moduli, (weight, own) => weight * Math.Exp(4 * ((own / modulus) - 1)))];
            weights = [.. raised.Select(weight => weight / raised.Sum())];
            p = Settled(all, weights, modulus, p);
        }

        return (least, best);
    }

    private static Matrix<double> Settled(Matrix<double>[] all, double[] weights, double modulus, Matrix<double> p)
    {
        Matrix<double> one = Matrix<double>.Build.DenseIdentity(p.RowCount);
        for (int k = 0; k < Settling; k++)
        {
            Matrix<double> next = one * 1e-6;
            for (int i = 0; i < all.Length; i++)
            {
                next += (weights[i] / (modulus * modulus)) * all[i].TransposeThisAndMultiply(p * all[i]);
            }

            next *= next.RowCount / next.Trace();
            double change = (next - p).FrobeniusNorm();
            p = 0.5 * (next + p);
            if (change < 1e-9 * p.FrobeniusNorm())
            {
                break;
            }
        }

        return 0.5 * (p + p.Transpose());
    }

    // The largest of √(xᵀ Jᵀ P J x / xᵀ P x).
    private static double[] Stretches(Matrix<double>[] all, Matrix<double> p)
    {
        try
        {
            Matrix<double> upper = p.Cholesky().Factor.Transpose(), inverse = upper.Inverse();
            return [.. all.Select(map => (upper * map * inverse).L2Norm())];
        }
        catch (ArgumentException)
        {
            return [double.NaN];
        }
    }
}
