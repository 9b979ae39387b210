using System.Text.Json.Nodes;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>How much of a motion is downhill, measured by learning and known exactly: a dial from descent to rotation, a spiral, a limit cycle, wells.</summary>
/// <remarks>
/// On x′ = A x the best energy is quadratic where points are spread as a Gaussian, or evenly around a centre: its symmetric S solves
/// S C + C S = A C + C Aᵀ with the covariance C of the points, and the share is 1 − ⟨|(A − S)(x − x̄)|²⟩ / ⟨|A x|²⟩.
/// </remarks>
public sealed record SharesOfDownhill : Experiment
{
    /// <summary>Settings of the dial.</summary>
    [Setting("settings of the dial from descent (0) to rotation (1)", Minimum = 0, Maximum = 1)]
    public double[] Dial { get; init; } = [0, 0.25, 0.5, 0.75, 1];

    /// <summary>Tracks of each.</summary>
    [Setting("tracks of each system; every fifth is kept aside", Minimum = 10, Maximum = 100_000)]
    public int Tracks { get; init; } = 300;

    /// <summary>Whether more than the dial is measured.</summary>
    [Setting("whether the spiral, the limit cycle and the three wells are measured too")]
    public bool Others { get; init; } = true;

    /// <summary>The class of landscapes.</summary>
    [Setting("class of landscapes; auto: the one that predicts best what was left out while it was fitted")]
    public ModelClass Model { get; init; } = ModelClass.Auto;

    /// <summary>Steps of a fit.</summary>
    [Setting("steps of a fit, at most", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 300;

    /// <inheritdoc/>
    public override string Name => "downhill-share";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "The share of a motion that is downhill is measured as linear algebra has it, along a dial from descent to rotation; a spiral and a limit cycle are told from a landscape.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Dial = [0.5], Tracks = 40, Others = false, Model = ModelClass.Radial, Steps = 50 },
        ExperimentSize.Full => this with { Dial = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], Tracks = 1000, Steps = 1000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        LearnSettings settings = new() { Model = Model, Steps = Steps, Resamples = 2 };
        List<SharedMotion> dialled = [], others = [];
        for (int i = 0; i < Dial.Length; i++)
        {
            SharedMotion motion = SharedMotion.Mixed(Dial[i], Tracks, context.Rng.Fork(81).Fork(i), settings, context);
            dialled.Add(motion);
            yield return ClaimOf($"dial-{Number.Format(100 * Dial[i], 3)}", motion);
        }

        foreach (Func<SharedMotion> next in Others ? Further(settings, context) : [])
        {
            SharedMotion motion = next();
            others.Add(motion);
            yield return ClaimOf(motion.Id, motion);
        }

        SharedMotion[] all = [.. dialled, .. others];
        foreach (SharedMotion motion in all)
        {
            yield return new Said(motion.Verdict);
        }

        yield return new Pictured("dial", "Along the dial", ShareFigures.Dial(dialled), "The share of the predictable motion that an energy predicts, with its 95 % interval, against the exact one. At 0 the field is −x, at 1 it turns about the centre.");
        yield return new Pictured("fields", "What an energy makes of them", ShareFigures.Fields(all.Where(motion => motion.Result.Model.Columns.Length == 2).TakeLast(4)), "The motion (black) and what the learned energy has of it (colour), at the points of tracks kept aside. Of a rotation an energy has nothing.");
        yield return new Tabulated("Shares", ShareFigures.Table(all));
        yield return new Noted("shares", new JsonObject(all.Select(motion => new KeyValuePair<string, JsonNode?>(motion.Id, motion.ToJson()))));
    }

    private IEnumerable<Func<SharedMotion>> Further(LearnSettings settings, ExperimentContext context) =>
    [
        () => SharedMotion.Spiral(Tracks, context.Rng.Fork(82), settings, context),
        () => SharedMotion.Cycle(Tracks, context.Rng.Fork(83), settings, context),
        () => SharedMotion.InWells(Math.Max(10, Tracks / 12), context.Rng.Fork(84), settings, context),
    ];

    private Claimed ClaimOf(string id, SharedMotion motion) => Within(
        id, $"{motion.Words}: the exact share is within half the width of the measured interval of what was measured, and {SharedMotion.OfLearning} for what learning leaves.", motion.Share.Value, motion.Exact, motion.Tolerance, motion.Result.Split.HeldOut.Count, interval: motion.Share.Interval);
}
