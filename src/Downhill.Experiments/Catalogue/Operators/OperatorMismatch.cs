using System.Text.Json.Nodes;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Operators;

/// <summary>An energy is learned through the steps of one operator and run under another: the same minima are foretold, and other ways to them measured.</summary>
public sealed record OperatorMismatch : Experiment
{
    private const double Noise = 0.02, Slower = 10;

    // The slowest, the log barrier at the nearer well, loses 1.4 % a step.
    private const int Shown = 300, Settling = 2000;

    /// <summary>Tracks learned from.</summary>
    [Setting("tracks learned from; a quarter of them is kept aside", Minimum = 8, Maximum = 10000)]
    public int Tracks { get; init; } = 80;

    /// <summary>Starts of the ways that are compared.</summary>
    [Setting("starts of the ways that are compared", Minimum = 4, Maximum = 1000)]
    public int Starts { get; init; } = 40;

    /// <summary>Steps of L-BFGS.</summary>
    [Setting("steps of L-BFGS for each fit, at most", Minimum = 10)]
    public int Search { get; init; } = 300;

    /// <inheritdoc/>
    public override string Name => "operator-mismatch";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "An energy learned through one operator and run under another: the same minima, by other ways; how far apart, and what learning through the wrong operator costs.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Tracks = 24, Starts = 8, Search = 80 },
        ExperimentSize.Full => this with { Tracks = 400, Starts = 400, Search = 1000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        bool isSmoke = context.Size == ExperimentSize.Smoke;
        OperatorKind[] kinds = isSmoke
            ? [OperatorKind.Descent, OperatorKind.Momentum, OperatorKind.Multiplicative]
            : [OperatorKind.Descent, OperatorKind.Proximal, OperatorKind.Momentum, OperatorKind.SaddleFree, OperatorKind.Multiplicative, OperatorKind.Barrier];
        OperatorModel[] models = [.. kinds.Select(kind => new OperatorModel(kind))];
        (Moves Seen, Moves Aside)[] data = [.. models.Select((model, a) => Moves.Draw(model, model.Kind.Theta(Quartic.Wells), Tracks, 8, Noise, context.Rng.Fork(a)))];
        OperatorFit[] fits = [.. models.Select((model, a) => Fit(models[0], model, data[a].Seen, context))];
        double[] starts = Moves.Starts(Starts, context.Rng.Fork(-1));
        Runner[] runners = [.. kinds.Select(kind => new Runner(kind))];
        Course[][] courses = Courses(runners, fits, starts, Shown, Settling, 1, context);
        return Minima(runners[0], fits, courses)
            .Concat(Ways(kinds, courses, isSmoke ? null : Courses(runners, fits, starts, Shown * (int)Slower, 0, Slower, context)))
            .Concat(isSmoke ? [] : Wrong(runners[0], models, data, context))
            .Concat(Pictures(kinds, fits, courses, isSmoke ? 3 : 6));
    }

    // From the landscape that descent finds in the steps: from far away the searches of proximal steps and of Newton's have other minima.
    private OperatorFit Fit(OperatorModel descent, OperatorModel model, Moves seen, ExperimentContext context)
    {
        context.Tell($"learning through {model.Kind.Name}");
        OperatorFit first = descent.Fit(seen, [descent.Kind.Theta(Quartic.Bowl)], Search, context.Stop);
        return model.Fit(seen, [Start(model, Quartic.Bowl), Start(model, first.Energy)], Search, context.Stop);
    }

    private static double[] Start(OperatorModel model, Quartic energy) => [.. energy.Theta.Values, .. model.Kind.Unknown.Select(_ => 0.4)];

    /// <summary>Run under [b] on the energy learned through [a].</summary>
    private static Course[][] Courses(Runner[] runners, OperatorFit[] fits, double[] starts, int steps, int more, double slower, ExperimentContext context) =>
        [.. fits.Select(fit => (fit.Kind, fit.Energy)).Select(fit => runners.Select(runner =>
        {
            context.Tell($"the energy of {fit.Kind.Name} under {runner.Kind.Name}");
            context.Stop.ThrowIfCancellationRequested();
            return runner.Run(fit.Energy, starts, steps, more, slower);
        }).ToArray())];

