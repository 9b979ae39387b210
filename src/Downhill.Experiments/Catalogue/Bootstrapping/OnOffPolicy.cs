using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Experiments.Runs;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>Who collects the data decides: learning from the visits of the greedy policy, of others, and of mixtures.</summary>
public sealed record OnOffPolicy : Experiment
{
    private const string Few = "few features", Uniform = "random actions", Worst = "worst actions";

    /// <summary>Random processes of each kind.</summary>
    [Setting("random processes of each kind", Minimum = 1, Maximum = 10_000)]
    public int Processes { get; init; } = 40;

    /// <summary>Steps between the greedy policy and the other.</summary>
    [Setting("mixtures between the greedy policy and the other", Minimum = 2, Maximum = 101)]
    public int Mixtures { get; init; } = 11;

    /// <summary>Updates of a course.</summary>
    [Setting("updates of a course, at most", Minimum = 100, Maximum = 10_000_000)]
    public int Steps { get; init; } = 20_000;

    /// <inheritdoc/>
    public override string Name => "on-off-policy";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "From the visits of the greedy policy to those of others: the modulus of contraction, the spectral radius, and how often values really grow without bound.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Processes = 4, Mixtures = 3, Steps = 2000 },
        ExperimentSize.Full => this with { Processes = 400, Mixtures = 21, Steps = 100_000 },
        ExperimentSize.Default => this,
    };

    private double[] Shares => [.. Enumerable.Range(0, Mixtures).Select(i => i / (Mixtures - 1.0))];

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<(string Kind, string Other, MixturePoint[][] Points)> sweeps = [];
        foreach (string kind in (string[])[Few, "smooth kernel"])
        {
            foreach (string other in (string[])[Uniform, Worst])
            {
                context.Tell($"{kind}, data of {other}");
                sweeps.Add((kind, other, [.. Enumerable.Range(0, Processes).AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop)
                    .Select(draw => Sweep(kind, other, context.Rng.Fork(draw)))]));
            }
        }

        MixturePoint[] all = [.. sweeps.SelectMany(sweep => sweep.Points).SelectMany(row => row)], on = [.. sweeps.SelectMany(sweep => sweep.Points).Select(row => row[0])];
        yield return AtLeast("on-policy", "On data of the best policy itself every direction is drawn in, where that policy is greedy: the least real part of a rate, over the largest rate.", on.Min(point => point.Least), -1e-9, on.Length);
        yield return AtMost("order", "Spectral radius ≤ best weighted modulus ≤ exact modulus ≤ β: the largest excess of one over the next.", all.Worst(point => point.Disorder), 1e-9, all.Length);
        MixturePoint[] settled = [.. all.Where(point => point.End == QEnd.Settled)];
        yield return AtMost("settled", "Where a course settled, the spectral radius of the policy that is greedy there is at most one: the largest.", settled.Worst(point => point.RadiusAtEnd), 1 + 1e-6, settled.Length);
        foreach (Finding finding in context.Size == ExperimentSize.Smoke ? [] : Growth(sweeps))
        {
            yield return finding;
        }

        yield return new Noted("sweeps", new JsonArray([.. sweeps.Select(sweep => Listed(sweep.Kind, sweep.Other, sweep.Points))]));
        foreach (Finding finding in Pictures(sweeps).Concat(PlaneOfTwoWeights.Pictured(context.Rng.Fork(-1))))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Growth(List<(string Kind, string Other, MixturePoint[][] Points)> sweeps)
    {
        MixturePoint[][] worst = [.. sweeps.Where(sweep => sweep.Other == Worst).SelectMany(sweep => sweep.Points)];
        yield return AtLeast("off-policy", "On data of the worst actions not: the share of processes with a direction that is pushed out at every step size.", worst.Count(row => row[^1].Least < -1e-9) / (double)worst.Length, 0.1, worst.Length);
        MixturePoint[] following = [.. sweeps.SelectMany(sweep => sweep.Points).Select(row => row[0])];
        yield return AtMost("following", "On data that follow the greedy policy as it changes nothing grows: the share that does.", Share(following, point => point.Followed, QEnd.Grew), 0, following.Length);
        MixturePoint[] left = [.. sweeps.First(sweep => sweep is { Kind: Few, Other: Worst }).Points.Select(row => row[^1])];
        yield return AtLeast("leaving", "On data of the worst actions alone values of few features grow: the share of processes.", Share(left, point => point.End, QEnd.Grew), 0.1, left.Length);
        MixturePoint[][] few = [.. sweeps.First(sweep => sweep is { Kind: Few, Other: Uniform }).Points];
        double alone = Share([.. few.Select(row => row[0])], point => point.End, QEnd.Grew), half = Share([.. few.Select(row => row[row.Length / 2])], point => point.End, QEnd.Grew);
        yield return AtLeast("unseen", "Data of the best policy alone are off-policy for every other: with few features more processes grow than on data half random, the difference of shares.", alone - half, 0.1, few.Length);
    }

    private MixturePoint[] Sweep(string kind, string other, Rng rng)
    {
        Garnet garnet = new() { States = 8, Actions = 2, Branches = 2, Discount = 0.95 };
        LearnedProcess process = kind == Few ? LearnedProcess.Few(garnet, 5, rng) : LearnedProcess.Smooth(garnet, 0.3, rng);
        return [.. Shares.Select(share => MixturePoint.Of(process, greedy => PairDistribution.Mixture(Policy.Deterministic(2, greedy), Away(greedy), share), Steps))];

        // Of two actions the worst is the one that is not greedy.
        Policy Away(int[] greedy) => other == Uniform ? Policy.Uniform(8, 2) : Policy.Deterministic(2, [.. greedy.Select(action => 1 - action)]);
    }

    private static double Share(MixturePoint[] points, Func<MixturePoint, QEnd> how, QEnd end) => points.Count(point => how(point) == end) / (double)points.Length;

    private JsonObject Listed(string kind, string other, MixturePoint[][] points) => new()
    {
        ["kind"] = kind,
        ["other"] = other,
        ["share"] = new JsonArray([.. Shares.Select(share => (JsonNode)share)]),
        ["grew"] = Counted(points, point => point.End, QEnd.Grew),
        ["settled"] = Counted(points, point => point.End, QEnd.Settled),
        ["grew_following"] = Counted(points, point => point.Followed, QEnd.Grew),
        ["settled_following"] = Counted(points, point => point.Followed, QEnd.Settled),
        ["pushed_out"] = new JsonArray([.. Shares.Select((_, k) => (JsonNode)(points.Count(row => row[k].Least < -1e-9) / (double)points.Length))]),
        ["median_bound"] = new JsonArray([.. Shares.Select((_, k) => (JsonNode)Median(points, k, point => point.Bound))]),
        ["median_modulus"] = new JsonArray([.. Shares.Select((_, k) => (JsonNode)Median(points, k, point => point.Modulus))]),
        ["median_radius"] = new JsonArray([.. Shares.Select((_, k) => (JsonNode)Median(points, k, point => point.Radius))]),
    };

    private JsonArray Counted(MixturePoint[][] points, Func<MixturePoint, QEnd> how, QEnd end) => new([.. Shares.Select((_, k) => (JsonNode)Share([.. points.Select(row => row[k])], how, end))]);

    private Line Counted(MixturePoint[][] points, Func<MixturePoint, QEnd> how, QEnd end, string label, Colour colour) =>
        new(Shares, [.. Shares.Select((_, k) => Share([.. points.Select(row => row[k])], how, end))]) { Label = label, Colour = colour };

    private static double Median(MixturePoint[][] points, int k, Func<MixturePoint, double> of) => points.Select(row => of(row[k])).Order().ElementAt(points.Length / 2);

    private IEnumerable<Finding> Pictures(List<(string Kind, string Other, MixturePoint[][] Points)> sweeps)
    {
        yield return new Pictured("sweep", "From on-policy to off-policy", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Shares of processes whose values grow, and moduli, against the mixture of policies.",
            Panels = [.. sweeps.Select(sweep => new Panel
            {
                Title = $"{sweep.Kind}, towards {sweep.Other}",
                XLabel = "share λ of the other policy in the data",
                YLabel = "share of processes",
                YRange = new(-0.02, 1.02),
                Marks =
                [
                    new Line(Shares, [.. Shares.Select((_, k) => sweep.Points.Count(row => row[k].Least < -1e-9) / (double)sweep.Points.Length)]) { Label = "a direction is pushed out at Q*", Colour = Palette.Ochre },
                    Counted(sweep.Points, point => point.End, QEnd.Grew, "grew, data of the best policy", Palette.Vermilion),
                    Counted(sweep.Points, point => point.Followed, QEnd.Grew, "grew, data follow the greedy policy", Palette.Blue),
                    Counted(sweep.Points, point => point.Followed, QEnd.Settled, "settled, data follow the greedy policy", Palette.Teal),
                ],
            })],
        }, "Random processes, learned with the visits of a policy that is greedy with probability 1 − λ and otherwise another one; values begin at zero. On-policy, at the left, data that follow the greedy policy as it changes never let values grow. Data of the best policy alone, the same all the time, do: what it does not take is never corrected, and for the policies on the way they are off-policy. Data of the actions that are worst at the time seldom let values grow, but hardly let them settle: the greedy policy changes for ever. What neither grew nor settled still moved at the end.");
        yield return new Pictured("moduli", "What certificates see", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Contraction modulus, exact and weighted, and the spectral radius, against the mixture.",
            Panels = [.. sweeps.Select(sweep => new Panel
            {
                Title = $"{sweep.Kind}, towards {sweep.Other}",
                XLabel = "share λ of the other policy in the data",
                YLabel = "factor of a step, less one",
                Marks =
                [
                    new HorizontalRule(0),
                    .. ((string Name, Func<MixturePoint, double> Of, Colour Colour)[])
                    [
                        ("β", point => point.Bound, Palette.Plum),
                        ("exact modulus", point => point.Modulus, Palette.Blue),
                        ("best weights", point => point.Weighted, Palette.Teal),
                        ("spectral radius", point => point.Radius, Palette.Vermilion),
                    ] is var kinds ? kinds.Select(kind => new Line(Shares, [.. Shares.Select((_, k) => Median(sweep.Points, k, kind.Of) - 1)]) { Label = kind.Name, Colour = kind.Colour }) : [],
                ],
            })],
        }, "Medians over processes of what a step of the same size multiplies errors by, at most. Above zero, the largest difference proves nothing: β and both moduli are so for every mixture, where some settle and some grow: that is what certificates of other norms are for.");
    }
}
