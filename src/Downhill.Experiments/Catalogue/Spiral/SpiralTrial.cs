using Downhill.Compute;

namespace Downhill.Experiments.Spirals;

/// <summary>A learned landscape, where points that descend in it are at some steps, and what it measures.</summary>
internal sealed record SpiralTrial(Energy Energy, double[][] Frames, SpiralGauge Gauge)
{
    /// <summary>The steps of the frames; the last is where descents end.</summary>
    internal static int[] FrameSteps { get; } = [0, 5, 15, 40, 100, 400];

    internal static SpiralTrial Of(SpiralLesson lesson, int draw, int starts, string words, ExperimentContext context)
    {
        Energy energy = lesson.Learn(draw, words, context);
        context.Tell($"{words}: descending");
        Rng rng = context.Rng.Fork(602).Fork(draw);
        double[][] frames = new SpiralDescent(energy, context.Threads).At(SpiralCurve.Box(starts, rng.Fork(0)), FrameSteps, context.Stop);
        return new(energy, frames, SpiralGauge.Of(energy, frames[0], frames[^1], rng.Fork(1)));
    }
}