    private IEnumerable<Finding> Minima(Runner descent, OperatorFit[] fits, Course[][] courses)
    {
        double[][] truth = Bottoms(descent, Quartic.Wells);
        double[][][] learned = [.. fits.Select(fit => Bottoms(descent, fit.Energy))];
        double off = courses.Select((row, a) => row.Worst(course => course.Ends.Worst(end => Nearest(end, learned[a])))).Worst();
        yield return AtMost("same-minima", "Whatever it was learned through and whatever it is run under, every start ends in a minimum of the learned energy: the largest distance.", off, 1e-6, fits.Length * fits.Length * Starts);
        double moved = learned.Worst(bottoms => Math.Max(truth.Worst(bottom => Nearest(bottom, bottoms)), bottoms.Worst(bottom => Nearest(bottom, truth))));
        yield return AtMost("minima-learned", "And those are the true minima, all of them and no others, up to the noise that it was learned from: the largest distance.", moved, 0.05, fits.Length);
        double[] errors = [.. fits.Select(fit => ForceError(fit.Energy))];
        yield return AtMost("forces-learned", "Forces are right from every operator's steps: the relative error over the region seen, of the worst.", errors.Worst(), 0.1, fits.Length);
        yield return new Noted("force_error", new JsonObject(fits.Select((fit, a) => KeyValuePair.Create(fit.Kind.Id, (JsonNode?)errors[a]))));
    }

    private IEnumerable<Finding> Ways(OperatorKind[] kinds, Course[][] courses, Course[][]? flows)
    {
        double[][] apart = Table(courses, (a, b) => a.Apart(b)), parted = Table(courses, (a, b) => a.Parted(b));
        yield return new Noted("operators", new JsonArray([.. kinds.Select(kind => (JsonNode)kind.Id)]));
        yield return new Noted("paths_apart", Array(apart));
        yield return new Noted("other_minimum", Array(parted));
        yield return new Tabulated("Ways apart", Listing(kinds, apart, "Learned through the row, run under the column: mean distance from the way of the row's own operator at equal shares of the way, over the distance from start to end."));
        yield return new Tabulated("Ways apart", Listing(kinds, parted, "The share of starts that end in another minimum than under the row's own operator."));
        foreach (Finding finding in flows is null ? Alone() : Foretold(Table(flows, (a, b) => a.Apart(b))))
        {
            yield return finding;
        }

        IEnumerable<Finding> Alone() => [AtLeast("ways-differ", "The ways differ: of multiplicative steps from those of descent.", apart[0][^1], 0.01)];

        IEnumerable<Finding> Foretold(double[][] flow)
        {
            int[] plain = [.. Enumerable.Range(0, kinds.Length).Where(k => kinds[k] != OperatorKind.Momentum)];
            double off = plain.Worst(a => plain.Worst(b => Math.Abs(apart[a][b] - flow[a][b])));
            yield return AtMost("ways-foretold", "How far apart is foretold by flows x′ = −M(x) ∇E, M = 1, |H|⁻¹, x and x²: the largest difference from steps a tenth as long, momentum left out.", off, 0.03, plain.Length * plain.Length);
            int proximal = System.Array.IndexOf(kinds, OperatorKind.Proximal), multiplicative = System.Array.IndexOf(kinds, OperatorKind.Multiplicative), newton = System.Array.IndexOf(kinds, OperatorKind.SaddleFree);
            yield return AtMost("same-flow", "Descent and the proximal step have one flow.", flow[0][proximal], 0.02);
            yield return AtLeast("other-flow", "Newton's and multiplicative steps have others: the nearer of the two to descent's.", Math.Min(flow[0][multiplicative], flow[0][newton]), 0.02);
            yield return new Noted("flows_apart", Array(flow));
            yield return new Tabulated("Ways apart", Listing(kinds, flow, "The same as the first table with steps a tenth as long: what the flows foretell. Momentum in small steps becomes descent."));
        }
    }

    /// <summary>Data of [a], explained by [b].</summary>
    private IEnumerable<Finding> Wrong(Runner descent, OperatorModel[] models, (Moves Seen, Moves Aside)[] data, ExperimentContext context)
    {
        double[][] truth = Bottoms(descent, Quartic.Wells);
        OperatorFit[][] fits = [.. data.Select(pair => models.Select(model => Fit(models[0], model, pair.Seen, context)).ToArray())];
        double[][] left = [.. fits.Select((row, a) => row.Select(fit => fit.Error(data[a].Aside)).ToArray())];
        double[][] moved = [.. fits.Select(row => row.Select(fit => Bottoms(descent, fit.Energy) is { Length: > 0 } found ? truth.Worst(bottom => Nearest(bottom, found)) : double.NaN).ToArray())];
        OperatorKind[] kinds = [.. models.Select(model => model.Kind)];
        yield return new Noted("left_over", Array(left));
        yield return new Noted("minima_moved", Array(moved));
        yield return new Tabulated("Learned through the wrong operator", Listing(kinds, left, $"Steps of the row, explained by the column: what is left over of a step kept aside; the noise is {Noise}."));
        yield return new Tabulated("Learned through the wrong operator", Listing(kinds, moved, "How far the minima so learned are from the true ones: rest is rest under every operator, and what moves them is what the wrong one leaves over."));
        double own = Enumerable.Range(0, kinds.Length).Worst(a => left[a][a]);

        // A row's operator explains its own steps to the noise: the deviation of the noise over the root mean square of noisy steps.
        yield return AtMost("own-explains", "An operator explains its own steps to the noise, 0.02 of a step: the worst.", own, 0.03, kinds.Length);
        double[] near = [.. moved.SelectMany(row => row).Order()];
        yield return AtMost("minima-kept", "An energy that is learned through the wrong operator still has the right minima: how far they move, in the middle of all pairs.", near[near.Length / 2], 0.1, near.Length);
    }

