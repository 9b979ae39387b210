using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Mdps;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>A random process, a small network over random features of its pairs, and the visits of random actions.</summary>
/// <param name="Backup">T.</param>
/// <param name="Network">Q at the start.</param>
/// <param name="Weights">ρ, shape [n].</param>
internal sealed record NetworkCase(BellmanBackup Backup, QNetwork Network, double[] Weights)
{
    internal const int Features = 4;

    internal int Pairs => Backup.Pairs;

    internal static NetworkCase Draw(Rng rng, int states, int[] widths, double discount = 0.9)
    {
        Mdp mdp = new Garnet { States = states, Actions = 2, Discount = discount }.Draw(rng.Fork(0));
        QNetwork network = new(new WideNetwork(Features, widths, rng.Fork(2)), Normal(rng.Fork(1), states * 2 * Features));
        return new(new(mdp), network, PairDistribution.Of(mdp, Policy.Uniform(states, 2)));
    }

    internal static double[] Normal(Rng rng, int count)
    {
        double[] numbers = new double[count];
        rng.Normal(numbers);
        return numbers;
    }

    /// <summary>Q + α K D (T Q − Q).</summary>
    internal static double[] Linearised(BellmanBackup backup, double[] kernel, double[] weights, double[] q, double step) =>
        new QIteration(backup, Gain.OfKernel(kernel, weights)) { StepSize = step }.Next(QState.At(q)).Values;
}
