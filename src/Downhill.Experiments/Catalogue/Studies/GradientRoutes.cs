using System.Text.Json.Nodes;
using Downhill.Dynamics;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>The routes of a gradient through a descent inside a loss, beside one another: what each errs by, costs, and learns to.</summary>
/// <remarks>
/// On two problems that could not differ more. Units that settle: a hundred steps arrive at a minimum, and the loss is about where it is.
/// Tracks: ten short steps are under way, no minimum is near, and the loss is about the steps.
/// </remarks>
public sealed record GradientRoutes : Experiment
{
    private const int SettlingSteps = 150;
    private const int TrackSteps = 10;
    private const int Inputs = 24;

    private static readonly (string Name, GradientRoute Route)[] Routes =
    [
        ("full", GradientRoute.Full),
        ("recomputed", GradientRoute.Recompute),
        ("checkpoints", GradientRoute.Checkpoints),
        ("truncated", GradientRoute.Truncated(4)),
        ("implicit", GradientRoute.Implicit),
        ("nudged", GradientRoute.Nudged),
    ];

    /// <summary>Units that settle where errors are measured and where it is learned.</summary>
    [Setting("units that settle, where errors are measured and where it is learned", Minimum = 3, Maximum = 64)]
    public int Units { get; init; } = 6;

    /// <summary>Steps of Adam.</summary>
    [Setting("steps of Adam for each route", Minimum = 10, Maximum = 1_000_000)]
    public int LearningSteps { get; init; } = 1000;

    /// <summary>K where time is measured.</summary>
    [Setting("steps of the loop where time is measured, ascending", Minimum = 1, Maximum = 100_000)]
    public int[] Steps { get; init; } = [16, 32, 64, 128, 256, 512];

    /// <summary>K where memory is measured.</summary>
    [Setting("steps of the loop where memory is measured, ascending", Minimum = 1, Maximum = 1_000_000)]
    public int[] LongSteps { get; init; } = [1024, 2048, 4096, 8192];

    /// <summary>Units that settle where time and memory are measured.</summary>
    [Setting("units that settle, where time and memory are measured", Minimum = 3, Maximum = 1024)]
    public int CostUnits { get; init; } = 24;

    /// <summary>Rounds of timing.</summary>
    [Setting("rounds of timing; the median counts", Minimum = 1, Maximum = 10_000)]
    public int Repeats { get; init; } = 21;

    /// <inheritdoc/>
    public override string Name => "gradient-routes";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "A gradient through a descent can be had through all its steps, through its last, from the minimum alone, or by nudging: each errs as its theory says, and a certificate tells which may be used where.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Units = 4, LearningSteps = 20, Steps = [8, 16], LongSteps = [64], CostUnits = 6, Repeats = 1 },
        ExperimentSize.Full => this with { LearningSteps = 20_000, Steps = [16, 32, 64, 128, 256, 512, 1024, 2048], LongSteps = [1024, 2048, 4096, 8192, 16384, 32768], Repeats = 51 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RouteProblem settling = RouteProblem.Settling(Units, Inputs, SettlingSteps, context.Rng.Fork(61)), tracks = RouteProblem.Tracks(16, 2 * Inputs, TrackSteps, context.Rng.Fork(62));
        bool isWhole = context.Size != ExperimentSize.Smoke;
        return Agreement(context, settling, tracks).Concat(Errors(context, settling)).Concat(isWhole ? Time(context).Concat(Memory(context)) : []).Concat(Learned(context, settling, tracks, isWhole));
    }

