using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Compute.Numerics;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Inverse optimal control by transport: costs of bounded slope tell agent and expert apart even where they never meet, and likelihood does not.</summary>
public sealed record WassersteinIoc : Experiment
{
    /// <summary>Pairs of random laws whose distance is taken.</summary>
    [Setting("pairs of random laws whose distance is taken", Minimum = 1, Maximum = 100000)]
    public int Laws { get; init; } = 200;

    /// <summary>Cells in a row of the agent's square.</summary>
    [Setting("cells in a row of the agent's square", Minimum = 3, Maximum = 12)]
    public int Side { get; init; } = 5;

    /// <summary>Steps of the short walks that are all listed.</summary>
    [Setting("steps of the short walks that are all listed", Minimum = 2, Maximum = 5)]
    public int Steps { get; init; } = 4;

    /// <summary>How many places to which the expert is shifted.</summary>
    [Setting("how many places the expert is shifted to", Minimum = 3, Maximum = 101)]
    public int Shifts { get; init; } = 7;

    /// <inheritdoc/>
    public override string Name => "wasserstein-ioc";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Inverse optimal control by transport: the best cost of bounded slope, exactly, on finite spaces; finite where the likelihood of the expert is zero.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Laws = 20, Side = 3, Steps = 2, Shifts = 3 },
        ExperimentSize.Full => this with { Laws = 2000, Side = 8, Steps = 5, Shifts = 33 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Distances(context).Concat(Walks(context)).Concat(Apart(context));
    }

    private IEnumerable<Finding> Distances(ExperimentContext context)
    {
        context.Tell("distances of random laws");
        (double gap, double slope, double line) = (0, 0, 0);
        for (int draw = 0; draw < Laws; draw++)
        {
            context.Stop.ThrowIfCancellationRequested();
            Rng rng = context.Rng.Fork(721).Fork(draw);
            int n = 3 + (draw % 28);
            double[] p = Law(rng.Fork(0), n), q = Law(rng.Fork(1), n), x = [.. Enumerable.Range(0, n).Select(i => rng.Fork(2).Uniform(i)).Order()], y = [.. Enumerable.Range(0, n).Select(i => rng.Fork(3).Uniform(i))];
            double Far(int i, int j) => Math.Sqrt(((x[i] - x[j]) * (x[i] - x[j])) + ((y[i] - y[j]) * (y[i] - y[j])));
            Wasserstein transport = Wasserstein.Of(p, q, Far);
            gap = Math.Max(gap, Math.Abs(transport.Gap));
            slope = Math.Max(slope, Enumerable.Range(0, n * n).Max(pair => transport.Potential[pair / n] - transport.Potential[pair % n] - Far(pair / n, pair % n)));
            line = Math.Max(line, Math.Abs(Wasserstein.Of(p, q, (i, j) => Math.Abs(x[i] - x[j])).Distance - Wasserstein.OnLine(p, q, x)));
        }

        yield return AtMost("duality", "W₁ as the cost of the best plan less W₁ as the difference of means of the best function: the largest gap.", gap, 1e-9, Laws);
        yield return AtMost("lipschitz", "That function rises by no more than the distance: the largest excess.", slope, 1e-9, Laws);
        yield return AtMost("line", "On a line W₁ is the area between the distribution functions: the largest difference.", line, 1e-9, Laws);
    }

    private IEnumerable<Finding> Walks(ExperimentContext context)
    {
        context.Tell("short walks, all listed");
        WalkStudy study = WalkStudy.Of(Steps, context);
        yield return AtMost("walks-gap", "Costs of short walks: what may be missing of the maximum over all costs of slope L, the largest.", study.Fits.Worst(fit => fit.Gap), WalkStudy.Tolerance * 1.01, study.Fits.Length, "cost");
        yield return AtMost("walks-met", "Once L exceeds the slope of the expert's own cost the expert's law is met: W₁ relative to that of no cost at all.", study.Fits.Where(fit => fit.Lipschitz > 1.01 * study.OwnSlope).Worst(fit => fit.Distance) / study.Fits[0].Distance, 0.01);
        yield return AtLeast("walks-below", "With half of that slope it is not: the same ratio.", study.Fits.Last(fit => fit.Lipschitz < 0.51 * study.OwnSlope).Distance / study.Fits[0].Distance, 0.05);
        yield return AtLeast("unseen", "From a few walks of the expert: the share of the expert's law on walks that were not seen, to which the likelihood's cost gives probability zero.", study.Unseen, 0.01, WalkStudy.Seen);
        yield return AtMost("unseen-finite", "KL(expert ‖ agent) at the bound on the slope that is best for the true law, in nats; by likelihood it is infinite.", study.BestFromFew, 2, WalkStudy.Seen, "nat");
        yield return new Pictured("walks", "How steep a cost may be", WassersteinFigures.Walks(study), $"All {study.Paths} walks of {Steps} steps on nine places. Left: W₁ between the agent's law and the expert's, against the bound L on the slope of costs; beyond the slope of the expert's own cost (dotted) they meet. Right: KL(expert ‖ agent) when only {WalkStudy.Seen} walks of the expert were seen: too flat explains nothing, too steep believes only what was seen, and without a bound it is infinite.");
        yield return new Noted("walks", study.ToJson());
    }

    private IEnumerable<Finding> Apart(ExperimentContext context)
    {
        context.Tell("an expert who is nowhere that the agent can be");
        ShiftStudy study = ShiftStudy.Of(Side, Shifts, context);
        yield return Within("floored", "So KL needs a floor: with a share ε of the agent's probability spread over all places it grows by this many nats for each factor e of 1/ε.", study.FlooredSlope, 1, 0.01);
        yield return AtMost("finite", "W₁ between the agent and an expert half a cell away, per step, in cells: it exceeds the half cell by at most this.", study.Excess, 0.75, 1, "cell");
        yield return AtMost("even", "W₁ does not jump as the expert leaves the cells: its largest change from shift to shift, over the shift.", study.LargestChange, 1.05, Shifts - 1);
        yield return AtMost("shift-gap", "What may be missing of the maximum, relative to L W₁ without a cost.", study.Fits.Worst(fit => fit.Found.Gap) / study.Scale, 1e-6, study.Fits.Length);
        yield return new Pictured("apart", "An expert beside the grid", WassersteinFigures.Apart(study), "Left: the expert's places (rings), none of them on a cell, and the visits of the agent that transport finds. Middle: the cost, with slope at most L; it is defined between the cells too, and that is how the expert is felt. Right: visits of the agent without a cost.");
        yield return new Pictured("shifts", "While the expert moves away", WassersteinFigures.Shifts(study), "W₁ per step between agent and expert as the expert is shifted to the right, and KL(expert ‖ agent) with floors: it leaps where the expert leaves the cells, and how far depends on the floor alone.");
        yield return new Noted("shifts", new JsonArray([.. study.Fits.Select(fit => fit.ToJson())]));
    }

    private static double[] Law(Rng rng, int n)
    {
        double[] weights = [.. Enumerable.Range(0, n).Select(i => i > 0 && rng.Uniform(i) < 0.3 ? 0 : rng.Fork(1).Uniform(i))];
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
