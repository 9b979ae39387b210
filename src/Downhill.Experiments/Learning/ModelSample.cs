using Downhill.Compute;
using Downhill.Data;
using Downhill.Dynamics;

namespace Downhill.Experiments.Learning;

/// <summary>A rule to draw by.</summary>
public enum SamplerKind
{
    /// <summary>Langevin steps with a Metropolis test: exp(-E/T) exactly.</summary>
    Mala,

    /// <summary>Langevin steps without a test: faster, with a bias of the order of the step.</summary>
    Langevin,

    /// <summary>Hamiltonian Monte Carlo: trajectories with a Metropolis test, exp(-E/T) exactly.</summary>
    Hmc,

    /// <summary>Langevin steps with inertia, without a test: a bias of the order of the step squared.</summary>
    Underdamped,

    /// <summary>Langevin steps that shrink on a schedule, without a test: the bias fades.</summary>
    ShrinkingLangevin,

    /// <summary>Tested Langevin steps at four temperatures that exchange their points, for wells that are far apart: exp(-E/T) exactly.</summary>
    ReplicaExchange,
}

/// <summary>Draws from exp(−E/T) of a learned landscape, and what there is to say of them.</summary>
public sealed record ModelSample
{
    private const int MostChains = 256, FewestRounds = 50;

    private ModelSample(Table table) => Points = table;

    /// <summary>The draws, with the columns of positions.</summary>
    public Table Points { get; }

    /// <summary>How many chains drew.</summary>
    public required int Chains { get; init; }

    /// <summary>The share of proposals that were taken; null for a sampler that tests none.</summary>
    public required double? Accepted { get; init; }

    /// <summary>How many trajectories diverged.</summary>
    public required double Diverged { get; init; }

    /// <summary>The share of exchanges that were made, the smallest of the pairs of temperatures; null where there is one temperature.</summary>
    public required double? Swapped { get; init; }

    /// <summary>The largest R̂ of the columns, by ranks: well above 1, the chains still remember where they began.</summary>
    public required double RHat { get; init; }

    /// <summary>How many independent draws all draws of the chains are worth.</summary>
    public required double EffectiveSize { get; init; }

    /// <summary>The share of the draws outside the visited region; NaN where that is not known.</summary>
    public required double Outside { get; init; }

    /// <summary>Draws by at most 256 chains, which begin at visited points, in units in which the visited region has deviation 1.</summary>
    /// <param name="model">The landscape, with visited points to begin at.</param>
    /// <param name="temperature">T.</param>
    /// <param name="count">How many draws are wanted.</param>
    /// <param name="kind">How.</param>
    /// <param name="burnIn">Steps before the first draw.</param>
    /// <param name="thin">Steps between two draws of a chain.</param>
    /// <param name="seed">Names the random numbers.</param>
    /// <exception cref="SettingException">The model holds no visited points.</exception>
    /// <exception cref="ArithmeticException">A chain ran away.</exception>
    public static ModelSample Of(LearnedModel model, double temperature, int count, SamplerKind kind, int burnIn, int thin, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        VisitedRegion region = VisitedRegion.Of(model) ?? throw new SettingException("the model holds no visited points to begin at, expected one learned by this version; learn again");
        int d = model.Columns.Length, chains = Math.Min(MostChains, model.Visited.Length / d);
        double[] radius = [.. region.Radius];
        Rng rng = new((ulong)seed);
        int rounds = Math.Max(FewestRounds, (count + chains - 1) / chains);
        Sampler sampler = new() { Rule = Rule(kind, temperature), LargestStep = Largest(kind, temperature), BurnIn = burnIn, Thin = thin };
        Draws draws = sampler.Draw(new RescaledEnergy(model.Energy, radius), Starts(model.Visited, radius, chains, rng.Fork(0)), rounds, rng.Fork(1));
        double[] points = [.. draws.Points.Select((z, at) => z * radius[at % d])], kept = Spread(points, count, chains, rounds, d);
        return new ModelSample(new Table([.. model.Columns.Select((name, i) => (Column)new NumberColumn(name, [.. kept.Where((_, at) => at % d == i)]))]))
        {
            Chains = chains,
            Accepted = draws.Accepted,
            Diverged = draws.Diverged,
            Swapped = draws.Swapped.Count > 0 ? draws.Swapped.Min() : null,
            RHat = draws.RHat(),
            EffectiveSize = draws.EffectiveSize(),
            Outside = region.CountOutside(kept) / (double)count,
        };
    }

    private static SamplingRule Rule(SamplerKind kind, double temperature)
    {
        double step = 0.1 / temperature, leap = Math.Sqrt(2 * step);
        return kind switch
        {
            SamplerKind.Mala => new Mala { StepSize = step, Temperature = temperature },
            SamplerKind.Langevin => new Langevin { StepSize = step, Temperature = temperature },
            SamplerKind.Hmc => new Hmc { StepSize = leap, Temperature = temperature },

            // In the units of the region the wells' own times are near 1 / √T.
            SamplerKind.Underdamped => new UnderdampedLangevin { StepSize = leap, Temperature = temperature, Friction = Math.Sqrt(temperature) },
            SamplerKind.ShrinkingLangevin => new StochasticGradientLangevin { StepSize = step, Temperature = temperature },
            SamplerKind.ReplicaExchange => new ReplicaExchange { StepSize = step, Temperature = temperature },
        };
    }

    // Twice the region's deviation in a step of noise, η = 2 / T, or along a step of a trajectory, h = 2 / √T: more would never help.
    private static double Largest(SamplerKind kind, double temperature) =>
        kind is SamplerKind.Hmc or SamplerKind.Underdamped ? 2 / Math.Sqrt(temperature) : 2 / temperature;

    // In random order, as the chains that are left over in the last round must not all come from the first track.
    private static double[] Starts(double[] visited, double[] radius, int chains, Rng rng)
    {
        int d = radius.Length;
        int[] order = [.. Enumerable.Range(0, visited.Length / d)];
        rng.Shuffle(order.AsSpan());
        return [.. order.Take(chains).SelectMany(row => Enumerable.Range(0, d).Select(i => visited[(row * d) + i] / radius[i]))];
    }

    /// <summary>As many rows as were asked for, of rounds spread evenly over all.</summary>
    private static double[] Spread(double[] points, int count, int chains, int rounds, int d)
    {
        int wanted = (count + chains - 1) / chains;
        return [.. Enumerable.Range(1, wanted).SelectMany(i => points.AsSpan((int)((((long)i * rounds / wanted) - 1) * chains * d), chains * d).ToArray()).Take(count * d)];
    }
}
