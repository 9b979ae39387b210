using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>How much of what can be predicted is downhill: the energy's skill on tracks kept aside over that of an unconstrained step function of the same size.</summary>
/// <param name="Value">The share; NaN where nothing can be predicted.</param>
/// <param name="Interval">95 %, from resampling blocks of the tracks kept aside.</param>
/// <param name="FreeSkill">The skill of the step function.</param>
internal sealed record DownhillShare(double Value, (double Low, double High) Interval, double FreeSkill)
{
    private const int Blocks = 20, Resamples = 1000;

    // Below this skill there is nothing to share out.
    private const double LeastSkill = 0.002;

    internal static DownhillShare Of(Prepared prepared, Protocol protocol, Energy energy, double friction, double temperature, CancellationToken stop)
    {
        Windows heldOut = new(prepared.Split.HeldOut, 1, protocol.Stride);
        (double[] starts, double[] targets) = RollOut.Collect(heldOut);
        double[] downhill = HeldOutScore.OneStep(energy, protocol, friction, temperature, starts, prepared.Settings.ThreadCount);
        double[] free = FreePrediction(prepared, protocol, starts, stop);
        (double[] change, double[] offDownhill, double[] offFree) = ByBlock(protocol, starts, targets, downhill, free);
        double freeSkill = 1 - (offFree.Sum() / change.Sum());
        Rng rng = new Rng((ulong)prepared.Settings.Seed).Fork(3);

        // A share of what is not clearly above zero is no number.
        return Low(Resample(rng, change.Length, pick => SkillOf(change, offFree, pick))) < LeastSkill
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

    private static double[] FreePrediction(Prepared prepared, Protocol protocol, double[] starts, CancellationToken stop)
    {
        LearnSettings settings = prepared.Settings;
        Windows windows = new(prepared.Split.Learn, 1, protocol.Stride), withheld = new(prepared.Split.Withheld, 1, protocol.Stride);
        Rng rng = new Rng((ulong)settings.Seed).Fork(4);
        (double[] center, double[] radius, double[] step) = Scales(windows);
        FreeStep objective = new(windows.StateLength, settings.Widths, rng.Fork(0))
        {
            Weights = [.. step.Select(s => 1 / (s * s))],
            Center = center,
            Radius = radius,
            StepScale = step,
        };
        Trainer<float> trainer = new(Quadratic.Isotropic(1, 0), objective, windows, withheld, LearnTracks.ScheduleFor(settings, protocol), rng.Fork(1), settings.ThreadCount);
        foreach (Progress _ in trainer.Run())
        {
            stop.ThrowIfCancellationRequested();
        }

        Computation<double> computation = Computation.Compile<double>(settings.ThreadCount, objective.Step());
        foreach (Parameter parameter in trainer.Own)
        {
            computation.Set(parameter.Name, parameter.Values);
        }

        computation.Set("start", starts);
        computation.Run();
        return computation[0].ToArray();
    }

    private static (double[] Center, double[] Radius, double[] Step) Scales(Windows windows)
    {
        (double[] starts, double[] targets) = RollOut.Collect(windows);
        int n = windows.StateLength, count = windows.Count;
        double[] center = new double[n], square = new double[n], step = new double[n];
        for (int at = 0; at < starts.Length; at++)
        {
            center[at % n] += starts[at] / count;
            step[at % n] += (targets[at] - starts[at]) * (targets[at] - starts[at]) / count;
        }

        for (int at = 0; at < starts.Length; at++)
        {
            square[at % n] += (starts[at] - center[at % n]) * (starts[at] - center[at % n]) / count;
        }

        return (center, [.. square.Select(Math.Sqrt)], [.. step.Select(Math.Sqrt)]);
    }

    /// <summary>Squared changes and errors of what the force moves first (velocities, where there are any), summed over blocks of successive frames.</summary>
    private static (double[] Change, double[] Downhill, double[] Free) ByBlock(Protocol protocol, double[] starts, double[] targets, double[] downhill, double[] free)
    {
        int state = protocol.Weights.Length, first = protocol.Motion == Motion.Inertial ? protocol.Dimension : 0, rows = starts.Length / state;
        double[] change = new double[Blocks], offDownhill = new double[Blocks], offFree = new double[Blocks];
        for (int at = 0; at < starts.Length; at++)
        {
            if (at % state >= first)
            {
                int block = (int)((long)(at / state) * Blocks / rows);
                change[block] += (targets[at] - starts[at]) * (targets[at] - starts[at]);
                offDownhill[block] += (targets[at] - downhill[at]) * (targets[at] - downhill[at]);
                offFree[block] += (targets[at] - free[at]) * (targets[at] - free[at]);
            }
        }

        return (change, offDownhill, offFree);
    }
}
