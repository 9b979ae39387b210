using System.Text.Json.Nodes;
using Downhill.Experiments.Runs;
using Downhill.Experiments.StepFunctions;
using Downhill.Report;

namespace Downhill.Experiments.Codes;

/// <summary>How many bits it takes to tell somebody what a system did, by an energy or by a step function.</summary>
public sealed record DescriptionLength : Experiment
{
    // ε = change / 64: what is compared, and shown by size.
    private const int Shown = 2;

    /// <summary>Transitions described.</summary>
    [Setting("transitions that are described", Minimum = 50, Maximum = 100000)]
    public int Frames { get; init; } = 1000;

    /// <summary>Data sets.</summary>
    [Setting("data sets, each with random weights of its own", Minimum = 2, Maximum = 100)]
    public int Seeds { get; init; } = 4;

    /// <summary>L-BFGS steps of a fit.</summary>
    [Setting("steps of L-BFGS for each fit, at most", Minimum = 10)]
    public int Steps { get; init; } = 1000;

    /// <summary>Resolutions.</summary>
    [Setting("resolutions ε, each a quarter of the one before; the first is a quarter of the usual change", Minimum = 1, Maximum = 12)]
    public int Resolutions { get; init; } = 6;

    /// <summary>Repetitions of the system whose shortest code is known.</summary>
    [Setting("repetitions of the linear map, whose shortest code is known", Minimum = 2)]
    public int Repetitions { get; init; } = 40;

