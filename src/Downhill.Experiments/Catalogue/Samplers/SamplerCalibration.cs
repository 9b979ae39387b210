using System.Text.Json.Nodes;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Samplers;

/// <summary>Simulation-based calibration of the sampler on eight models.</summary>
public sealed record SamplerCalibration : Experiment
{
    private const double FamilyError = 1e-3, TooWide = 1.3;

    /// <summary>Simulations.</summary>
    [Setting("simulated data sets of each model", Minimum = 50, Maximum = 1_000_000)]
    public int Simulations { get; init; } = 1000;

    /// <summary>Draws.</summary>
    [Setting("draws of each posterior; one less than a multiple of 16", Minimum = 15, Maximum = 4095)]
    public int Draws { get; init; } = 63;

    /// <summary>Trajectories between draws.</summary>
    [Setting("trajectories from one draw to the next", Minimum = 1)]
    public int Thin { get; init; } = 20;

    /// <inheritdoc/>
    public override string Name => "sampler-calibration";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "Parameters drawn from a prior have uniform ranks among draws of their posteriors, in eight models; a posterior 1.3 times too wide is seen.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Simulations = 200, Draws = 15 },
        ExperimentSize.Full => this with { Simulations = 4000, Draws = 127 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        if ((Draws + 1) % Calibration.Bins != 0)
        {
            throw new SettingException($"draws: found {Draws}, expected one less than a multiple of {Calibration.Bins}, so that ranks fill as many bins evenly");
        }

        CalibrationModel[] models = [.. CalibrationModel.All.Take(context.Size == ExperimentSize.Smoke ? 2 : CalibrationModel.All.Count)];
        double level = FamilyError / models.Sum(model => model.Parameters.Count);
        List<Calibration> calibrations = [];
        for (int i = 0; i < models.Length; i++)
        {
            context.Tell($"simulating {models[i].Name}");
            Calibration calibration = Of(models[i], 1, context.Rng.Fork(i), context);
            calibrations.Add(calibration);
            int worst = Worst(calibration);
            yield return AtLeast($"uniform-{models[i].Name}", $"{models[i].Name}: ranks are uniform; the least probability of a χ² as large, of its parameters, is that of {models[i].Parameters[worst]}.", calibration.Probability(worst), level, Simulations);
        }

        Calibration wide = Of(models[0], TooWide * TooWide, context.Rng.Fork(0), context);
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return AtMost("too-wide-caught", $"The posterior of {models[0].Name} made 1.3 times too wide: the probability of a χ² as large.", wide.Probability(0), level, Simulations);
        }

        yield return new Pictured("ranks", "Ranks of true parameters", CalibrationFigures.Ranks(calibrations), "How many simulations fall into each of sixteen bins of ranks, with the band that holds a bin 95 times in a hundred. Uniform means calibrated.");
        yield return new Pictured("too-wide", "A posterior too wide", CalibrationFigures.Ranks([wide]), "The same where the posterior is 1.3 times too wide: the truth is in the middle too often.");
        yield return new Tabulated("Ranks", CalibrationFigures.Table(calibrations, level));
        yield return new Noted("level", level);
        yield return new Noted("models", new JsonObject(calibrations.Select(one => KeyValuePair.Create(one.Model.Name, (JsonNode?)new JsonObject
        {
            ["accepted"] = one.Accepted,
            ["probability"] = new JsonObject(one.Model.Parameters.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)one.Probability(i)))),
        }))));
    }

    private Calibration Of(CalibrationModel model, double temperature, Compute.Rng rng, ExperimentContext context) =>
        Calibration.Of(model, Simulations, Draws, Thin, temperature, rng, context.Stop);

    private static int Worst(Calibration calibration) => Enumerable.Range(0, calibration.Ranks.Length).MinBy(calibration.Probability);
}
