using Downhill.Compute;
using Downhill.Compute.Numerics;
using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>max over costs c with |c(x) − c(y)| ≤ L d(x, y) of min over policies of E_π c − E_p c − T H(π): the policy that is near where the expert was, L W₁ − T H(π) at its least.</summary>
/// <remarks>
/// <para>
/// The inner minimum is −V, the soft value of the reward −c, so what is maximised, g(c) = −p·c − μ₀·V(−c), is concave, with gradient n − p: visits of
/// the soft policy less the expert's. Without the bound L this is maximum causal entropy, and where the expert is in places that the agent never visits,
/// −ln of a likelihood that is zero, it has no answer; with it, costs reach from place to place, and there is always one.
/// </para>
/// <para>
/// In turn: the visits' Kantorovich potential f is the cost that tells them best from the expert's; c is improved within the hull of the f so far.
/// L W₁(n, p) − (n − p)·c bounds what is missing of the maximum.
/// </para>
/// <para>
/// Source: Y. Wang, L. Song and H. Zha (2018), Learning to optimize via Wasserstein deep inverse optimal control, arXiv:1805.08395; M. Frank and P. Wolfe
/// (1956), An algorithm for quadratic programming, Naval Research Logistics Quarterly 3, 95–110.
/// </para>
/// <para>Differs from the source: finite spaces and exact potentials in place of networks; the maximum is certified.</para>
/// </remarks>
public sealed record WassersteinControl
{
    private const int Inner = 100, Bisections = 60;

    // A step along the line ends where its slope has fallen to this share of what it was.
    private const double Flat = 1e-3;

    /// <summary>L, cost per distance. Default 1.</summary>
    public double Lipschitz { get; init => field = Require.Positive(value); } = 1;

    /// <summary>T, in units of cost. Default 1.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>How much of the maximum may be missing, in units of cost. Default 10⁻⁷.</summary>
    public double Tolerance { get; init => field = Require.Positive(value); } = 1e-7;

    /// <summary>Potentials that are added, at most. Default 500.</summary>
    public int Most { get; init => field = Require.AtLeast(value, 1); } = 500;

    /// <summary>The cost and its policy.</summary>
    /// <param name="mdp">The agent's process; its own reward does not count.</param>
    /// <param name="expert">p, how often the expert is in each place, discounted as the agent's visits are and of the same sum; the first S places are the agent's states, more may follow.</param>
    /// <param name="distance">d, a metric on the places (where two may be in the same place).</param>
    /// <exception cref="ArgumentException">Fewer places than states, or a sum that is not that of the agent's visits.</exception>
    public ControlledPolicy Of(Mdp mdp, double[] expert, Func<int, int, double> distance)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(expert);
        ArgumentNullException.ThrowIfNull(distance);
        _ = expert.Length >= mdp.States ? 0 : throw new ArgumentException($"{expert.Length} places, expected at least the {mdp.States} states.", nameof(expert));
        Search search = new(mdp, expert, Temperature);
        Point at = search.At(new double[expert.Length]);
        List<double[]> potentials = [at.Cost];
        List<double> weights = [1];
        List<double> distances = [], gaps = [];
        while (true)
        {
            Wasserstein transport = Wasserstein.Of([.. at.Visits, .. new double[expert.Length - mdp.States]], expert, distance);
            double gap = (Lipschitz * transport.Distance) - Dot(at.Slope, at.Cost);
            distances.Add(transport.Distance);
            gaps.Add(gap);
            if (gap <= Tolerance || distances.Count > Most)
            {
                return new(at.Cost, at.Policy, at.Visits, transport.Distance, gap, [.. distances], [.. gaps]);
            }

            potentials.Add([.. transport.Potential.Select(f => Lipschitz * f)]);
            weights.Add(0);
            at = Improved(search, at, potentials, weights, gap);
        }
    }

    // Moves weight from the worst potential in use to the best one, until no pair gains a tenth of what the newest promised.
    private static Point Improved(Search search, Point at, List<double[]> potentials, List<double> weights, double gap)
    {
        for (int step = 0; step < Inner; step++)
        {
            double[] gains = [.. potentials.Select(f => Dot(at.Slope, f))];
            int best = Array.IndexOf(gains, gains.Max());
            int worst = Enumerable.Range(0, gains.Length).Where(k => weights[k] > 0).MinBy(k => gains[k]);
            if (gains[best] - gains[worst] <= 0.1 * gap)
            {
                break;
            }

            double[] way = [.. potentials[best].Zip(potentials[worst], (a, b) => a - b)];
            (double length, at) = Along(search, at, way, weights[worst]);
            weights[best] += length;
            weights[worst] = length >= weights[worst] ? 0 : weights[worst] - length;
        }

        for (int k = weights.Count - 1; k >= 0; k--)
        {
            if (weights[k] == 0)
            {
                potentials.RemoveAt(k);
                weights.RemoveAt(k);
            }
        }

        return at;
    }

    // g is concave: the slope along the way falls, and is zero at the best place or still rises at the end.
    private static (double Length, Point At) Along(Search search, Point from, double[] way, double end)
    {
        Point At(double length) => search.At([.. from.Cost.Zip(way, (c, d) => c + (length * d))]);
        double first = Dot(from.Slope, way);
        Point last = At(end);
        double lastSlope = Dot(last.Slope, way);
        if (lastSlope >= 0)
        {
            return (end, last);
        }

        (double low, double high, double lowSlope, double highSlope) = (0, end, first, lastSlope);
        for (int step = 0; step < Bisections; step++)
        {
            // The secant, kept away from the ends.
            double share = Math.Clamp(lowSlope / (lowSlope - highSlope), 0.05, 0.95), middle = low + (share * (high - low));
            Point at = At(middle);
            double slope = Dot(at.Slope, way);
            if (Math.Abs(slope) <= Flat * first)
            {
                return (middle, at);
            }

            (low, high, lowSlope, highSlope) = slope > 0 ? (middle, high, slope, highSlope) : (low, middle, lowSlope, slope);
        }

        return (low, At(low));
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>A cost, its soft policy, and how g rises there.</summary>
    private sealed record Point(double[] Cost, Policy Policy, double[] Visits, double[] Slope);

    private sealed record Search(Mdp Mdp, double[] Expert, double Temperature)
    {
        internal Point At(double[] cost)
        {
            Policy policy = SoftValues.Of(Mdp.With(Rewards.OfState([.. cost.Take(Mdp.States).Select(c => -c)])), Temperature).Policy;
            double[] visits = Occupancy.Of(Mdp, policy).States;
            return new(cost, policy, visits, [.. Expert.Select((p, place) => (place < visits.Length ? visits[place] : 0) - p)]);
        }
    }
}

/// <summary>A cost that reaches from place to place, and the policy that it makes.</summary>
/// <param name="Cost">c, one for each place.</param>
/// <param name="Policy">The soft policy of −c.</param>
/// <param name="Visits">How often it is in each state, discounted.</param>
/// <param name="Distance">W₁ between these and the expert's.</param>
/// <param name="Gap">What may be missing of the maximum.</param>
/// <param name="Distances">W₁ after each potential.</param>
/// <param name="Gaps">The gap after each potential.</param>
public sealed record ControlledPolicy(double[] Cost, Policy Policy, double[] Visits, double Distance, double Gap, double[] Distances, double[] Gaps);
