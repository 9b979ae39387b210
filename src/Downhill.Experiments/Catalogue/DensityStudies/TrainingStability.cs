using System.Text.Json.Nodes;
using Downhill.Densities;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.DensityStudies;

/// <summary>Many short trainings by every default recipe, and by bad ones: does any diverge without its being said, and does each come back?</summary>
public sealed record TrainingStability : Experiment
{
    private const int MostListed = 40;

    /// <summary>Which objectives.</summary>
    [Setting("which objectives")]
    public string[] Objectives { get; init; } = [.. Contender.All.Where(one => one.Kind is Aim.Density or Aim.Slope).Select(one => one.Name), "margin"];

    /// <summary>Which densities.</summary>
    [Setting("which densities")]
    public string[] Densities { get; init; } = [.. KnownDensities.All.Select(known => known.Name)];

    /// <summary>Seeds.</summary>
    [Setting("seeds of every recipe on every density", Minimum = 1, Maximum = 1000)]
    public int Seeds { get; init; } = 8;

    /// <summary>Seeds with bad settings.</summary>
    [Setting("seeds with bad settings", Minimum = 1, Maximum = 1000)]
    public int BadSeeds { get; init; } = 3;

    /// <summary>Steps of a training.</summary>
    [Setting("steps of a training", Minimum = 10, Maximum = 1_000_000)]
    public int Steps { get; init; } = 150;

    /// <summary>Samples of a training.</summary>
    [Setting("samples of a training", Minimum = 200, Maximum = 1_000_000)]
    public int Samples { get; init; } = 2000;

    /// <summary>How much too large the bad step is.</summary>
    [Setting("how many times the default step size the bad one is", Above = 1, Maximum = 1e6)]
    public double Factor { get; init; } = 100;

    /// <inheritdoc/>
    public override string Name => "training-stability";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "No default recipe diverges unnoticed on eight densities, and steps a hundred times too large are noticed, named and rolled back wherever they do harm, and mostly end well.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Objectives = ["likelihood", "denoising"], Densities = ["moons"], Seeds = 1, BadSeeds = 1, Steps = 60, Samples = 500, Factor = 1e4 },
        ExperimentSize.Full => this with { Seeds = 50, BadSeeds = 10, Steps = 400 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        StabilityTrial[] usual = [.. Trials(context, Seeds, 1)], bad = [.. Trials(context, BadSeeds, Factor)];
        yield return AtMost("default-unnoticed", "Default recipes: trainings that ended as no number, or a nat worse than they began, without a word.", usual.Count(trial => trial is { HasDiverged: true, IsNoticed: false }), 0, usual.Length);
        yield return AtMost("default-lost", "Default recipes: trainings that a watchdog stopped and that did not end well.", usual.Count(trial => trial.IsNoticed && (!trial.IsFinished || trial.HasDiverged)), 0, usual.Length);
        yield return AtMost("bad-unnoticed", $"Steps {Factor:G4} times too large: trainings that ended as no number, or a nat worse than they began, without a word.", bad.Count(trial => trial is { HasDiverged: true, IsNoticed: false }), 0, bad.Length);
        int stopped = bad.Count(trial => trial.IsNoticed);
        yield return AtLeast("bad-recovered", $"Steps {Factor:G4} times too large: of the trainings that a watchdog stopped, the share that ended well; the others gave up with their cause, or ended worse than they began after it was said.", stopped == 0 ? 1 : bad.Count(trial => trial is { IsNoticed: true, IsFinished: true, HasDiverged: false }) / (double)stopped, 0.6, stopped);
        yield return AtLeast("bad-noticed", $"Steps {Factor:G4} times too large: trainings that a watchdog stopped, so that the claims above say something.", stopped, 1, bad.Length);
        yield return new Pictured("outcomes", "How trainings ended", Picture(usual, bad), "⟨−ln q⟩ of fresh samples after learning, less that before it: below 0 learning helped, above 1 it counts as diverged.");
        yield return new Tabulated("By objective", ByObjective("Default settings", usual));
        yield return new Tabulated("By objective", ByObjective($"Steps {Factor:G4} times too large", bad));
        yield return new Tabulated("What the watchdogs said", Said([.. usual, .. bad]));
        yield return new Noted("default", ToJson(usual));
        yield return new Noted("bad", ToJson(bad));
    }

