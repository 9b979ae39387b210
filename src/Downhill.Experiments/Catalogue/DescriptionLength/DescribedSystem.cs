using Downhill.Compute;
using Downhill.Experiments.StepFunctions;

namespace Downhill.Experiments.Codes;

/// <summary>A system with its codes: for each data set and each class those of all sizes.</summary>
/// <param name="System">The system.</param>
/// <param name="Ratios">ε over the root mean square change, for each resolution.</param>
/// <param name="Frames">Transitions of a data set.</param>
/// <param name="Codes">Shape [seeds][classes][sizes].</param>
/// <param name="WithoutModel">Bits of the change itself, shape [seeds][resolutions].</param>
internal sealed record DescribedSystem(StepSystem System, double[] Ratios, int Frames, SizedCodes[][][] Codes, double[][] WithoutModel)
{
    /// <summary>Fits and codes everything, side by side on the threads that there are.</summary>
    internal static DescribedSystem Of(StepSystem system, DescriptionLength settings, ExperimentContext context, Rng rng)
    {
        double[] ratios = [.. Enumerable.Range(1, settings.Resolutions).Select(k => Math.Pow(4, -k))];
        SeenSteps[] data = [.. Enumerable.Range(0, settings.Seeds).Select(seed => system.Draw(settings.Frames, rng.Fork(seed)))];
        double[][] resolutions = [.. data.Select(each => ratios.Select(ratio => ratio * Scaling.Of(each).Step).ToArray())];
        int classes = ModelClass.All.Length, done = 0;
        SizedCodes[][][] codes = [.. data.Select(_ => new SizedCodes[classes][])];
        Parallel.For(0, data.Length * classes, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Stop }, k =>
        {
            (int seed, int model) = (k / classes, k % classes);
            codes[seed][model] = SystemCode.Of(ModelClass.All[model], data[seed], resolutions[seed], settings.Steps, rng.Fork(-1 - k), context.Stop);
            context.Tell($"{system.Title}: {Interlocked.Increment(ref done)} of {data.Length * classes} classes and data sets coded");
        });
        return new DescribedSystem(system, ratios, settings.Frames, codes, [.. data.Select((each, seed) => resolutions[seed].Select(resolution => SystemCode.WithoutModel(each, resolution)).ToArray())]);
    }

    /// <summary>The shortest code of a class at a resolution, for each data set.</summary>
    internal SizedCodes[] Best(ModelClass model, int resolution) => [.. Codes.Select(seed => seed[Array.IndexOf(ModelClass.All, model)].MinBy(sized => sized.Codes[resolution].Bits)!)];

    /// <summary>Bits of one class over those of another.</summary>
    internal GeometricMean Factor(ModelClass model, ModelClass over, int resolution) =>
        GeometricMean.Of([.. Best(model, resolution).Zip(Best(over, resolution), (a, b) => a.Codes[resolution].Bits / b.Codes[resolution].Bits)]);

    /// <summary>Bits a frame.</summary>
    internal GeometricMean BitsPerFrame(ModelClass model, int resolution) => GeometricMean.Of([.. Best(model, resolution).Select(best => best.Codes[resolution].Bits / Frames)]);
}