    /// <inheritdoc/>
    public override string Name => "description-length";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Bits to describe what a system did, parameters and residuals together: where it falls an energy is the shorter description, where it turns a step function is.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Frames = 60, Seeds = 2, Steps = 30, Resolutions = 1, Repetitions = 20 },
        ExperimentSize.Full => this with { Frames = 4000, Seeds = 10, Steps = 2000, Resolutions = 8, Repetitions = 100 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        foreach (Finding finding in Codes().Concat(ClosedForm(context)))
        {
            yield return finding;
        }

        DescribedSystem[] systems = [.. new[] { StepSystem.Wells, StepSystem.SwirlingWells }.Select((system, i) => DescribedSystem.Of(system, this, context, context.Rng.Fork(1 + i)))];
        SizedCodes[] all = [.. systems.SelectMany(system => system.Codes).SelectMany(seed => seed).SelectMany(sizes => sizes)];

        // Half a resolution, and rounding of a difference of numbers of order one at the finest.
        yield return AtMost("decodes", "From predictions with the rounded parameters and the multiples that are sent, the receiver has every target to within ε/2.", all.Worst(sized => sized.Farthest), 0.5 + 1e-6, all.Length, "ε");
        foreach (Finding finding in context.Size == ExperimentSize.Smoke ? [] : Compared(systems[0], systems[1]).Concat(Told(systems)))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Codes()
    {
        // 40 001 terms, each right to rounding.
        double[] scales = [0.05, 0.3, 1, 1.99, 2, 30, 700];
        yield return Within("kraft", "The lengths for multiples are those of a code that wastes nothing: 2 to the minus length, summed over all of them, is 1 for every family and scale.", Worst(scales), 1, 1e-11, Families.Count * scales.Length);
        yield return AtMost("kraft-whole", "Those for whole numbers can be read too: summed over the first 100 000 it stays below 1.", Kraft.Sum(100_000), 1, 100_000);

        static double Worst(double[] scales) => Enum.GetValues<Family>().SelectMany(family => scales.Select(scale => Kraft.Sum(family, scale))).Farthest(1);
    }

    private IEnumerable<Finding> ClosedForm(ExperimentContext context)
    {
        int[] frames = context.Size == ExperimentSize.Smoke ? [64, 256] : [64, 256, 1024, 4096];
        context.Tell("coding a linear map");
        LinearMap[] maps = [.. Enumerable.Range(0, Repetitions).Select(r => LinearMap.Random(context.Rng.Fork(0).Fork(r)))];
        double[] measured = [.. frames.Select((n, i) => maps.Select((map, r) => map.Excess(n, context.Rng.Fork(0).Fork(r).Fork(i))).Average())];
        double[] predicted = [.. frames.Select(n => maps.Average(map => map.Predicted(n)))];
        double worst = measured.Zip(predicted, (m, p) => m - p).Farthest(0);

        // How numbers at hand round moves a code by 2.5 bits from repetition to repetition: four standard errors of the mean, and half a bit
        // for what second order leaves out.
        yield return Within("closed-form", "x′ = a x + noise takes the entropy of its residuals, ½ log₂ n for each of two parameters, and the constants of this code: the largest difference from what was predicted without data.", worst, 0, 0.5 + (4 * 2.5 / Math.Sqrt(Repetitions)), frames.Length * Repetitions, "bit");
        yield return AtLeast("lower-bound", "And never less than Rissanen's bound, the entropy and (2/2) log₂ n.", measured.Zip(frames, (m, n) => m - Math.Log2(n)).Min(), 0, frames.Length * Repetitions, "bit");
        yield return new Pictured("closed-form", "A code whose length is known", CodeFigures.Excess(frames, measured, predicted), "Bits beyond the entropy of the residuals of x′ = a x + noise: measured, predicted without data, and Rissanen's bound log₂ n.");
        yield return new Noted("linear_map", new JsonObject { ["frames"] = ArrayOf(frames.Select(n => (double)n)), ["excess_bits"] = ArrayOf(measured), ["predicted_bits"] = ArrayOf(predicted) });
    }

    private IEnumerable<Finding> Compared(DescribedSystem falls, DescribedSystem turns)
    {
        // The bounds say which is shorter; about half the logarithm of what was measured.
        yield return Shorter(falls, ModelClass.Residual, ModelClass.Energy, 1.3);
        yield return Shorter(falls, ModelClass.Plain, ModelClass.Energy, 1.6);
        yield return Shorter(falls, ModelClass.Energy, ModelClass.Radial, 1.5);
        yield return Shorter(turns, ModelClass.Energy, ModelClass.Residual, 1.4);
    }

    private Claimed Shorter(DescribedSystem system, ModelClass longer, ModelClass shorter, double bound)
    {
        int resolution = Math.Min(Shown, Resolutions - 1);
        GeometricMean factor = system.Factor(longer, shorter, resolution);
        return AtLeast(
            $"{system.System.Name}.{Word(shorter)}-before-{Word(longer)}", $"{Capital(system.System.Title)} at ε = {Number.Format(system.Ratios[resolution], 2)} of the change: {longer.Article} takes more bits than {shorter.Article}, by this factor.",
            factor.Value, bound, Seeds, interval: factor.Interval);
    }

    private IEnumerable<Finding> Told(DescribedSystem[] systems)
    {
        int resolution = Math.Min(Shown, Resolutions - 1);
        yield return new Pictured(
            "resolutions", "Bits against resolution", CodeFigures.Resolutions(systems),
            $"The shortest code of each class for {Frames} transitions. Below, where curves flatten, residuals are zero and parameters are all that is sent; above, each halving of ε costs one bit a coordinate.");
        yield return new Pictured(
            "sizes", "Parameters and residuals", CodeFigures.Sizes(systems, [ModelClass.Energy, ModelClass.Residual], resolution),
            $"At ε = {Number.Format(systems[0].Ratios[resolution], 2)} of the change, means over data sets. Small models leave much, large ones cost much; the lowest point of the dark line is the description.");
        foreach (DescribedSystem system in systems)
        {
            yield return new Tabulated("Shortest codes", Table(system, resolution));
            yield return new Noted($"{system.System.Name.Replace('-', '_')}_bits_per_frame", new JsonObject(ModelClass.All.Select(model =>
                KeyValuePair.Create(Word(model), (JsonNode?)ArrayOf(system.Ratios.Select((_, e) => system.BitsPerFrame(model, e).Value))))));
        }

        yield return new Noted("resolutions", ArrayOf(systems[0].Ratios));
        yield return new Said(new Verdict(Standing.Good, "Where it falls", $"a residual network takes {Number.Format(systems[0].Factor(ModelClass.Residual, ModelClass.Energy, resolution).Value, 2)} times the bits of an energy."));
        yield return new Said(new Verdict(Standing.Warn, "Where it turns", $"an energy takes {Number.Format(systems[1].Factor(ModelClass.Energy, ModelClass.Residual, resolution).Value, 2)} times the bits of a residual network: what it cannot say is sent as residuals."));
    }

    private static Report.Listing Table(DescribedSystem system, int resolution) => new(
        ["Class", "Size", "Parameters", "Bits of parameters", "Bits of residuals", "Bits a frame", "95 %"],
        [.. ModelClass.All.Select(model =>
        {
            SizedCodes[] best = system.Best(model, resolution);
            GeometricMean bits = system.BitsPerFrame(model, resolution);
            return (string[])
            [
                model.Name, string.Join(", ", best.Select(sized => sized.Size)), $"{best.Average(sized => sized.Parameters):F0}", $"{best.Average(sized => sized.Codes[resolution].ParameterBits):F0}",
                $"{best.Average(sized => sized.Codes[resolution].ResidualBits):F0}", Number.Format(bits.Value, 3), $"{Number.Format(bits.Low, 3)} to {Number.Format(bits.High, 3)}",
            ];
        })])
    {
        Caption = $"{Capital(system.System.Title)}, ε = {Number.Format(system.Ratios[resolution], 2)} of the change; without a model {Number.Format(system.WithoutModel.Average(bits => bits[resolution]) / system.Frames, 3)} bits a frame. Size: units of each of two layers, or bumps; one for each data set.",
    };

    private static string Word(ModelClass model) => model == ModelClass.Radial ? "bumps" : model.Name.Split(' ')[0];

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static JsonArray ArrayOf(IEnumerable<double> numbers) => [.. numbers.Select(number => (JsonNode)number)];
}