    private IEnumerable<Finding> Agreement(ExperimentContext context, RouteProblem settling, RouteProblem tracks)
    {
        context.Tell("comparing every route with differences");
        double[] atMinimum = settling.Differences(), underWay = tracks.Differences();
        double[][] settled = [.. Routes.Select(route => settling.Gradient(route.Route))], moving = [.. Routes.Select(route => tracks.Gradient(route.Route))];
        double apart = new[] { settled, moving }.Worst(found => found[1..3].Worst(other => Compare.Largest(Compare.Difference(other, found[0]))));
        double[] errors = [.. settled.Select(found => Compare.Relative(found, atMinimum))], errorsOnTheWay = [.. moving.Select(found => Compare.Relative(found, underWay))];

        yield return AtMost("same-bits", "Full, recomputed and checkpointed gradients have the same bits on both problems.", apart, 0, 2 * (settled[0].Length + moving[0].Length));
        yield return AtMost("differences-settling", "Through all steps and from the minimum, the gradient of settled units is Richardson's differences: the largest relative error.", Math.Max(errors[..3].Worst(), errors[4]), 1e-8, atMinimum.Length);
        yield return AtMost("differences-tracks", "Through all steps, the gradient of tracks is Richardson's differences.", errorsOnTheWay[..3].Worst(), 1e-8, underWay.Length);
        yield return AtLeast("minimum-wrong", "Taking the end of a track for a minimum gives a wrong gradient, by this share.", errorsOnTheWay[4], 0.1, underWay.Length);

        RouteCertificate there = settling.Certificate(), going = tracks.Certificate();
        (GradientRoute forSettling, string whySettling) = there.Choose(1e-8);
        (GradientRoute forTracks, string whyTracks) = going.Choose(1e-8);
        yield return Within("certificate-settling", "For settled units the certificate chooses the minimum alone, which costs no way back.", forSettling == GradientRoute.Implicit ? 1 : 0, 1, 0);
        yield return Within("certificate-tracks", "For tracks it chooses all steps.", forTracks == GradientRoute.Checkpoints ? 1 : 0, 1, 0);
        yield return AtMost("certificate-right", "What it chooses is right on both: the larger relative error.", Math.Max(Compare.Relative(settling.Gradient(forSettling), atMinimum), Compare.Relative(tracks.Gradient(forTracks), underWay)), 1e-8, 2);
        yield return new Noted("relative_errors", new JsonObject { ["routes"] = new JsonArray([.. Routes.Select(route => (JsonNode)route.Name)]), ["settling"] = Array(errors), ["tracks"] = Array(errorsOnTheWay) });
        yield return new Said(new Verdict(Standing.Good, "Settled units", $"The certificate says: {whySettling}."));
        yield return new Said(new Verdict(Standing.Good, "Tracks", $"The certificate says: {whyTracks}."));
        yield return new Tabulated("Every route beside differences", new Report.Listing(["Route", "Settled units", "Tracks"], [.. Routes.Select((route, i) => (string[])[route.Name, Number.Format(errors[i], 2), Number.Format(errorsOnTheWay[i], 2)])])
        {
            Caption = $"The largest relative error of the gradient. Truncated: the last four steps. Nudged: by β = 0.01. Settled units: {SettlingSteps} steps, which arrive; tracks: {TrackSteps} short steps.",
            Numbers = [1, 2],
        });
    }

