using Downhill.Compute;

namespace Downhill.Bootstrapping;

/// <summary>By which factor an expected update brings any two tables together, in the largest of |ΔQᵢ| / vᵢ.</summary>
/// <remarks>
/// Of updates of a table without momentum, copies or twins: Q′ = Q + α K D (T Q − Q). The values of terminal states that are never learned from
/// (ρ = 0) are read by no other, so differences there do not count.
/// </remarks>
public static class Contraction
{
    /// <summary>β = maxᵢ Σⱼ (|δᵢⱼ − α Kᵢⱼ ρⱼ| + α γ |Kᵢⱼ| ρⱼ): the modulus over all processes of discount γ, for some of them exact.</summary>
    /// <remarks>Source: J. Achiam, E. Knight and P. Abbeel (2019), arXiv:1903.08894, theorem 3.</remarks>
    /// <param name="gain">K D of a table.</param>
    /// <param name="stepSize">α.</param>
    /// <param name="discount">γ.</param>
    public static double Bound(Gain gain, double stepSize, double discount)
    {
        Square(gain);
        double most = 0;
        for (int i = 0; i < gain.Rows; i++)
        {
            double row = 0;
            for (int j = 0; j < gain.Pairs; j++)
            {
                double entry = stepSize * gain[i, j];
                row += Math.Abs((i == j ? 1 : 0) - entry) + (discount * Math.Abs(entry));
            }

            most = Math.Max(most, row);
        }

        return most;
    }

    /// <summary>The α below which β &lt; 1: 2 / ((1 + γ) maxᵢ Σⱼ |Kᵢⱼ| ρⱼ), or zero where β ≥ 1 at every α.</summary>
    /// <remarks>The latter unless (1 + γ) Σⱼ≠ᵢ |Kᵢⱼ| ρⱼ &lt; (1 − γ) Kᵢᵢ ρᵢ in every row.</remarks>
    /// <param name="gain">K D of a table.</param>
    /// <param name="discount">γ.</param>
    public static double LargestStep(Gain gain, double discount)
    {
        Square(gain);
        double most = 0;
        for (int i = 0; i < gain.Rows; i++)
        {
            double row = Enumerable.Range(0, gain.Pairs).Sum(j => Math.Abs(gain[i, j])), own = gain[i, i];
            if (!((1 + discount) * (row - Math.Abs(own)) < (1 - discount) * own))
            {
                return 0;
            }

            most = Math.Max(most, row);
        }

        return 2 / ((1 + discount) * most);
    }

    /// <summary>The least c with ‖U Q₁ − U Q₂‖ᵥ ≤ c ‖Q₁ − Q₂‖ᵥ for all Q₁ and Q₂: exact for this process, at or below β.</summary>
    /// <remarks>
    /// Where Q₂ exceeds Q₁ is free, and so is which action is best, so c = maxᵢ Σₛ maxₐ′ Σₐ |(1 − α K D)ᵢ,ₛₐ + α (K D γP)ᵢₛ δₐₐ′| vₛₐ / vᵢ:
    /// every policy at once, in O(n² A).
    /// </remarks>
    /// <param name="iteration">The update of a table.</param>
    /// <param name="weights">v, shape [n], above zero; null: ones.</param>
    public static double Modulus(QIteration iteration, double[]? weights = null)
    {
        double[] v = weights ?? [.. Enumerable.Repeat(1.0, iteration.Size)];
        Mixing mixing = Reach(iteration);
        return mixing.Factor(mixing.Through(v), v);
    }

