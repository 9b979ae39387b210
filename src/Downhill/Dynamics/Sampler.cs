using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>Draws from exp(−E/T) by many chains of any rule at once; the step size is found while the chains burn in.</summary>
/// <remarks>
/// <para>
/// Source: H. Robbins and S. Monro (1951), Ann. Math. Stat. 22(3), 400–407, for ln η ← ln η + g_k (accepted − wanted) / (4 wanted (1 − wanted)); wanted is
/// <see cref="SamplingRule.WantedAcceptance"/>.
/// </para>
/// <para>
/// The step is settled after four fifths of the burn-in, by the rule with its test, and fixed from there, so that what is drawn follows a
/// chain that does not change; the last fifth is made by the rule itself. A third of the steps before are a tenth or a hundredth as long,
/// for chains that begin where the landscape is steep.
/// </para>
/// </remarks>
public sealed record Sampler
{
    private const int Together = 10;
    private const double FirstGain = 2, Settled = 0.8, LargestChange = 1.5;

    // A chain that begins where the landscape is far steeper than where the law is would never take a step that is right there.
    private static readonly double[] Shares = [1, 1, 1, 1, 0.1, 0.01];

    /// <summary>How chains move; its step is the one to begin with. Default: <see cref="Mala"/> at T = 1.</summary>
    public SamplingRule Rule { get; init; } = new Mala();

    /// <summary>Whether the step is found in the burn-in; else it is the rule's. Default true.</summary>
    public bool FindsStep { get; init; } = true;

    /// <summary>The largest step that may be found, for landscapes so flat that every step is accepted. Default 10⁶ times the first.</summary>
    public double LargestStep { get => double.IsNaN(field) ? 1e6 * Rule.StepSize : field; init => field = Require.Positive(value); } = double.NaN;

    /// <summary>Steps before the first draw, rounded up to tens. Default 1000.</summary>
    public int BurnIn { get; init => field = Require.AtLeast(value, Together); } = 1000;

    /// <summary>Steps from one draw of a chain to the next. Default 10.</summary>
    public int Thin { get; init => field = Require.AtLeast(value, 1); } = 10;

    // Of the tens of steps of the burn-in, those in which the step is found.
    private int Finding => (int)Math.Ceiling(Settled * BurnIn / Together);

    /// <summary>Draws.</summary>
    /// <param name="energy">E.</param>
    /// <param name="starts">Where the chains begin, shape [chains, dimension]: best spread over where they will go.</param>
    /// <param name="rounds">Draws of each chain.</param>
    /// <param name="rng">Where the noise is drawn from.</param>
    /// <exception cref="ArithmeticException">A chain ran away: exp(−E/T) is not confined, or the landscape too steep.</exception>
    public Draws Draw(Energy energy, double[] starts, int rounds, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(starts);
        Require.AtLeast(rounds, 1, nameof(rounds));
        (double[] begin, double step) = FindsStep ? Find(energy, starts, rng.Fork(0)) : (starts, Rule.StepSize);
        SamplingRule rule = Rule with { StepSize = step };
        double[][] state = Begin(energy, rule, begin, rng.Fork(2));
        Chain chain = new(energy, rule, Thin, rng.Fork(1));
        Tally? before = rule.Count(state);
        double[] points = new double[rounds * starts.Length];
        for (int round = 0; round < rounds; round++)
        {
            state = chain.Advance(state);
            state[0].CopyTo(points, round * starts.Length);
        }

        RequireFinite(points);
        return Told(new Draws(points, starts.Length / energy.Dimension, energy.Dimension, step), before, rule.Count(state), (double)rounds * Thin);
    }

    /// <summary>Where the chains are after the first part of their burn-in, and the step size that was found.</summary>
    private (double[] Points, double Step) Find(Energy energy, double[] starts, Rng rng)
    {
        SamplingRule rule = Rule.Tested();

        // The share that is taken changes least with ln η where it is near 0 or 1: as 4 w (1 − w), if it is a logistic function of it.
        double step = Math.Min(Rule.StepSize, LargestStep), slope = 4 * Rule.WantedAcceptance * (1 - Rule.WantedAcceptance);
        Chain chain = new(energy, rule with { StepSize = step }, Together, rng);
        double[][] state = chain.AtRest(starts);
        int calls = Finding, chains = starts.Length / energy.Dimension;
        for (int call = 0, found = 0; call < calls; call++)
        {
            double share = Shares[call % Shares.Length], before = rule.Count(state)!.Taken;
            chain.Change(rule with { StepSize = share * step });
            state = chain.Advance(state);
            RequireFinite(state[0]);
            if (share == 1)
            {
                double accepted = (rule.Count(state)!.Taken - before) / (Together * chains), gain = FirstGain / Math.Pow(1 + (found++ / 10.0), 0.75);
                step = Math.Min(LargestStep, step * Math.Exp(Math.Clamp(gain * (accepted - Rule.WantedAcceptance) / slope, -LargestChange, LargestChange)));
            }
        }

        return (state[0], step);
    }

    /// <summary>The state after the rest of the burn-in, by the rule that draws.</summary>
    private double[][] Begin(Energy energy, SamplingRule rule, double[] points, Rng rng)
    {
        int calls = ((BurnIn + Together - 1) / Together) - (FindsStep ? Finding : 0);
        Chain chain = new(energy, rule, Together, rng);
        double[][] state = chain.AtRest(points);
        for (int call = 0; call < Math.Max(1, calls); call++)
        {
            state = chain.Advance(state);
        }

        RequireFinite(state[0]);
        return state;
    }

    private static Draws Told(Draws draws, Tally? before, Tally? after, double steps) => before is null || after is null ? draws : draws with
    {
        Accepted = (after.Taken - before.Taken) / (steps * draws.Chains),
        Diverged = after.Diverged - before.Diverged,

        // Pairs are asked in turn, the first and every other one from it at the first step.
        Swapped = [.. after.Swapped.Zip(before.Swapped, (late, early) => late - early).Select((swapped, pair) => swapped / ((pair % 2 == 0 ? Math.Ceiling(steps / 2) : Math.Floor(steps / 2)) * draws.Chains))],
    };

    private static void RequireFinite(double[] points)
    {
        if (!Array.TrueForAll(points, double.IsFinite))
        {
            throw new ArithmeticException("A chain ran away: exp(-E/T) is not confined to where the landscape is known, or the landscape is too steep; a lower temperature may help.");
        }
    }
}