    private IEnumerable<Finding> Errors(ExperimentContext context, RouteProblem settling)
    {
        bool isWhole = context.Size != ExperimentSize.Smoke;
        int[] lasts = isWhole ? [1, 2, 4, 8, 16, 32, 64, 128] : [1, 2, 4, 8, 16], stops = isWhole ? [10, 20, 30, 40, 50, 60, 70, 80, 90] : [10, 14, 18];
        RouteErrors errors = RouteErrors.Of(settling, lasts, Compare.Halvings(0.5, isWhole ? 10 : 5), stops, context);
        double rate = Math.Pow(errors.Truncated[^2] / errors.Truncated[^3], 1 / (errors.Lasts[^2] - errors.Lasts[^3]));

        yield return AtMost("truncated-bound", "Looking back over the last K′ steps only misses at most Σ |∂²E/∂y∂θ| |H⁻¹ dC/dy| |I − ηH|ᴷ′, here relative to that.", errors.Truncated.Zip(errors.Bound, (error, bound) => error / bound).Worst(), 1, lasts.Length);

        // The sum over rows falls at the slowest row's rate once the others have died out; before that, faster.
        yield return AtMost("truncated-rate", "It falls by the factor |I − ηH| a step or faster, here relative to that.", rate / errors.Contraction, 1 + 1e-9, 2);
        if (isWhole)
        {
            // Orders are exact in the limit; the first nudges and slopes are large, so the last five are judged. Rounding is 10⁻¹⁶ / β.
            yield return Within("nudged-once", "Nudged one way, equilibrium propagation errs by βᵖ with this p.", Compare.Order(errors.Nudges[^5..], errors.OneSided[^5..]), 1, 0.02, 5);
            yield return Within("nudged-both", "Nudged both ways, with this.", Compare.Order(errors.Nudges[^5..], errors.Centred[^5..]), 2, 0.02, 5);
            // The slope is the worst row's, and rows change places as the faster ones die out.
            yield return Within("implicit-slope", "Stopped before the minimum, the implicit gradient errs as the slope that is left to this power.", Compare.Order(errors.Slopes[^5..], errors.Implicit[^5..]), 1, 0.1, 5);
            yield return Within("nudged-slope", "And so does the nudged one.", Compare.Order(errors.Slopes[^5..], errors.Unsettled[^5..]), 1, 0.2, 5);
        }

        yield return new Noted("errors", new JsonObject
        {
            ["last_steps"] = Array(errors.Lasts),
            ["truncated"] = Array(errors.Truncated),
            ["bound"] = Array(errors.Bound),
            ["contraction"] = errors.Contraction,
            ["nudge"] = Array(errors.Nudges),
            ["nudged_once"] = Array(errors.OneSided),
            ["nudged_both"] = Array(errors.Centred),
            ["slope"] = Array(errors.Slopes),
            ["implicit"] = Array(errors.Implicit),
            ["nudged_unsettled"] = Array(errors.Unsettled),
        });
        yield return new Pictured("errors", "What each route errs by", RouteFigures.Errors(errors), "How far the gradient is from the minimum's own, in the Euclidean norm. Left: looking back over the last K′ steps only, below its bound (dashed). Middle: equilibrium propagation against its nudge β; one way it errs by β, both ways by β² (dotted). Right: a descent that was stopped early errs as the slope that it left.");
    }

    private IEnumerable<Finding> Time(ExperimentContext context)
    {
        GradientRoute truncated = GradientRoute.Truncated(8), conjugate = new AtMinimum { Iterations = 12 };
        RouteCosts costs = RouteCosts.Of([.. Routes[..3], ("last 8 steps", truncated), ("implicit, conjugate gradients", conjugate), ("nudged", GradientRoute.Nudged)], Steps, CostUnits, 64, Repeats, context);
        double[] full = costs.Of(GradientRoute.Full), again = costs.Of(GradientRoute.Recompute), stored = costs.Of(GradientRoute.Checkpoints), implicitly = costs.Of(conjugate);

        // Work is proportional to K; what a batch costs besides bends the small K up.
        yield return Within("time", "The time of a gradient through all K steps goes as K to this power.", Compare.Order(costs.Steps, again), 1, 0.2, Steps.Length);
        yield return AtMost("time-recomputed", "Keeping the states only costs at most this much more time than keeping everything, at the largest K.", again[^1] / full[^1], 2, Repeats);
        yield return AtMost("time-checkpoints", "Checkpoints, which run forward twice, at most this much more than keeping the states.", stored[^1] / again[^1], 2, Repeats);
        yield return AtMost("time-implicit", "From the minimum it takes at most this share of the time through all steps, at the largest K.", implicitly[^1] / again[^1], 0.75, Repeats);
        yield return AtMost("time-truncated", "And so it does through the last 8 steps.", costs.Of(truncated)[^1] / again[^1], 0.75, Repeats);
        yield return new Noted("time", new JsonObject
        {
            ["K"] = Array(costs.Steps),
            ["ms"] = new JsonObject(costs.Routes.Select((route, i) => KeyValuePair.Create(route.Name, (JsonNode?)Array(costs.Milliseconds[i])))),
            ["units"] = CostUnits,
        });
        yield return new Pictured("time", "What each route costs", RouteFigures.Time(costs), $"Milliseconds of a gradient on 64 rows of {CostUnits} units that settle, on one thread in double. Dotted: proportional to K. Nudging relaxes three times, and needs no second derivative.");
    }

