using System.Text.Json.Nodes;
using Downhill.Experiments.Runs;
using MathNet.Numerics.Distributions;

namespace Downhill.Experiments.Samplers;

/// <summary>Every sampler against the law that it should have, on targets whose moments are known.</summary>
public sealed record SamplerMoments : Experiment
{
    private const double FamilyError = 1e-3, MostOff = 0.01, WrongNoise = 1.03;
    private const int Fewer = 4;

    /// <summary>Effective draws.</summary>
    [Setting("effective draws of every statistic, at least", Minimum = 100)]
    public int Draws { get; init; } = 40_000;

    /// <summary>Chains.</summary>
    [Setting("chains, which run at once; a quarter of them in a hundred dimensions", Minimum = 100, Maximum = 100_000)]
    public int Chains { get; init; } = 4000;

    /// <summary>Relative standard error where the law is in closed form.</summary>
    [Setting("relative standard error of the moments of samplers without a test on Gaussians, at most", Above = 0, Maximum = 1)]
    public double Precision { get; init; } = 0.0025;

    /// <inheritdoc/>
    public override string Name => "sampler-moments";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "Six samplers on targets whose moments are known: those with a test have the moments of exp(-E), those without the ones of their own biased law, and 3 % too much noise is seen.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Draws = 2000, Chains = 400, Precision = 1 },
        ExperimentSize.Full or ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        MomentTarget[] targets = Targets(context.Size);
        List<MomentCell> cells = [];
        foreach ((int t, int c) in Enumerable.Range(0, targets.Length).SelectMany(t => Enumerable.Range(0, Contender.All.Count).Select(c => (t, c))))
        {
            context.Tell($"{Contender.All[c].Name} on {targets[t].Name}");
            cells.Add(Measure(Contender.All[c], targets[t], 1, context, context.Rng.Fork(0).Fork(t).Fork(c)));
        }

        double bound = Bound(cells);
        foreach (IGrouping<string, MomentCell> rule in cells.GroupBy(cell => cell.Rule))
        {
            MomentCell worst = rule.MaxBy(cell => cell.Worst)!;
            yield return AtMost($"moments-{rule.Key}", $"{rule.Key}: no moment is farther from what it should be than one in a thousand such tables would have by chance; the farthest is on {worst.Target.Name}.",
                worst.Worst, bound, rule.Sum(cell => cell.Moments.Count), "standard errors");
        }

        MomentCell[] biased = [.. cells.Where(cell => cell.Target.IsGaussian && cell.Accepted is null)];
        if (context.Size != ExperimentSize.Smoke)
        {
            Moment off = biased.SelectMany(cell => cell.Moments).MaxBy(Off)!;
            yield return AtMost("closed-form", "Samplers without a test on Gaussians have the variances of their own law, in closed form or step by step: the largest relative difference.", Off(off), MostOff, biased.Sum(cell => cell.Moments.Count));
            yield return AtLeast("closed-form-visible", "The bias of unadjusted Langevin along the stiffest direction is larger than that by far.", biased.Where(cell => cell.Rule == "langevin").Min(cell => cell.Moments.Max(moment => moment.Expected)) - 1, 3 * MostOff);
            yield return AtLeast("effective-draws", "The smallest number of effective draws of any moment.", cells.Min(cell => cell.Moments.Min(moment => moment.Effective)), Draws, cells.Count);
        }

        MomentCell[] wrong = context.Size == ExperimentSize.Smoke ? []
            : [.. Contender.All.Select((contender, c) => Measure(contender, targets[0], WrongNoise * WrongNoise, context, context.Rng.Fork(1).Fork(c)))];
        if (wrong.Length > 0)
        {
            MomentCell faintest = wrong.MinBy(cell => cell.Worst)!;
            yield return AtLeast("wrong-noise-caught", $"With noise 3 % too strong each sampler is caught on the normal law alone, least clearly {faintest.Rule}.", faintest.Worst, bound, wrong.Length, "standard errors");
            yield return new Tabulated("With noise 3 % too strong", SamplerFigures.Table(wrong));
        }

        foreach (Finding finding in Told(cells, biased, bound))
        {
            yield return finding;
        }
    }

    private static MomentTarget[] Targets(ExperimentSize size) =>
    [
        .. MomentTarget.All.Where(target => size switch
        {
            ExperimentSize.Smoke => target.Name is "normal" or "logistic",
            ExperimentSize.Full => true,
            ExperimentSize.Default => target.Name != MomentTarget.Stiffest,
        }).Select(target => target.Make()),
    ];

    private MomentCell Measure(Contender contender, MomentTarget target, double heat, ExperimentContext context, Compute.Rng rng)
    {
        double precision = target.IsGaussian && contender.For(target).Tested() != contender.For(target) ? Precision : double.PositiveInfinity;
        return MomentCell.Measure(contender, target, Draws, precision, target.Energy.Dimension < 50 ? Chains : Chains / Fewer, heat, rng, context.Stop);
    }

    // Bonferroni over every moment of the table; the scatter of chains has as many degrees of freedom as chains less one, or more.
    private double Bound(List<MomentCell> cells) => -StudentT.InvCDF(0, 1, (Chains / Fewer) - 1, FamilyError / 2 / cells.Sum(cell => cell.Moments.Count));

    private static double Off(Moment moment) => Math.Abs((moment.Measured / moment.Expected) - 1) is var off && double.IsNaN(off) ? double.PositiveInfinity : off;

    private static IEnumerable<Finding> Told(List<MomentCell> cells, MomentCell[] biased, double bound)
    {
        yield return new Pictured("scores", "How far the moments are from what they should be", SamplerFigures.Scores(cells, bound), "The farthest moment of each target, in standard errors from independent chains. At the dashed line one table in a thousand would have one such bar by chance.");
        yield return new Pictured("bias", "The bias of samplers without a test", SamplerFigures.Bias(biased), "On Gaussians: the variance over that of exp(−E), measured and expected, with two standard errors.");
        yield return new Tabulated("Sampler by target", SamplerFigures.Table(cells));
        yield return new Noted("bound", bound);
        yield return new Noted("cells", new JsonArray([.. cells.Select(Json)]));
    }

    private static JsonObject Json(MomentCell cell) => new()
    {
        ["target"] = cell.Target.Name,
        ["sampler"] = cell.Rule,
        ["law"] = cell.Law.Words,
        ["accepted"] = cell.Accepted,
        ["moments"] = new JsonArray([.. cell.Moments.Select(moment => new JsonObject
        {
            ["of"] = moment.Name,
            ["measured"] = Finite(moment.Measured),
            ["standard_error"] = Finite(moment.Error),
            ["expected"] = moment.Expected,
            ["effective_draws"] = Finite(moment.Effective),
        })]),
    };

    private static JsonNode? Finite(double number) => double.IsFinite(number) ? number : null;
}
