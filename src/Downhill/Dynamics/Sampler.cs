using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>Draws from exp(−E/T) by many chains at once; the step size is found while the chains burn in.</summary>
/// <remarks>
/// <para>
/// Source: H. Robbins and S. Monro (1951), Ann. Math. Stat. 22(3), 400–407, for ln η ← ln η + g_k (accepted − wanted);
/// G. O. Roberts and J. S. Rosenthal (1998), J. R. Stat. Soc. B 60(1), 255–268, for the 57.4 % that <see cref="Mala"/> does best with.
/// </para>
/// <para>The step is settled after four fifths of the burn-in and fixed from there, so that what is drawn follows a chain that does not change.</para>
/// </remarks>
public sealed record Sampler
{
    private const int Together = 10;
    private const double Best = 0.574, Careful = 0.95, FirstGain = 2, Settled = 0.8;

    /// <summary>Whether steps are tested: exp(−E/T) exactly, by <see cref="Mala"/>; else with a bias of O(η), by <see cref="Langevin"/>. Default true.</summary>
    public bool IsAdjusted { get; init; } = true;

    /// <summary>T, in units of energy. Default 1.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>η at first, in units of x² per unit of energy. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>The largest η that may be found, for landscapes so flat that every step is accepted. Default 10⁶ times the first.</summary>
    public double LargestStep { get => double.IsNaN(field) ? 1e6 * StepSize : field; init => field = Require.Positive(value); } = double.NaN;

    /// <summary>Steps before the first draw. Default 1000.</summary>
    public int BurnIn { get; init => field = Require.AtLeast(value, Together); } = 1000;

    /// <summary>Steps from one draw of a chain to the next. Default 10.</summary>
    public int Thin { get; init => field = Require.AtLeast(value, 1); } = 10;

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
        (double[][] state, double step) = Begin(energy, starts, rng.Fork(0));
        Stepper stepper = IsAdjusted ? new Mala { StepSize = step, Temperature = Temperature } : new Langevin { StepSize = step, Temperature = Temperature };
        Chain chain = new(energy, stepper, Thin, rng.Fork(1));
        state = chain.AtRest(state[0]);
        double[] points = new double[rounds * starts.Length];
        for (int round = 0; round < rounds; round++)
        {
            state = chain.Advance(state);
            state[0].CopyTo(points, round * starts.Length);
        }

        RequireFinite(points);
        double? accepted = IsAdjusted ? state[1].Average() / ((double)rounds * Thin) : null;
        return new Draws(points, starts.Length / energy.Dimension, energy.Dimension, step, accepted);
    }

    /// <summary>The chains after their burn-in, and the step size that was found.</summary>
    private (double[][] State, double Step) Begin(Energy energy, double[] starts, Rng rng)
    {
        double wanted = IsAdjusted ? Best : Careful, step = Math.Min(StepSize, LargestStep);
        Chain chain = new(energy, new Mala { StepSize = step, Temperature = Temperature }, Together, rng);
        double[][] state = chain.AtRest(starts);
        int calls = BurnIn / Together;
        for (int call = 0; call < calls; call++)
        {
            double before = state[1].Average();
            state = chain.Advance(state);
            RequireFinite(state[0]);
            if (call < Settled * calls)
            {
                double accepted = (state[1].Average() - before) / Together, gain = FirstGain / Math.Pow(1 + (call / 10.0), 0.75);
                step = Math.Min(LargestStep, step * Math.Exp(gain * (accepted - wanted)));
                chain.Change(new Mala { StepSize = step, Temperature = Temperature });
            }
        }

        return (state, step);
    }

    private static void RequireFinite(double[] points)
    {
        if (!Array.TrueForAll(points, double.IsFinite))
        {
            throw new ArithmeticException("A chain ran away: exp(-E/T) is not confined to where the landscape is known, or the landscape is too steep; a lower temperature may help.");
        }
    }
}

/// <summary>What chains drew.</summary>
/// <param name="Points">Shape [rounds, chains, dimension].</param>
/// <param name="Chains">How many chains.</param>
/// <param name="Dimension">Numbers of a point.</param>
/// <param name="StepSize">η, as it was found.</param>
/// <param name="Accepted">The share of proposals that were taken; null where none is tested.</param>
public sealed record Draws(double[] Points, int Chains, int Dimension, double StepSize, double? Accepted)
{
    /// <summary>The largest R̂ of the coordinates, at least four rounds: well above 1, the chains still remember where they began.</summary>
    public double RHat() => Coordinates().Max(draws => Mixing.RHat(draws, Chains));

    /// <summary>The smallest effective number of draws of the coordinates, at least four rounds.</summary>
    public double EffectiveSize() => Coordinates().Min(draws => Mixing.EffectiveSize(draws, Chains));

    private IEnumerable<double[]> Coordinates() =>
        Enumerable.Range(0, Dimension).Select(i => (double[])[.. Enumerable.Range(0, Points.Length / Dimension).Select(at => Points[(at * Dimension) + i])]);
}