    private static IEnumerable<Finding> Pictures(OperatorKind[] kinds, OperatorFit[] fits, Course[][] courses, int panels)
    {
        Bounds range = new(Quartic.Middle - 1.6, Quartic.Middle + 1.6);
        Quartic[] energies = [.. fits.Select(fit => fit.Energy)];
        Panel Of(int a) => new()
        {
            Title = $"learned through {kinds[a].Name}",
            XLabel = "x₁",
            YLabel = "x₂",
            XRange = range,
            YRange = range,
            EqualAspect = true,
            Marks =
            [
                new Contours(Grid.Of((x, y) => Math.Min(energies[a].At(x, y), 4), range, range, 60, 60)) { Colour = Palette.Grey, Count = 14, Opacity = 0.35 },
                .. kinds.SelectMany((kind, b) => courses[a][b].Paths.Take(6).Select((path, i) => (Mark)new Line([.. path.Select(x => x[0])], [.. path.Select(x => x[1])]) { Label = i == 0 ? kind.Name : null, Colour = Palette.OfSeries(b), Width = 1.4 })),
            ],
        };
        yield return new Pictured("ways", "Ways to the same minima", new Figure("")
        {
            Width = 1080,
            Columns = 3,
            Description = "Paths of every operator on the energies that were learned through each of them",
            Panels = [.. Enumerable.Range(0, Math.Min(panels, kinds.Length)).Select(Of)],
        }, "From six starts. Each panel an energy, learned through one operator; each colour an operator that runs on it. All end in the wells; multiplicative and log-barrier steps are quick where coordinates are large, Newton's go straight, momentum overshoots.");
    }

    /// <summary>Where descent from a lattice comes to rest, within the region seen; the lattice does not hold the middle, a saddle.</summary>
    private static double[][] Bottoms(Runner descent, Quartic energy)
    {
        double[] lattice = [.. from i in Enumerable.Range(0, 7) from j in Enumerable.Range(0, 7) from x in new[] { 0.83 + (0.38 * i), 0.83 + (0.38 * j) } select x];
        double[][] ends = descent.Run(energy, lattice, 0, 1500).Ends, later = descent.Run(energy, [.. ends.SelectMany(end => end)], 0, 100).Ends;
        List<double[]> bottoms = [];
        foreach ((double[] end, double[] after) in ends.Zip(later))
        {
            bool isAtRest = Course.Distance(end, after) < 1e-8 && end.All(x => x is > 0 and < 4);
            if (isAtRest && bottoms.TrueForAll(bottom => Course.Distance(bottom, end) > 0.01))
            {
                bottoms.Add(end);
            }
        }

        return [.. bottoms];
    }

    private static double Nearest(double[] point, double[][] among) => among.Length == 0 ? double.PositiveInfinity : among.Min(other => Course.Distance(point, other));

    private static double ForceError(Quartic energy)
    {
        double[] lattice = [.. from i in Enumerable.Range(0, 15) from j in Enumerable.Range(0, 15) from x in new[] { 0.7 + (0.185 * i), 0.7 + (0.185 * j) } select x];
        double[] exact = Landscape.Of(Quartic.Wells).Evaluate(lattice).Gradients, found = Landscape.Of(energy).Evaluate(lattice).Gradients;
        return Compare.Length(Compare.Difference(found, exact)) / Compare.Length(exact);
    }

    // Each cell beside the diagonal of its row.
    private static double[][] Table(Course[][] courses, Func<Course, Course, double> measure) => [.. courses.Select((row, a) => row.Select(course => measure(row[a], course)).ToArray())];

    private static Report.Listing Listing(OperatorKind[] kinds, double[][] table, string caption) => new(
        ["", .. kinds.Select(kind => kind.Name)], [.. table.Select((row, a) => (string[])[kinds[a].Name, .. row.Select(value => Number.Format(value, 2))])])
    { Caption = caption };

    private static JsonArray Array(double[][] table) => new([.. table.Select(row => new JsonArray([.. row.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)]))]);
}
