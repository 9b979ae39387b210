using Downhill.Compute.Numerics;

namespace Downhill.Inverse;

/// <summary>Where a search for a reward begins.</summary>
internal static class FirstReward
{
    /// <summary>θ₀ = 0 where that has a value, else the θ whose reward is nearest to −c for every decision, c = 2 T ln(A + 1).</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="rewards">What a reward may be.</param>
    /// <param name="temperature">T.</param>
    /// <param name="hasValue">Whether the reward of a θ has a value.</param>
    /// <param name="requireValue">Throws where it has none.</param>
    internal static double[] Of(Mdp mdp, LinearRewards rewards, double temperature, Func<double[], bool> hasValue, Action<double[]> requireValue)
    {
        double[] zero = new double[rewards.Count(mdp)];
        if (hasValue(zero))
        {
            return zero;
        }

        double[] nearest = Nearest(mdp, rewards, -2 * temperature * Math.Log(mdp.Actions + 1));
        requireValue(nearest);
        return nearest;
    }

    // Least squares over decisions, with just enough of a ridge for what they do not tell apart.
    private static double[] Nearest(Mdp mdp, LinearRewards rewards, double reward)
    {
        int k = rewards.Count(mdp);
        double[] features = rewards.OfPairs(mdp), normal = new double[k * k], right = new double[k];
        for (int pair = 0; pair < mdp.States * mdp.Actions; pair++)
        {
            ReadOnlySpan<double> row = features.AsSpan(pair * k, k);
            for (int i = 0; i < k && !mdp.Terminal[pair / mdp.Actions]; i++)
            {
                right[i] += reward * row[i];
                for (int j = 0; j < k; j++)
                {
                    normal[(i * k) + j] += row[i] * row[j];
                }
            }
        }

        for (int i = 0; i < k; i++)
        {
            normal[(i * k) + i] += 1e-9;
        }

        LinearSystem.Solve<double>(normal, right, k, 1);
        return right;
    }
}
