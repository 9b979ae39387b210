using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Operators;

/// <summary>Steps were made by descent, momentum, Newton, multiplicative or turning steps: which, by the likelihood of steps kept aside.</summary>
public sealed record WhichOperator : Experiment
{
    private static readonly OperatorKind[] Kinds = [OperatorKind.Descent, OperatorKind.Multiplicative, OperatorKind.SaddleFree, OperatorKind.Momentum, OperatorKind.Turned];
    private static readonly (string Name, Quartic Energy)[] Systems = [("two wells", Quartic.Wells), ("a bent bowl", Quartic.Bent), ("a curved valley", Quartic.Valley)];

    /// <summary>Tracks of a data set, a quarter of them kept aside.</summary>
    [Setting("tracks of a data set; a quarter of them is kept aside", Minimum = 8, Maximum = 10000)]
    public int Tracks { get; init; } = 60;

    /// <summary>Steps of a track.</summary>
    [Setting("steps of a track", Minimum = 2, Maximum = 1000)]
    public int Steps { get; init; } = 8;

    /// <summary>Data sets of each operator on each landscape with each noise.</summary>
    [Setting("data sets of each operator on each landscape with each noise", Minimum = 1, Maximum = 1000)]
    public int Seeds { get; init; } = 3;

    /// <summary>Steps of L-BFGS.</summary>
    [Setting("steps of L-BFGS for each fit, at most", Minimum = 10)]
    public int Search { get; init; } = 200;

    /// <inheritdoc/>
    public override string Name => "which-operator";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "Steps in a landscape that nobody knows: which rule made them - descent, momentum, Newton, multiplicative or turning - by the likelihood of steps kept aside.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Tracks = 40, Seeds = 1, Search = 80 },
        ExperimentSize.Full => this with { Seeds = 20, Search = 500 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        bool isSmoke = context.Size == ExperimentSize.Smoke;
        double[] noises = isSmoke ? [0.02] : [0.02, 0.1, 0.3, 1];
        Identification[] all = Identify(isSmoke ? Systems[..1] : Systems, noises, context);
        return Accuracies(all, noises).Concat(Settings(all, noises[0])).Concat(isSmoke ? [] : Told(all, noises)).Concat(Pictures(all, noises));
    }

