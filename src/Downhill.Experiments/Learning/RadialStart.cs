using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Experiments.Learning;

/// <summary>A size of radial features.</summary>
/// <param name="Bumps">How many bumps.</param>
/// <param name="Degree">The degree of the bowl.</param>
internal readonly record struct RadialSize(int Bumps, int Degree = 2)
{
    /// <summary>For example <c>radial 3</c>, or <c>quartic</c> for a bowl of fourth order alone.</summary>
    internal string Name => Degree == 2 ? $"radial {Bumps}" : "quartic";
}

/// <summary>Where fits of radial features begin: a round bowl, and wells spread over the visited places.</summary>
/// <remarks>Source: D. Arthur and S. Vassilvitskii (2007), k-means++, SODA, 1027–1035, for the spreading.</remarks>
internal static class RadialStart
{
    private const int Places = 2000;
    private const double Sharpness = 2, Height = 1;

    internal static RadialFeatures Of(Protocol protocol, double[] visited, RadialSize size, Rng rng)
    {
        int d = protocol.Dimension;
        RadialFeatures energy = new(d, size.Degree) { Center = protocol.Center, Radius = protocol.Radius, Scale = protocol.EnergyScale };
        foreach (int place in Spread(visited, protocol.Radius, size.Bumps, rng))
        {
            energy = energy.Grown(visited.AsSpan(place * d, d), Sharpness, Height);
        }

        return energy;
    }

    // Each place is drawn with a probability that grows as the square of its distance to those before.
    private static IEnumerable<int> Spread(double[] visited, double[] radius, int count, Rng rng)
    {
        int d = radius.Length;
        int[] candidates = Thinning.AtLeast(Places, visited.Length / d);
        double[] nearest = [.. Enumerable.Repeat(1.0, candidates.Length)];
        for (int k = 0; k < count; k++)
        {
            int chosen = candidates[Draw(nearest, rng.Uniform(k))];
            yield return chosen;
            for (int i = 0; i < candidates.Length; i++)
            {
                double distance = InRadii.Square(visited.AsSpan(candidates[i] * d, d), visited.AsSpan(chosen * d, d), radius);
                nearest[i] = k == 0 ? distance : Math.Min(nearest[i], distance);
            }
        }
    }

    private static int Draw(double[] weights, double uniform)
    {
        double left = uniform * weights.Sum();
        int at = 0;
        while (at < weights.Length - 1 && (left -= weights[at]) > 0)
        {
            at++;
        }

        return at;
    }
}
