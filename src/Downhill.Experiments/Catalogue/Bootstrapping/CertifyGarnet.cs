using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>Are certificates right? What they say of random processes beside what really happens.</summary>
public sealed record CertifyGarnet : Experiment
{
    /// <summary>Processes of each family.</summary>
    [Setting("random processes of each family", Minimum = 1, Maximum = 100_000)]
    public int Processes { get; init; } = 200;

    /// <summary>Steps of the course that is simulated.</summary>
    [Setting("steps of the course that is simulated, at most", Minimum = 100, Maximum = 10_000_000)]
    public int Steps { get; init; } = 100_000;

    /// <inheritdoc/>
    public override string Name => "certify-garnet";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "Certificates of convergence and divergence on random processes of five families, beside what happens when they are run.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Processes = 4, Steps = 5000 },
        ExperimentSize.Full => this with { Processes = 2000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<CertifiedCourse[]> families = [];
        foreach (GarnetFamily family in GarnetFamily.All)
        {
            context.Tell(family.Name);
            families.Add([.. Enumerable.Range(0, Processes).AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop)
                .Select(draw => CertifiedCourse.Of(family, context.Rng.Fork(families.Count).Fork(draw), Steps))]);
        }

        CertifiedCourse[] all = [.. families.SelectMany(one => one)], scored = [.. all.Where(one => one.End != QEnd.Open)];
        yield return AtMost("false-converges", "Processes that are certified to contract or to converge and grow beyond 10⁶ max |r| / (1 − γ).", all.Count(one => one.IsSafe && one.End == QEnd.Grew), 0, all.Length);
        yield return AtMost("false-diverges", "Processes that are certified to diverge and settle to a residual of 10⁻⁹.", all.Count(one => one.IsLost && one.End == QEnd.Settled), 0, all.Length);
        foreach (Finding finding in context.Size == ExperimentSize.Smoke ? [] : Scores(families, scored))
        {
            yield return finding;
        }