    private Identification[] Identify((string Name, Quartic Energy)[] systems, double[] noises, ExperimentContext context)
    {
        (int System, int Kind, int Noise, int Seed)[] jobs =
            [.. from system in Enumerable.Range(0, systems.Length) from kind in Enumerable.Range(0, Kinds.Length) from noise in Enumerable.Range(0, noises.Length) from seed in Enumerable.Range(0, Seeds) select (system, kind, noise, seed)];
        Identification[] found = new Identification[jobs.Length];
        using ThreadLocal<OperatorModel[]> models = new(() => [.. Kinds.Select(kind => new OperatorModel(kind))]);
        int done = 0;
        Parallel.For(0, jobs.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Stop }, at =>
        {
            (int system, int kind, int noise, int seed) = jobs[at];
            Rng rng = context.Rng.Fork(system).Fork(kind).Fork(noise).Fork(seed);
            OperatorModel truth = models.Value![kind];
            (Moves seen, Moves aside) = Moves.Draw(truth, truth.Kind.Theta(systems[system].Energy), Tracks, Steps, noises[noise], rng);
            found[at] = Judge(systems[system].Name, truth.Kind, noises[noise], models.Value, seen, aside, context.Stop);
            context.Tell($"{Interlocked.Increment(ref done)} of {jobs.Length} data sets");
        });
        return found;
    }

    // The landscape that descent found is a second start for all others: Newton's fit has more than one minimum.
    private Identification Judge(string system, OperatorKind truth, double noise, OperatorModel[] models, Moves seen, Moves aside, CancellationToken stop)
    {
        OperatorFit descent = models[0].Fit(seen, [OperatorKind.Descent.Theta(Quartic.Bowl)], Search, stop);
        OperatorFit[] fits = [descent, .. models[1..].Select(model => model.Fit(seen, [Start(model.Kind, Quartic.Bowl), Start(model.Kind, descent.Energy)], Search, stop))];
        return new(system, truth, noise, fits, [.. fits.Select(fit => fit.LogLikelihoods(aside))]);
    }

    // What is not known does not begin where it is.
    private static double[] Start(OperatorKind kind, Quartic energy) => [.. energy.Theta.Values, .. kind.Unknown.Select(name => name == "step_size" ? 0.5 : 0.1)];

    private IEnumerable<Finding> Accuracies(Identification[] all, double[] noises)
    {
        foreach ((double noise, double bound) in noises.Zip([0.95, 0.9, 0.6]))
        {
            Identification[] here = [.. all.Where(one => one.Noise == noise)];
            double accuracy = here.Average(one => one.IsRight ? 1.0 : 0);
            yield return AtLeast($"accuracy-{Percent(noise)}", $"With noise of {Percent(noise)} % of a step, the share of data sets whose operator is named rightly; by guessing 0.2.", accuracy, bound, here.Length);
        }

        yield return new Noted("accuracy", new JsonObject { ["noise"] = Array(noises), ["share"] = Array(noises.Select(noise => all.Where(one => one.Noise == noise).Average(one => one.IsRight ? 1.0 : 0))) });
        foreach (double noise in noises)
        {
            yield return new Tabulated("Who is taken for whom", Confusion([.. all.Where(one => one.Noise == noise)], noise));
        }

        yield return new Noted("confusion", new JsonObject(noises.Select(noise => KeyValuePair.Create($"{Percent(noise)}", (JsonNode?)new JsonArray(
            [.. Kinds.Select(truth => (JsonNode)Array(Kinds.Select(chosen => (double)all.Count(one => one.Noise == noise && one.Truth == truth && one.Chosen == chosen))))])))));
    }

    private static Report.Listing Confusion(Identification[] here, double noise) => new(
        ["made by \\ named", .. Kinds.Select(kind => kind.Name)],
        [.. Kinds.Select(truth => (string[])[truth.Name, .. Kinds.Select(chosen => $"{here.Count(one => one.Truth == truth && one.Chosen == chosen)}")])])
    {
        Caption = $"Data sets, noise {Percent(noise)} % of a step.",
    };

    /// <summary>Where the operator is the right one, its own setting is found.</summary>
    private IEnumerable<Finding> Settings(Identification[] all, double noise)
    {
        foreach (OperatorKind kind in Kinds.Where(kind => kind.Unknown.Length > 0))
        {
            double[] off = [.. all.Where(one => one.Noise == noise && one.Truth == kind).Select(one => Math.Abs((one.Of(kind).Own[0] / kind.Own[0].Values[0]) - 1))];
            yield return AtMost($"setting-{kind.Id}", $"Of {kind.Name} steps with the least noise its {kind.Unknown[0].Replace('_', ' ')} is found: the mean relative error.", off.Average(), 0.1, off.Length);
        }
    }

    private static IEnumerable<Finding> Told(Identification[] all, double[] noises)
    {
        yield return new Tabulated("By landscape", new Report.Listing(
            ["landscape", .. noises.Select(noise => $"noise {Percent(noise)} %")],
            [.. Systems.Select(system => (string[])[system.Name, .. noises.Select(noise => Number.Format(all.Where(one => one.System == system.Name && one.Noise == noise).Average(one => one.IsRight ? 1.0 : 0), 2))])])
        {
            Caption = "The share that is named rightly.",
        });
        double least = all.Where(one => one.Noise == noises[0]).Average(one => one.IsRight ? 1.0 : 0);
        yield return new Said(new Verdict(least > 0.95 ? Standing.Good : Standing.Warn, "Named", $"{100 * least:F0} % of the data sets with the least noise; operators that agree to first order near a minimum are told apart by how they turn and where they are quick."));
    }

    private static IEnumerable<Finding> Pictures(Identification[] all, double[] noises)
    {
        yield return new Pictured("accuracy", "How often it is named rightly", new Figure("")
        {
            Description = "Share of data sets named rightly for each operator and noise",
            Panels =
            [
                new Panel
                {
                    YLabel = "share named rightly",
                    YRange = new(0, 1),
                    Marks = [.. noises.Select((noise, i) => (Mark)new Bars([.. Kinds.Select(kind => kind.Name)], [.. Kinds.Select(kind => all.Where(one => one.Noise == noise && one.Truth == kind).Average(one => one.IsRight ? 1.0 : 0))]) { Label = $"noise {Percent(noise)} %", Colour = Palette.OfSeries(i) })],
                },
            ],
        }, "For each operator that made the steps. Guessing would name a fifth.");
        yield return new Pictured("margin", "By how much", new Figure("")
        {
            Description = "Nats per step between the true operator and the best other one, against noise",
            Panels =
            [
                new Panel
                {
                    XLabel = "noise over the size of a step",
                    YLabel = "nats a step that the truth gains on the next best",
                    XScale = Scale.Log,
                    Marks = [.. Kinds.Select((kind, i) => (Mark)new Scatter([.. all.Where(one => one.Truth == kind).Select(one => one.Noise * (1 + (0.06 * (i - 2))))], [.. all.Where(one => one.Truth == kind).Select(one => one.Margin)]) { Label = kind.Name, Colour = Palette.OfSeries(i) }), new Line([noises[0] * 0.8, noises[^1] * 1.25], [0, 0]) { Colour = Palette.Grey, Dash = Dash.Dotted }],
                },
            ],
        }, "Each point a data set, on steps kept aside. At zero two operators explain the steps equally well: descent is momentum and turning with nothing of either, so its points lie there, and it is named for having less to tune.");
    }

    private static int Percent(double noise) => (int)Math.Round(100 * noise);

    private static JsonArray Array(IEnumerable<double> numbers) => new([.. numbers.Select(number => double.IsFinite(number) ? JsonValue.Create(number) : null)]);
}