    /// <summary>The weights of the least modulus that a weighted largest norm can have, as far as some rounds find them.</summary>
    /// <remarks>v ← (v + F(v)) / 2 rescaled, F the map of <see cref="Modulus"/>: homogeneous and monotone, so maxᵢ F(v)ᵢ / vᵢ bounds its spectral radius from above at every round.</remarks>
    /// <param name="iteration">The update of a table.</param>
    /// <param name="rounds">Default 300.</param>
    /// <returns>v and its modulus; a proof of contraction, for every greedy policy, where that is below one.</returns>
    public static (double[] Weights, double Modulus) Weighted(QIteration iteration, int rounds = 300)
    {
        Mixing mixing = Reach(iteration);
        double[] v = [.. Enumerable.Repeat(1.0, iteration.Size)], best = v;
        double least = double.PositiveInfinity;
        for (int round = 0; round < Require.AtLeast(rounds, 1); round++)
        {
            double[] reached = mixing.Through(v);
            double modulus = mixing.Factor(reached, v);
            (least, best) = modulus < least ? (modulus, v) : (least, best);
            double most = reached.Max();
            v = [.. v.Zip(reached, (from, to) => Math.Max(1e-9, 0.5 * (from + (to / most))))];
        }

        return (best, least);
    }

    /// <summary>The α below which the exact modulus is under one, by bisection; zero where it is so at no α.</summary>
    /// <param name="iteration">The update of a table; its own step size does not matter.</param>
    /// <param name="weights">v, shape [n]; null: ones.</param>
    public static double LargestStep(QIteration iteration, double[]? weights = null)
    {
        // The modulus is a convex function of α, and one at α = 0: below one up to a point, or nowhere.
        bool Below(double step) => Modulus(iteration with { StepSize = step }, weights) < 1;
        double scale = 1 / Math.Max(double.Epsilon, Enumerable.Range(0, iteration.Size).Max(i => Math.Abs(iteration.Gain[i, i])));
        double high = 4 * scale, low = 1e-7 * scale;
        if (!double.IsFinite(scale) || !Below(low))
        {
            return 0;
        }

        while (Below(high))
        {
            high *= 2;
        }

        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Below(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static void Square(Gain gain)
    {
        ArgumentNullException.ThrowIfNull(gain);
        _ = gain.Rows == gain.Pairs ? 0 : throw new ArgumentException($"a gain of {gain.Rows} × {gain.Pairs}, expected that of a table, with as many rows as pairs.", nameof(gain));
    }

    private static Mixing Reach(QIteration iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        Square(iteration.Gain);
        _ = iteration is { Features: null, Momentum: 0, Guess: Guess.Own } ? 0 : throw new ArgumentException("an iteration with features, momentum, a copy or a twin, expected the plain update of a table.", nameof(iteration));
        int n = iteration.Size;
        double[,] gain = iteration.Gain.Matrix(), stay = Products.Plus(Products.Identity(n), -iteration.StepSize, gain);
        return new(stay, Products.Plus(new double[n, iteration.Backup.Mdp.States], iteration.StepSize, Products.Times(gain, iteration.Backup.Followers())), iteration.Backup.Mdp.Actions, [.. Enumerable.Range(0, n).Where(IsRead)]);

        bool IsRead(int pair) => iteration.Gain.Weights[pair] > 0 || !iteration.Backup.Mdp.Terminal[pair / iteration.Backup.Mdp.Actions];
    }

    /// <summary>F(v)ᵢ = Σₛ maxₐ′ Σₐ |Stayᵢ,ₛₐ + Followᵢₛ δₐₐ′| vₛₐ.</summary>
    private sealed record Mixing(double[,] Stay, double[,] Follow, int Actions, int[] Read)
    {
        internal double Factor(double[] reached, double[] v) => Read.Select(i => reached[i] / v[i]).DefaultIfEmpty(0).Max();

        internal double[] Through(double[] v)
        {
            double[] reached = new double[v.Length];
            for (int i = 0; i < v.Length; i++)
            {
                for (int state = 0; state < v.Length / Actions; state++)
                {
                    reached[i] += Largest(i, state, v);
                }
            }

            return reached;
        }

        private double Largest(int i, int state, double[] v)
        {
            double sum = 0, most = double.NegativeInfinity;
            for (int pair = state * Actions; pair < (state + 1) * Actions; pair++)
            {
                double stay = Stay[i, pair], kept = Math.Abs(stay);
                sum += kept * v[pair];
                most = Math.Max(most, (Math.Abs(stay + Follow[i, state]) - kept) * v[pair]);
            }

            return sum + most;
        }
    }
}
