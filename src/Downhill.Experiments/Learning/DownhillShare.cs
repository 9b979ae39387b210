using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>How much of what can be predicted is downhill: the energy's skill on tracks kept aside over that of an unconstrained step function.</summary>
/// <param name="Value">The share; NaN where nothing can be predicted.</param>
/// <param name="Interval">95 %, from resampling blocks of the tracks kept aside.</param>
/// <param name="FreeSkill">The skill of the step function.</param>
internal sealed record DownhillShare(double Value, (double Low, double High) Interval, double FreeSkill)
{
    private const int Blocks = 20, Resamples = 1000, FreeSteps = 400, Folds = 4, Patience = 100;

    // Below this skill there is nothing to share out.
    private const double LeastSkill = 0.002;

    private delegate double[] Predictor(double[] starts);

    internal static DownhillShare Of(Prepared prepared, Protocol protocol, Energy energy, double friction, double temperature, Fitting fitting)
    {
        Windows heldOut = new(prepared.Split.HeldOut, 1, protocol.Stride);
        (double[] starts, double[] targets, int _) = heldOut.Collect();
        double[] Predict(double[] from) => HeldOutScore.OneStep(energy, protocol, friction, temperature, from, prepared.Settings.ThreadCount);
        double[] downhill = Predict(starts), free = FreePrediction(prepared, Predict, protocol, starts, downhill, fitting);
        (double[] change, double[] offDownhill, double[] offFree) = ByBlock(protocol, starts, targets, downhill, free);
        double freeSkill = 1 - (offFree.Sum() / change.Sum());
        Rng rng = new Rng((ulong)prepared.Settings.Seed).Fork(3);

        // A share of what is not clearly above zero is no number.
        return !(Low(Resample(rng, change.Length, pick => SkillOf(change, offFree, pick))) >= LeastSkill)
            ? new DownhillShare(double.NaN, (double.NaN, double.NaN), freeSkill)
            : new DownhillShare(Share(change, offDownhill, offFree, block => block), Bounds(Resample(rng, change.Length, pick => Share(change, offDownhill, offFree, pick))), freeSkill);
    }

    private static double Share(double[] change, double[] downhill, double[] free, Func<int, int> pick)
    {
        double c = 0, d = 0, f = 0;
        for (int i = 0; i < change.Length; i++)
        {
            int block = pick(i);
            (c, d, f) = (c + change[block], d + downhill[block], f + free[block]);
        }

        return (1 - (d / c)) / (1 - (f / c));
    }

    private static double SkillOf(double[] change, double[] free, Func<int, int> pick) =>
        1 - (Enumerable.Range(0, change.Length).Sum(i => free[pick(i)]) / Enumerable.Range(0, change.Length).Sum(i => change[pick(i)]));

    /// <summary>A statistic of blocks drawn again and again with replacement, in order.</summary>
    private static double[] Resample(Rng rng, int blocks, Func<Func<int, int>, double> statistic) =>
        [.. Enumerable.Range(0, Resamples).Select(r => statistic(i => rng.Fork(r).Below(i, blocks))).Order()];

    private static double Low(double[] ordered) => ordered[(int)(0.025 * Resamples)];

    private static (double Low, double High) Bounds(double[] ordered) => (Low(ordered), ordered[(int)(0.975 * Resamples)]);

    /// <summary>What an unconstrained step function predicts that begins as the energy's own and may leave it wherever that predicts better.</summary>
    /// <remarks>So it can say no less than the energy, except by chance; a function without that start loses where there is much noise.</remarks>
    private static double[] FreePrediction(Prepared prepared, Predictor downhill, Protocol protocol, double[] starts, double[] predicted, Fitting fitting)
    {
        TrainingSet set = TrainingSet.Of(prepared.Split.Learn, protocol with { Matched = 1 });
        (double[] from, double[] to, int count) = set.Windows.Collect();
        int state = set.Windows.StateLength;
        double[] left = [.. downhill(from).Select((p, at) => from[at] + to[at] - p)], step = Deviations(left, from, state);
        FreeStep objective = new(state, prepared.Settings.Widths, new Rng((ulong)prepared.Settings.Seed).Fork(4))
        {
            Weights = [.. step.Select(s => 1 / (s * s))],
            Center = Means(from, state),
            Radius = Deviations(from, null, state),
            StepScale = step,
        };
        FullBatch batch = new(Quadratic.Isotropic(1, 0), objective, new WindowBatch(from, left, count), prepared.Settings.ThreadCount);
        fitting.Part = (0.95, 1);
        double[] ones = [.. Enumerable.Repeat(1.0, count)];
        double[] point = fitting.Judged("free", "a free step function", batch, batch.Start, new Lbfgs { Steps = FreeSteps, Tolerance = 1e-8 }, [.. ones.Select((w, i) => set.Blocks[i] % Folds == 0 ? 0 : w)], [.. ones.Select((w, i) => set.Blocks[i] % Folds == 0 ? w : 0)], Patience);
        Computation<double> computation = Computation.Compile<double>(prepared.Settings.ThreadCount, objective.Step());
        computation.Set(batch.OwnAt(point[..^1]));

        computation.Set("start", starts);
        computation.Run();
        return [.. computation[0].ToArray().Select((moved, at) => predicted[at] + moved - starts[at])];
    }

    private static double[] Means(double[] numbers, int width) =>
        [.. Enumerable.Range(0, width).Select(i => numbers.Where((_, at) => at % width == i).Average())];

    // Of the numbers about their means, or about others.
    private static double[] Deviations(double[] numbers, double[]? about, int width)
    {
        double[] means = Means(numbers, width), squares = new double[width];
        for (int at = 0; at < numbers.Length; at++)
        {
            double off = numbers[at] - (about is null ? means[at % width] : about[at]);
            squares[at % width] += off * off * width / numbers.Length;
        }

        return [.. squares.Select(square => Math.Max(Math.Sqrt(square), double.Epsilon))];
    }

    /// <summary>Squared changes and errors of what the force moves first (velocities, where there are any), summed over blocks of successive frames.</summary>
    private static (double[] Change, double[] Downhill, double[] Free) ByBlock(Protocol protocol, double[] starts, double[] targets, double[] downhill, double[] free)
    {
        int state = protocol.Weights.Length, first = protocol.Motion == Motion.Inertial ? protocol.Dimension : 0, rows = starts.Length / state, blocks = Math.Min(Blocks, rows);
        double[] change = new double[blocks], offDownhill = new double[blocks], offFree = new double[blocks];
        for (int at = 0; at < starts.Length; at++)
        {
            if (at % state >= first)
            {
                int block = (int)((long)(at / state) * blocks / rows);
                change[block] += (targets[at] - starts[at]) * (targets[at] - starts[at]);
                offDownhill[block] += (targets[at] - downhill[at]) * (targets[at] - downhill[at]);
                offFree[block] += (targets[at] - free[at]) * (targets[at] - free[at]);
            }
        }

        return (change, offDownhill, offFree);
    }
}
