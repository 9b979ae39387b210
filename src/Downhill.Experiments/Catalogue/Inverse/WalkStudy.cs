using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Inverse;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Walks on nine places, all listed: the law of walks is one decision among all of them, and costs are of whole walks.</summary>
internal sealed record WalkStudy(int Paths, double OwnSlope, WalkFit[] Fits, WalkFit[] FromFew, double Unseen)
{
    internal const int Seen = 20;
    internal const double Tolerance = 1e-5;
    private const int Places = 9;

    internal double BestFromFew => FromFew.Min(fit => fit.Divergence);

    internal static WalkStudy Of(int steps, ExperimentContext context)
    {
        int[][] walks = [.. Enumerable.Range(0, (int)Math.Pow(3, steps)).Select(code => Walk(code, steps))];
        double Apart(int a, int b) => walks[a].Zip(walks[b], (x, y) => Math.Abs(x - y)).Sum();

        // The expert likes to be at the last place but one; two walks at distance d differ in this by at most 0.8 d.
        double[] own = [.. walks.Select(walk => walk.Sum(x => 0.8 * Math.Abs(x - (Places - 2))))];
        double slope = Enumerable.Range(0, walks.Length * walks.Length).Where(k => Apart(k / walks.Length, k % walks.Length) > 0).Max(k => (own[k / walks.Length] - own[k % walks.Length]) / Apart(k / walks.Length, k % walks.Length));
        double[] expert = Law(own), few = Drawn(expert, context.Rng.Fork(731));
        double[] shares = [0.001, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1.02, 1.25, 1.6];
        WalkFit[] Fitted(double[] seen, double[] slopes) => [.. slopes.Select(share =>
        {
            context.Stop.ThrowIfCancellationRequested();
            context.Tell($"short walks: slope {share * slope:f3}");
            return WalkFit.Of(share * slope, seen, expert, Apart);
        })];
        return new(walks.Length, slope, Fitted(expert, shares), Fitted(few, [0.001, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.5, 2.2]), expert.Where((_, i) => few[i] == 0).Sum());
    }

    internal JsonObject ToJson() => new()
    {
        ["walks"] = Paths,
        ["own_slope"] = OwnSlope,
        ["unseen"] = Unseen,
        ["fits"] = new JsonArray([.. Fits.Select(fit => fit.ToJson())]),
        ["from_few"] = new JsonArray([.. FromFew.Select(fit => fit.ToJson())]),
    };

    // Steps of −1, 0 and 1 from the middle, stopped by the ends.
    private static int[] Walk(int code, int steps)
    {
        int[] walk = new int[steps];
        int x = Places / 2;
        for (int t = 0; t < steps; t++)
        {
            x = Math.Clamp(x + (code % 3) - 1, 0, Places - 1);
            (walk[t], code) = (x, code / 3);
        }

        return walk;
    }

    private static double[] Law(double[] costs)
    {
        double[] weights = Array.ConvertAll(costs, c => Math.Exp(-c));
        double sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    private static double[] Drawn(double[] law, Rng rng)
    {
        double[] counts = new double[law.Length];
        for (int draw = 0; draw < Seen; draw++)
        {
            double u = rng.Uniform(draw);
            int at = 0;
            for (; at < law.Length - 1 && u >= law[at]; at++)
            {
                u -= law[at];
            }

            counts[at] += 1.0 / Seen;
        }

        return counts;
    }
}

/// <summary>The best cost of a bounded slope on walks.</summary>
/// <param name="Lipschitz">L.</param>
/// <param name="Distance">W₁ to the law that was fitted.</param>
/// <param name="Gap">What may be missing of the maximum.</param>
/// <param name="Divergence">KL(expert ‖ agent).</param>
internal sealed record WalkFit(double Lipschitz, double Distance, double Gap, double Divergence)
{
    // One decision, then one of all walks, each an end with a reward of its own.
    internal static WalkFit Of(double lipschitz, double[] seen, double[] expert, Func<int, int, double> distance)
    {
        int n = seen.Length;
        Mdp mdp = new(
            Transitions.Of(n + 1, n, Enumerable.Range(0, n).Select(walk => (n, walk, walk, 1.0))),
            Rewards.OfState(new double[n + 1]),
            [.. new double[n], 1],
            [.. Enumerable.Repeat(true, n), false],
            1);

        // The decision itself is as far from any walk as nothing is from anything: both are in it exactly once.
        ControlledPolicy found = new WassersteinControl { Lipschitz = lipschitz, Tolerance = WalkStudy.Tolerance }
            .Of(mdp, [.. seen, 1], (x, y) => x == y ? 0 : x == n || y == n ? 50 : distance(x, y));
        double[] agent = [.. Enumerable.Range(0, n).Select(walk => found.Policy.At(n)[walk])];
        return new(lipschitz, found.Distance, found.Gap, expert.Select((p, i) => p == 0 ? 0 : p * Math.Log(p / agent[i])).Sum());
    }

    internal JsonObject ToJson() => new() { ["slope"] = Lipschitz, ["distance"] = Distance, ["gap"] = Gap, ["kl"] = Divergence };
}