    private IEnumerable<StabilityTrial> Trials(ExperimentContext context, int seeds, double factor)
    {
        foreach (string objective in Objectives)
        {
            foreach (string density in Densities)
            {
                for (int seed = 0; seed < seeds; seed++)
                {
                    context.Stop.ThrowIfCancellationRequested();
                    context.Tell($"{objective} on {density}, seed {seed + 1} of {seeds}, step times {factor:G4}");
                    yield return StabilityTrial.Of(Contender.Named(objective), density, Samples, Steps, factor, seed, context.Rng.Fork(seed), context.Threads);
                }
            }
        }
    }

    private static Figure Picture(StabilityTrial[] usual, StabilityTrial[] bad) => new("")
    {
        Width = 760,
        Height = 300,
        Columns = 2,
        Description = "Histograms of the change of the negative log-likelihood",
        Panels = [PanelOf("default settings", usual), PanelOf("steps too large", bad)],
    };

    private static Panel PanelOf(string title, StabilityTrial[] trials) => new()
    {
        Title = title,
        XLabel = "change of ⟨−ln q⟩ (nat)",
        YLabel = "trainings",
        Legend = Legend.None,
        Marks = [new Histogram([.. trials.Select(trial => Math.Clamp(trial.After - trial.Before, -10, 10))]) { Density = false, Bins = 40, Colour = Palette.Blue }],
    };

    private static Report.Listing ByObjective(string caption, StabilityTrial[] trials) => new(
        ["Objective", "trainings", "stopped by a watchdog", "of these, ended well", "gave up", "diverged without a word", "median change of ⟨−ln q⟩"],
        [.. trials.GroupBy(trial => trial.Objective).Select(group => (string[])
        [
            group.Key,
            $"{group.Count()}",
            $"{group.Count(trial => trial.IsNoticed)}",
            $"{group.Count(trial => trial is { IsNoticed: true, IsFinished: true, HasDiverged: false })}",
            $"{group.Count(trial => !trial.IsFinished)}",
            $"{group.Count(trial => trial is { HasDiverged: true, IsNoticed: false })}",
            Number.Format(group.Select(trial => trial.After - trial.Before).Order().ElementAt(group.Count() / 2), 3),
        ])])
    { Caption = caption };

    private static Report.Listing Said(StabilityTrial[] trials)
    {
        (StabilityTrial Trial, string Cause)[] said = [.. trials.SelectMany(trial => trial.Causes.Append(trial.Failure).Where(cause => cause.Length > 0).Select(cause => (trial, cause)))];
        return new(["Objective", "density", "seed", "cause"], [.. said.Take(MostListed).Select(one => (string[])[one.Trial.Objective, one.Trial.Density, $"{one.Trial.Seed + 1}", one.Cause])])
        {
            Caption = said.Length > MostListed ? $"The first {MostListed} of {said.Length}." : "All of them.",
        };
    }

    private static JsonObject ToJson(StabilityTrial[] trials) => new()
    {
        ["trainings"] = trials.Length,
        ["noticed"] = trials.Count(trial => trial.IsNoticed),
        ["recovered"] = trials.Count(trial => trial is { IsNoticed: true, IsFinished: true, HasDiverged: false }),
        ["gave_up"] = trials.Count(trial => !trial.IsFinished),
        ["unnoticed"] = trials.Count(trial => trial is { HasDiverged: true, IsNoticed: false }),
        ["worst"] = new JsonArray([.. trials.Where(trial => trial.HasDiverged || !trial.IsFinished).Take(MostListed).Select(trial => new JsonObject { ["objective"] = trial.Objective, ["density"] = trial.Density, ["seed"] = trial.Seed, ["before"] = Learning.LearnSummary.Number(trial.Before), ["after"] = Learning.LearnSummary.Number(trial.After), ["failure"] = trial.Failure })]),
    };
}
