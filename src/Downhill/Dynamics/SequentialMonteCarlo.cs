using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>
/// Sequential Monte Carlo for ln Z: populations drawn from a Gaussian follow β from 0 to 1; at each stage points are drawn again in
/// proportion to their weights exp(−Δβ (E/T − |x − c|²/(2s²))), whose means multiply to Z, and then moved.
/// </summary>
/// <remarks>
/// <para>
/// Source: P. Del Moral, A. Doucet and A. Jasra (2006), J. R. Stat. Soc. B 68(3), 411–436; each Δβ leaves a given share of effective
/// points: A. Jasra, D. A. Stephens, A. Doucet and T. Tsagaris (2011), Scand. J. Stat. 38(1), 1–22.
/// </para>
/// <para>
/// Populations are independent but for β and the step size, which all of them choose together; so their estimates of Z give the error bar.
/// </para>
/// </remarks>
public sealed record SequentialMonteCarlo
{
    private const int Halvings = 60;

    /// <summary>How points move; a rule with a test, its temperature is not used; no <see cref="ReplicaExchange"/>, whose state is more than the point. Default: <see cref="Mala"/> with η = 0.1; it is adapted from stage to stage.</summary>
    public SamplingRule Rule { get; init => field = AnnealingPath.Along(value); } = new Mala { StepSize = 0.1 };

    /// <summary>T, in units of energy. Default 1.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Steps of the rule in a stage. Default 10.</summary>
    public int Moves { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>How many populations, at least 2. Default 20.</summary>
    public int Populations { get; init => field = Require.AtLeast(value, 2); } = 20;

    /// <summary>The share of effective points that a stage leaves, from above 0 to below 1. Default 0.9.</summary>
    public double Kept { get; init => field = Require.Within(value, 0.01, 0.999); } = 0.9;

    /// <summary>c, shape [dimension]; null: the origin.</summary>
    public IReadOnlyList<double>? Center { get; init; }

    /// <summary>s, which should reach over all of exp(−E/T), in units of x. Default 1.</summary>
    public double Spread { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Estimates ln Z.</summary>
    /// <param name="energy">E.</param>
    /// <param name="points">How many points each population has, at least 2.</param>
    /// <param name="rng">Where starts, choices and noise are drawn from.</param>
    public LogPartition Estimate(Energy energy, int points, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(energy);
        AnnealingPath path = new(energy, Temperature, Center, Spread);
        SamplingRule rule = Rule with { Temperature = 1 };
        (Computation<double> moves, int parts) = Compile(energy, path, rule, rng.Fork(1));
        int count = Require.AtLeast(points, 2, nameof(points)) * Populations;
        double[] x = path.Draw(count, rng.Fork(0)), logarithms = new double[Populations];
        double beta = 0, step = rule.StepSize, accepted = 0;
        int stages = 0;

        // The first call only measures: at β = 0 the points already follow the law.
        double[] gaps = Landscaped(energy, path, x);
        while (beta < 1)
        {
            double by = Next(gaps, 1 - beta);
            beta = by == 1 - beta ? 1 : beta + by;
            x = Chosen(x, gaps, by, energy.Dimension, logarithms, rng.Fork(2).Fork(stages));
            Set(moves, rule with { StepSize = step }, x, beta, (double)stages * Moves);
            moves.Run();
            x = moves[0].ToArray();
            gaps = moves[parts].ToArray();
            double taken = rule.Count([.. Enumerable.Range(0, parts).Select(part => moves[part].ToArray())])!.Taken / ((double)count * Moves);
            step *= Math.Exp(taken - rule.WantedAcceptance);
            (accepted, stages) = (accepted + taken, stages + 1);
        }

        return LogPartition.Of(logarithms, path.LogReference, accepted / stages);
    }

    private (Computation<double> Moves, int Parts) Compile(Energy energy, AnnealingPath path, SamplingRule rule, Rng rng)
    {
        Node x = Node.Point(energy.Dimension), beta = Node.Setting("beta"), first = Node.Setting("first_step");
        Node[] rest = rule.AtRest(x);
        IReadOnlyList<Node> end = Scan.Over(Moves, rest, [], (c, _, t) => rule.Step(y => path.At(y, beta), c, first + t), LoopStorage.States).Final;
        Computation<double> computation = Computation.Compile<double>([.. end, path.Gap(end[0])]);
        computation.Seed(rng);
        computation.Set(energy.Parameters);
        return (computation, rest.Length);
    }

    private static void Set(Computation<double> moves, SamplingRule rule, double[] x, double beta, double first)
    {
        moves.Set("x", x);
        moves.Set("beta", beta);
        moves.Set("first_step", first);
        foreach (Setting setting in rule.Settings)
        {
            moves.Set(setting.Name, setting.Value);
        }
    }

    private static double[] Landscaped(Energy energy, AnnealingPath path, double[] x)
    {
        Computation<double> gap = Computation.Compile<double>(path.Gap(Node.Point(energy.Dimension)));
        gap.Set(energy.Parameters);
        gap.Set("x", x);
        gap.Run();
        return gap[0].ToArray();
    }

    // The largest Δβ up to the rest with (Σ w)² / (n Σ w²) ≥ the share that is to be kept, which falls as Δβ grows.
    private double Next(double[] gaps, double rest)
    {
        double least = gaps.Min(), low = 0, high = rest;
        for (int i = 0; i < Halvings && Share(high) < Kept; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Share(middle) < Kept ? (low, middle) : (middle, high);
            if (high - low < 1e-6 * high)
            {
                return low > 0 ? low : high;
            }
        }

        return high;

        double Share(double by)
        {
            double sum = 0, squares = 0;
            foreach (double gap in gaps)
            {
                double weight = Math.Exp(-by * (gap - least));
                (sum, squares) = (sum + weight, squares + (weight * weight));
            }

            return sum * sum / squares / gaps.Length;
        }
    }

    /// <summary>Each population drawn again, evenly spaced along its summed weights; the logarithms of its mean weight are added up.</summary>
    private double[] Chosen(double[] x, double[] gaps, double by, int d, double[] logarithms, Rng rng)
    {
        double[] chosen = new double[x.Length];
        int points = gaps.Length / Populations;
        for (int population = 0; population < Populations; population++)
        {
            int from = population * points, at = from;
            double least = gaps.AsSpan(from, points).ToArray().Min(), sum = 0, passed = Weight(from);
            for (int i = from; i < from + points; i++)
            {
                sum += Weight(i);
            }

            logarithms[population] += Math.Log(sum / points) - (by * least);
            for (int i = 0; i < points; i++)
            {
                double wanted = (i + rng.Uniform(population)) / points * sum;
                while (passed < wanted && at < from + points - 1)
                {
                    passed += Weight(++at);
                }

                x.AsSpan(at * d, d).CopyTo(chosen.AsSpan((from + i) * d));
            }

            double Weight(int i) => Math.Exp(-by * (gaps[i] - least));
        }

        return chosen;
    }
}
