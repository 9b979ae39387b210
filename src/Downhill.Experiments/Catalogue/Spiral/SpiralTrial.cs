using Downhill.Compute;

namespace Downhill.Experiments.Spirals;

/// <summary>A learned landscape, where points that descend in it are at some steps, and what it measures.</summary>
internal sealed record SpiralTrial(Energy Energy, double[][] Frames, SpiralGauge Gauge)
{
    /// <summary>The steps of the frames; the last is where descents end.</summary>
    internal static int[] FrameSteps { get; } = [0, 15, 40, 100, 400, 800];

    internal static string[] FrameNames { get; } = [.. FrameSteps[..^1].Select(step => $"step {step}"), $"step {FrameSteps[^1]}, with momentum"];

    internal static string Words => $"{FrameSteps[^2]} steps of descent, then {FrameSteps[^1] - FrameSteps[^2]} with momentum 0.95, which are worth twenty times as many along the valley";

    internal static SpiralTrial Of(SpiralLesson lesson, int draw, int starts, string words, ExperimentContext context)
    {
        Energy energy = lesson.Learn(draw, words, context);
        context.Tell($"{words}: descending");
        Rng rng = context.Rng.Fork(602).Fork(draw);
        SpiralDescent descent = new(energy, context.Threads);
        double[][] down = descent.At(SpiralCurve.Box(starts, rng.Fork(0)), FrameSteps[..^1], context.Stop);
        double[][] frames = [.. down, descent.Glide(down[^1], FrameSteps[^1] - FrameSteps[^2], context.Stop)];
        return new(energy, frames, SpiralGauge.Of(energy, frames[0], frames[^1], rng.Fork(1)));
    }
}