        yield return Table(families);
        yield return new Tabulated("The families", new Report.Listing(["Family", "What is random"], [.. GarnetFamily.All.Select(family => (string[])[family.Name, family.What])]));
        yield return new Noted("families", new JsonArray([.. families.Select((one, k) => Listed(GarnetFamily.All[k], one))]));
        yield return new Noted("open", all.Length - scored.Length);
        yield return Picture(families);
    }

    private IEnumerable<Finding> Scores(List<CertifiedCourse[]> families, CertifiedCourse[] scored)
    {
        double[] grown = [.. families.Select(Grown)];
        yield return AtLeast("least-growing", "In every family a good part grows: the least share of those that ended.", grown.Min(), 0.3, families.Count);
        yield return AtMost("most-growing", "In every family a good part settles: the largest share that grows.", grown.Worst(), 0.7, families.Count);
        yield return AtMost("undecided", "The share of those that ended about which the certificate says no more than that they may diverge.", scored.Count(one => one.IsUndecided) / (double)scored.Length, 0.2, scored.Length);
        CertifiedCourse[] decided = [.. scored.Where(one => !one.IsUndecided)], settled = [.. decided.Where(one => one.End == QEnd.Settled)], grew = [.. decided.Where(one => one.End == QEnd.Grew)];
        double accuracy = 0.5 * ((settled.Count(one => one.IsSafe) / (double)settled.Length) + (grew.Count(one => one.IsLost) / (double)grew.Length));
        yield return AtLeast("accuracy", "Balanced accuracy of those that are decided.", accuracy, 0.95, decided.Length);
    }

    private static double Grown(CertifiedCourse[] courses) => courses.Count(one => one.End == QEnd.Grew) / (double)Math.Max(1, courses.Count(one => one.End != QEnd.Open));

    private static Tabulated Table(List<CertifiedCourse[]> families) => new("Verdict and course", new Report.Listing(
        ["Family", "Contracts", "Converges", "May diverge", "of these grew", "Diverges", "Grew", "Settled", "Open"],
        [.. families.Select((one, k) => (string[])
        [
            GarnetFamily.All[k].Name, Count(one, Fate.Contracts), Count(one, Fate.Converges), Count(one, Fate.MayDiverge), $"{one.Count(course => course.IsUndecided && course.End == QEnd.Grew)}",
            Count(one, Fate.Diverges), Count(one, QEnd.Grew), Count(one, QEnd.Settled), Count(one, QEnd.Open),
        ])])
    {
        Caption = "Open: neither settled nor grown at the end; not scored.",
    });

    private static string Count(CertifiedCourse[] courses, Fate verdict) => $"{courses.Count(one => one.Certificate.Verdict == verdict)}";

    private static string Count(CertifiedCourse[] courses, QEnd end) => $"{courses.Count(one => one.End == end)}";

    private static JsonObject Listed(GarnetFamily family, CertifiedCourse[] courses) => new()
    {
        ["name"] = family.Name,
        ["grew"] = courses.Count(one => one.End == QEnd.Grew),
        ["settled"] = courses.Count(one => one.End == QEnd.Settled),
        ["open"] = courses.Count(one => one.End == QEnd.Open),
        ["contracts"] = courses.Count(one => one.Certificate.Verdict == Fate.Contracts),
        ["converges"] = courses.Count(one => one.Certificate.Verdict == Fate.Converges),
        ["may_diverge"] = courses.Count(one => one.IsUndecided),
        ["diverges"] = courses.Count(one => one.IsLost),
    };

    private static Pictured Picture(List<CertifiedCourse[]> families) => new("verdicts", "Verdict against what happened", new Figure("")
    {
        Width = 1000,
        Columns = 2,
        Description = "The spectral radius of the worst policy that can be greedy against the modulus in the largest difference, coloured by verdict and course.",
        Panels = [.. families.Select((one, k) => new Panel
        {
            Title = GarnetFamily.All[k].Name,
            XLabel = "modulus",
            YLabel = "worst spectral radius",
            XScale = Scale.Log,
            YScale = Scale.Log,
            Marks =
            [
                new HorizontalRule(1),
                Seen(one, k == 0 ? "contracts or converges, settled" : null, Palette.Teal, course => course.IsSafe && course.End == QEnd.Settled),
                Seen(one, k == 0 ? "diverges, grew" : null, Palette.Vermilion, course => course.IsLost && course.End == QEnd.Grew),
                Seen(one, k == 0 ? "may diverge, settled" : null, Palette.Blue, course => course.IsUndecided && course.End == QEnd.Settled),
                Seen(one, k == 0 ? "may diverge, grew" : null, Palette.Plum, course => course.IsUndecided && course.End == QEnd.Grew),
                Seen(one, k == 0 ? "open" : null, Palette.Grey, course => course.End == QEnd.Open),
            ],
        })],
    }, "Each point is a random process: across, the modulus in the largest difference, up, the spectral radius of a step under the worst policy that can be greedy; colours in all pictures as in the first. Left of one the largest difference shrinks: nothing there can grow. To the right it proves nothing, and what happens depends on the spectral radius of the policies that can be greedy: below one most are proved to converge in another norm, above one most grow in a direction that is proved to be kept. Blue and plum are those that the certificate leaves open: mostly a policy that can be greedy would let values grow, and from another start it might.");

    private static Scatter Seen(CertifiedCourse[] courses, string? label, Colour colour, Func<CertifiedCourse, bool> which)
    {
        CertifiedCourse[] seen = [.. courses.Where(which)];
        return new([.. seen.Select(one => one.Certificate.Modulus)], [.. seen.Select(one => one.Certificate.WorstRadius)]) { Label = label, Colour = colour };
    }
}

/// <summary>What is certified of an update, and how its course really ended.</summary>
internal sealed record CertifiedCourse(Certificate Certificate, QEnd End)
{
    internal bool IsSafe => Certificate.Verdict is Fate.Contracts or Fate.Converges;

    internal bool IsLost => Certificate.Verdict == Fate.Diverges;

    internal bool IsUndecided => Certificate.Verdict == Fate.MayDiverge;

    internal static CertifiedCourse Of(GarnetFamily family, Compute.Rng rng, int steps)
    {
        (QIteration update, double[] start) = family.Draw(rng);
        double bound = 1e6 * update.Backup.Rewards.Max(Math.Abs) / (1 - update.Backup.Mdp.Discount);
        return new(Certificate.Of(update, start, Math.Min(steps, 20_000), seeksStep: false), QCourse.Of(update, start, 1e-9, bound, steps).End);
    }
}
