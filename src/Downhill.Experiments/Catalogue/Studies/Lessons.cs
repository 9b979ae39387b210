using Downhill.Experiments.Learning;
using Downhill.Simulation;

namespace Downhill.Experiments.Studies;

/// <summary>The main job inside an experiment: tracks at hand, and what learning finds in them.</summary>
internal static class Lessons
{
    /// <summary>What is learned from tracks of a system that was simulated.</summary>
    /// <param name="system">Whose tracks they are.</param>
    /// <param name="tracks">The tracks.</param>
    /// <param name="interval">Seconds from frame to frame.</param>
    /// <param name="settings">How to learn; seed and threads are the experiment's.</param>
    /// <param name="context">Of the experiment.</param>
    internal static LearnResult Of(SimulatedSystem system, IReadOnlyList<Trajectory> tracks, double interval, LearnSettings settings, ExperimentContext context) =>
        Of(new TrackSource(system.Name, tracks, system.Columns.Count, [.. system.Columns], [.. system.VelocityColumns], interval, []), settings, context);

    /// <summary>What is learned from tracks.</summary>
    internal static LearnResult Of(TrackSource source, LearnSettings settings, ExperimentContext context)
    {
        LearnSettings effective = settings with { Seed = context.Seed, Threads = context.Threads };
        return LearnTracks.Run(LearnTracks.Prepare(effective, source), Journal.InMemory, step => Tell(context, source.Words, step), context.Stop);
    }

    /// <summary>Numbers spread evenly over a range, both ends included.</summary>
    internal static double[] Between(double low, double high, int count) => [.. Enumerable.Range(0, count).Select(i => low + ((high - low) * i / (count - 1)))];

    /// <summary>The number below which a share of the numbers lies.</summary>
    internal static double Quantile(IEnumerable<double> numbers, double share)
    {
        double[] ordered = [.. numbers.Order()];
        return ordered[(int)Math.Clamp(share * ordered.Length, 0, ordered.Length - 1)];
    }

    /// <summary>The Euclidean length of each row of a table, shape [n, width].</summary>
    internal static double[] Lengths(double[] table, int width) => [.. table.Chunk(width).Select(row => Math.Sqrt(row.Sum(v => v * v)))];

    /// <summary>From each point of the plane, shape [n, 2], how far the nearest of others is, shape [m, 2].</summary>
    internal static double[] Distances(double[] points, double[] others) => [.. points.Chunk(2).Select(point =>
    {
        double least = double.PositiveInfinity;
        for (int at = 0; at + 1 < others.Length; at += 2)
        {
            double x = others[at] - point[0], y = others[at + 1] - point[1];
            least = Math.Min(least, (x * x) + (y * y));
        }

        return Math.Sqrt(least);
    })];

    /// <summary>a − b.</summary>
    internal static double[] Difference(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static void Tell(ExperimentContext context, string words, LearnProgress step)
    {
        if (step.Step % 10 == 0)
        {
            context.Tell($"{words}: {step.Doing}, step {step.Step}");
        }
    }
}
