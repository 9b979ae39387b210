namespace Downhill.Mdps;

/// <summary>Newton's method on the soft Bellman equation without a horizon.</summary>
/// <remarks>
/// V ↦ T ln Σ exp((r + γ P V)/T) is convex, and its derivative is γ P_π: each step (I − γ P_π) Δ = rise gives the value of the policy before, from the second on
/// no step goes down, and what is below the fixed point stays below. Linear systems are solved only as far as the next step needs.
/// </remarks>
internal sealed class SoftNewton
{
    // Values without bound show as values of episodes longer than this.
    private const double LongestEpisode = 1e9;
    private const int Steps = 300;

    private readonly Mdp mdp;
    private readonly double temperature;
    private readonly SoftBellman bellman;
    private readonly PolicyChain chain;
    private readonly double[] v, rise;

    internal SoftNewton(Mdp mdp, double temperature)
    {
        (this.mdp, this.temperature) = (mdp, temperature);
        int[]? steps = Endings.Check(mdp);
        (bellman, chain) = (new(mdp, temperature), PolicyChain.Of(mdp));
        (v, rise, Law) = (new double[mdp.States], new double[mdp.States], new double[mdp.States * mdp.Actions]);
        if (steps is not null)
        {
            v = PolicyValues.Of(mdp, Policy.Deterministic(mdp.Actions, Endings.WayOut(mdp, steps))).V;
        }

        bellman.SetEnds(v);
    }

    /// <summary>π, shape [S · A].</summary>
    internal double[] Law { get; }

    /// <summary>max |rise|.</summary>
    internal double Residual { get; private set; } = double.PositiveInfinity;

    /// <summary>How many linear systems were solved.</summary>
    internal int Systems { get; private set; }

    /// <summary>V.</summary>
    internal double[] Values() => [.. v.Select((value, state) => mdp.Terminal[state] ? bellman.End(state) : bellman.Shift + value)];

    /// <summary>Steps until rounding hides what is left.</summary>
    /// <exception cref="NoValueException">The values have no bound.</exception>
    internal void Run()
    {
        double bound = Endings.Needed(mdp) ? LongestEpisode * (1 + bellman.Largest + (temperature * Math.Log(mdp.Actions))) : double.PositiveInfinity;

        // Without a discount a step that goes too far up may make a policy that hardly ends; a system solved well never goes up too far.
        double best = double.PositiveInfinity, share = Endings.Needed(mdp) ? 1e-9 : 1e-2;
        for (int step = 0, idle = 0; step < Steps; step++)
        {
            Residual = bellman.Sweep(v, Law, rise);
            double rounding = bellman.Rounding(v);
            idle = Residual < best / 2 ? 0 : idle + 1;
            best = Math.Min(best, Residual);
            if (Residual <= rounding / 4 || (idle >= 2 && Residual <= 4 * rounding))
            {
                return;
            }

            share = idle >= 3 ? Math.Max(1e-11, share / 100) : share;
            chain.Fill(mdp, Law);
            double[] more = chain.Roughly(rise, share);
            Systems++;
            for (int state = 0; state < v.Length; state++)
            {
                v[state] += more[state];
            }

            Centre();
            if (!(v.Max() + bellman.Shift <= bound))
            {
                break;
            }
        }

        throw new NoValueException(null, $"no soft value at discount {mdp.Discount:R} and temperature {temperature:R}: putting off the end earns more than it costs; expected a lower temperature, rewards below −T ln A before the end, a horizon, or a discount below 1.");
    }

    /// <summary>A bound of how far the values are from the fixed point.</summary>
    internal double Error(double[] values)
    {
        double modulus = mdp.Discount * bellman.Heaviest, off = Residual + bellman.Rounding(v);
        double plain = modulus < 1 ? off / (1 - modulus) : double.NaN;
        double weighted = mdp.Terminal.Contains(true) ? Weighted(off) : double.NaN;
        return (double.IsNaN(weighted) || plain < weighted ? plain : weighted) + (2.3e-16 * values.Max(Math.Abs));
    }

    // With h = (I − γ P_π)⁻¹ 1, the time to the end, V + a h lies above the fixed point where a sweep lowers it, and V − a h below where one raises it.
    private double Weighted(double off)
    {
        chain.Fill(mdp, Law);
        double[] alive = [.. mdp.Terminal.Select(end => end ? 0.0 : 1)], time = chain.Roughly(alive, 1e-3), law = new double[Law.Length], change = new double[v.Length];
        for (double width = 2 * off; width < 1e4 * off; width *= 4)
        {
            if (Moves(1) && Moves(-1))
            {
                return width * time.Max();
            }

            bool Moves(int side)
            {
                double[] moved = [.. v.Zip(time, (value, h) => value + (side * width * h))];
                bellman.Sweep(moved, law, change);
                double rounding = bellman.Rounding(moved);
                return Enumerable.Range(0, v.Length).All(state => mdp.Terminal[state] || side * change[state] <= -rounding);
            }
        }

        return double.NaN;
    }

    // c follows the values where they are far from it.
    private void Centre()
    {
        if (mdp.Discount == 1)
        {
            return;
        }

        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int state = 0; state < v.Length; state++)
        {
            (low, high) = mdp.Terminal[state] ? (low, high) : (Math.Min(low, v[state]), Math.Max(high, v[state]));
        }

        double middle = (low + high) / 2;
        if (Math.Abs(middle) > high - low && double.IsFinite(middle))
        {
            bellman.Take(bellman.Shift + middle);
            for (int state = 0; state < v.Length; state++)
            {
                v[state] -= middle;
            }
        }

        bellman.SetEnds(v);
    }
}