    private IEnumerable<Finding> Memory(ExperimentContext context)
    {
        context.Tell("measuring memory");
        const int Tile = 32;
        RouteCosts.Memory(CostUnits, Tile, 2, GradientRoute.Full, context);
        double[] steps = [.. LongSteps.Select(k => (double)k)];
        double[][] memory = [.. Routes[..3].Select(route => LongSteps.Select(k => RouteCosts.Memory(CostUnits, Tile, k, route.Route, context)).ToArray())];
        yield return Within("memory-full", "Where everything is kept, memory goes as K to this power.", Compare.Order(steps, memory[0]), 1, 0.25, LongSteps.Length);
        yield return Within("memory-recomputed", "Where the states are kept, too.", Compare.Order(steps, memory[1]), 1, 0.25, LongSteps.Length);
        yield return AtMost("memory-checkpoints", "Checkpoints take at most this share of what the states take, at the largest K; 2/√K and a MiB or two of noise.", memory[2][^1] / memory[1][^1], 0.2);
        yield return new Noted("memory", new JsonObject { ["K"] = Array(steps), ["mib_full"] = Array(memory[0]), ["mib_recomputed"] = Array(memory[1]), ["mib_checkpoints"] = Array(memory[2]), ["units"] = CostUnits });
        yield return new Pictured("memory", "What each route keeps", RouteFigures.Memory(steps, memory), $"By how much the process grows when a gradient through K steps on {Tile} rows of {CostUnits} units is planned and computed for the first time; small numbers are good to a MiB or two. Dotted: proportional to K and to √K.");
    }

    private IEnumerable<Finding> Learned(ExperimentContext context, RouteProblem settling, RouteProblem tracks, bool isWhole)
    {
        (string Name, GradientRoute Route)[] routes = [("all steps", GradientRoute.Recompute), ("last step", GradientRoute.Truncated(1)), ("implicit", GradientRoute.Implicit), ("nudged", GradientRoute.Nudged)];
        RouteFit[] settled = [.. routes.Select(route => RouteFit.Of(route.Name, route.Route, settling, LearningSteps, 0.03, context))];
        RouteFit[] moving = [.. routes.Select(route => RouteFit.Of(route.Name, route.Route, tracks, LearningSteps, 0.03, context))];
        double ofMinimum = settled.Where(fit => fit.Name != "last step").Worst(fit => fit.Left);
        if (isWhole)
        {
            yield return AtMost("learned-settling", "Through all steps, from the minimum and by nudging, settled units learn to this share of the first loss, the worst of them.", ofMinimum, 1e-2, LearningSteps);
            yield return AtMost("learned-tracks", "Tracks are learned through all steps to this share.", moving[0].Left, 1e-2, LearningSteps);
            yield return AtLeast("not-learned-tracks", "With the end of a track taken for a minimum, at least this many times more is left, by the implicit gradient and by nudging.", moving[2..].Min(fit => fit.Left) / moving[0].Left, 10, LearningSteps);
        }
        else
        {
            yield return AtMost("learned-settling", "Settled units learn by every route but the last step's.", ofMinimum, 1, LearningSteps);
        }

        yield return new Noted("learned", new JsonObject { ["routes"] = new JsonArray([.. routes.Select(route => (JsonNode)route.Name)]), ["settling"] = Array(settled.Select(fit => fit.Left)), ["tracks"] = Array(moving.Select(fit => fit.Left)) });
        yield return new Pictured("learned", "What each route learns to", RouteFigures.Learned(settled, moving), "The loss, relative to the first, along the same schedule of Adam. Left: units that settle; every route that knows the minimum learns. Right: tracks, whose ends are no minima: only the steps themselves tell what to change.");
    }

    private static JsonArray Array(IEnumerable<double> numbers) => new([.. numbers.Select(number => double.IsFinite(number) ? JsonValue.Create(number) : null)]);
}
