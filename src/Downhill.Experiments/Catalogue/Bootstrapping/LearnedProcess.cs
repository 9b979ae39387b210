using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>A random process with a random way to generalise between its pairs, and its optimal table.</summary>
/// <param name="Backup">T.</param>
/// <param name="Kernel">K, row-major, shape [n, n].</param>
/// <param name="Optimal">Q*, shape [n].</param>
internal sealed record LearnedProcess(BellmanBackup Backup, double[] Kernel, double[] Optimal)
{
    internal Mdp Mdp => Backup.Mdp;

    internal int Pairs => Backup.Pairs;

    /// <summary>The largest |E r| / (1 − γ): no value of the process is beyond.</summary>
    internal double Bound => Backup.Rewards.Max(Math.Abs) / (1 - Mdp.Discount);

    /// <summary>How much better the best action is than the second, in the state where it is least so.</summary>
    internal double Gap => Optimal.Chunk(Mdp.Actions).Min(row => row.OrderDescending().ToArray() is var best ? best[0] - best[1] : 0);

    /// <summary>A Garnet whose K is exp(−|xᵢ − xⱼ|² / 2 ℓ²) + 0.3 δᵢⱼ for pairs at random places of a square: near ones learn together.</summary>
    internal static LearnedProcess Smooth(Garnet garnet, double length, Rng rng)
    {
        Mdp mdp = garnet.Draw(rng.Fork(0));
        int n = mdp.States * mdp.Actions;
        Rng places = rng.Fork(1);
        double[] kernel = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double dx = places.Uniform(2 * i) - places.Uniform(2 * j), dy = places.Uniform((2 * i) + 1) - places.Uniform((2 * j) + 1);
                kernel[(i * n) + j] = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * length * length)) + (i == j ? 0.3 : 0);
            }
        }

        return Of(mdp, kernel);
    }

    /// <summary>A Garnet whose K is Φ Φᵀ / d of normal features: fewer numbers than pairs.</summary>
    internal static LearnedProcess Few(Garnet garnet, int features, Rng rng)
    {
        Mdp mdp = garnet.Draw(rng.Fork(0));
        return Of(mdp, Features(mdp, features, rng).Kernel());
    }

    internal static LinearFeatures Features(Mdp mdp, int count, Rng rng)
    {
        double[] values = new double[mdp.States * mdp.Actions * count];
        rng.Fork(2).Normal(values);
        return new(mdp.States * mdp.Actions, count, [.. values.Select(value => value / Math.Sqrt(count))]);
    }

    /// <summary>The update with a distribution.</summary>
    internal QIteration Update(double[] weights) => new(Backup, Gain.OfKernel(Kernel, weights));

    private static LearnedProcess Of(Mdp mdp, double[] kernel) => new(new(mdp), kernel, OptimalValues.Of(mdp).Q);
}
