using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Studies;
using Downhill.Inverse;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.InverseStudies;

/// <summary>A GAN whose generator's density is known, maximum-entropy inverse reinforcement learning and an energy-based model, side by side on paths that are all listed.</summary>
public sealed record GanIrlEbm : Experiment
{
    /// <summary>Cells along a side.</summary>
    [Setting("cells along a side of the grid", Minimum = 2, Maximum = 6)]
    public int Side { get; init; } = 4;

    /// <summary>Decisions in a path.</summary>
    [Setting("decisions in a path, four choices each", Minimum = 2, Maximum = 8)]
    public int Horizon { get; init; } = 6;

    /// <summary>Units of the cost's hidden layer.</summary>
    [Setting("units of the cost's hidden layer", Minimum = 2, Maximum = 256)]
    public int Units { get; init; } = 24;

    /// <summary>Rounds of the GAN.</summary>
    [Setting("rounds of discriminator and generator", Minimum = 2, Maximum = 10_000)]
    public int Rounds { get; init; } = 80;

    /// <summary>Steps of the discriminator in a round.</summary>
    [Setting("steps of L-BFGS of the discriminator in a round", Minimum = 1, Maximum = 1000)]
    public int Steps { get; init; } = 40;

    /// <inheritdoc/>
    public override string Name => "gan-irl-ebm";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "One energy is a cost, a density of paths and a discriminator's logit: a GAN that knows its generator's density learns the maximum-entropy cost, and its learned Z is an importance-sampling estimate.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Side = 3, Horizon = 4, Rounds = 15 },
        ExperimentSize.Full => this with { Horizon = 7, Rounds = 300 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        PathGame game = PathGame.Deterministic(Side, Horizon);
        context.Tell($"{game.Count} paths");
        foreach (Finding finding in Partition(game, context).Concat(Gradients("deterministic", game, context)).Concat(Gradients("slippery", PathGame.Slippery(Math.Min(4, Horizon)), context)).Concat(Learning(game, context)))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Partition(PathGame game, ExperimentContext context)
    {
        Energy cost = PathGame.Learner(Units, context.Rng.Fork(1));
        double[] costs = game.Costs(cost), model = game.Boltzmann(costs), others = game.Boltzmann(game.Costs(PathGame.Truth));
        Policy own = game.SoftPolicy(cost), even = Policy.Uniform(game.Mdp.States, game.Mdp.Actions);
        (string Name, Decided Q)[] generators = [("even", game.Decided(even)), ("halfway to the model", game.Decided(AdversarialCost.Between(even, own, 0.5))), ("the expert", game.Decided(game.SoftPolicy(PathGame.Truth)))];
        double truth = game.LogPartition(costs);
        PartitionCurve[] right = [.. generators.Select(g => PartitionCurve.Of(g.Name, costs, g.Q, model))], wrong = [.. generators.Select(g => PartitionCurve.Of(g.Name, costs, g.Q, others))];
        PartitionCurve[] all = [.. right, .. wrong];
        yield return AtMost("partition", "The ln Z that minimises the discriminator's loss is the importance-sampling estimate: the largest difference.", all.Worst(curve => Math.Abs(curve.Least - curve.Sampled)), 1e-12, all.Length);
        yield return AtMost("true-partition", "Where the data are the model's it is ln Σ e⁻ᶜ, whoever generates: the largest difference.", right.Worst(curve => Math.Abs(curve.Least - truth)), 1e-12, right.Length);
        yield return AtLeast("biased-partition", "Where they are not it is another number, which depends on who generates: how far ln Z is off at most.", wrong.Max(curve => Math.Abs(curve.Least - truth)), 0.01, wrong.Length);
        yield return new Pictured("partition", "Fact 1: the best Z is an importance-sampling estimate", GanFigures.Partition(right, wrong, truth), "The discriminator's loss over ln Z, above its least value, for three generators. Dots: the importance-sampling estimate E_μ[e⁻ᶜ/μ̃]; dashed: the true ln Σ e⁻ᶜ, by summing over all paths. Left the data are the model's own, and every generator finds the true Z. Right they are an expert's, and the estimate is off: the model's density stands in the mixture for the data's.");
        yield return new Noted("partition", new JsonObject { ["true"] = truth, ["model_data"] = new JsonArray([.. right.Select(curve => (JsonNode)curve.Least)]), ["expert_data"] = new JsonArray([.. wrong.Select(curve => (JsonNode)curve.Least)]) });
    }

    private IEnumerable<Finding> Gradients(string world, PathGame game, ExperimentContext context)
    {
        Energy cost = PathGame.Learner(Units, context.Rng.Fork(1));
        double[] costs = game.Costs(cost), data = game.Boltzmann(game.Costs(PathGame.Truth));
        Decided q = game.Decided(AdversarialCost.Between(Policy.Uniform(game.Mdp.States, game.Mdp.Actions), game.SoftPolicy(PathGame.Truth), 0.3));
        double z = DiscriminatorPartition.Log(costs, q.Log, data, q.Law);
        double[] mixture = [.. data.Zip(q.Law, (p, s) => 0.5 * (p + s))], assumed = [.. costs.Zip(q.Log, (c, log) => 0.5 * (Math.Exp(-c - z) + Math.Exp(log)))];
        double[] actual = [.. data.Select((p, i) => 0.5 * ((p / Math.Exp(game.Dynamics[i])) + Math.Exp(q.Log[i])))];
        double[] discriminator = Gradient(PathLosses.Discriminator, [.. q.Log]), held = Gradient(PathLosses.Guided, Ratio(mixture, assumed));
        double[] through = Gradient(static c => SumRows(PathLosses.DataWeight * c) + LogSumExpRows(PathLosses.LogImportance - PathLosses.LogSampler - Softplus(PathLosses.Logit(c)) - c), [.. mixture.Select(m => Math.Log(m))]);
        double[] model = game.Boltzmann(costs), likelihood = Gradient(static c => SumRows((PathLosses.DataWeight - Exp(PathLosses.LogImportance)) * c), [.. model.Select(m => Math.Log(m))]), mixed = Gradient(PathLosses.Guided, Ratio(mixture, actual));
        yield return AtMost($"gradient-{world}", $"On the {world} grid the discriminator's gradient at that Z is guided cost learning's, the mixture held: the largest difference.", Off(discriminator, held), 1e-12, held.Length);
        yield return AtMost($"likelihood-{world}", $"On the {world} grid, with the data's own density in the mixture, it is the likelihood's: the largest difference.", Off(mixed, likelihood), 1e-12, held.Length);
        yield return AtLeast($"through-{world}", $"On the {world} grid it is not where the mixture is differentiated too: the largest difference.", Off(discriminator, through), 1e-3, held.Length);
        if (world == "deterministic")
        {
            yield return new Pictured("gradients", "Fact 2: the discriminator's gradient is guided cost learning's", GanFigures.Gradients(discriminator, held, through, likelihood), $"Each dot is one of the cost's {held.Length} numbers: guided cost learning's derivative over the discriminator's. On the diagonal: the mixture of data and samples is held. Beside it: the mixture is differentiated too, or the likelihood's own derivative, Z summed over all paths, which the plug-in only has where the model is the data's. What is beyond the edge is not drawn.");
        }

        double[] Gradient(Func<Node, Node> loss, double[] logImportance)
        {
            PathBatch batch = new(cost, loss, game.Steps, learnsPartition: false);
            batch.Weigh(data, q.Law, q.Log, logImportance);
            batch.SetLogPartition(z);
            return batch.At(batch.Start).Gradient;
        }
    }

    private IEnumerable<Finding> Learning(PathGame game, ExperimentContext context)
    {
        Energy start = PathGame.Learner(Units, context.Rng.Fork(1));
        double[] data = game.Boltzmann(game.Costs(PathGame.Truth));
        context.Tell("the most likely cost");
        Energy likely = game.MostLikely(start, data, 50 * Steps);
        List<GameRow> rows = [];
        Round? last = null;
        foreach (Round round in game.Play(start, data, Rounds, Steps, 0.2, context.Stop))
        {
            rows.Add(GameRow.Of(game, data, round));
            context.Tell($"round {round.Number + 1} of {Rounds}, the generator's divergence {rows[^1].Divergence:g3}");
            last = round;
        }

        bool isSmoke = context.Size == ExperimentSize.Smoke;
        yield return AtMost("generator", "In every round the generator's loss is KL(q‖p_θ) + ln Z − ln Σ e⁻ᶜ: the largest difference.", rows.Worst(row => Math.Abs(row.GeneratorLoss - row.Divergence - row.Offset)), 1e-12, rows.Count);
        yield return AtMost("generator-learns", "At the end the generator is the data: KL(q‖p).", rows[^1].ToData, isSmoke ? 0.2 : 1e-6, rows.Count, "nat");
        yield return AtMost("model-learns", "At the end so is the model, e⁻ᶜ/Z: KL(p‖p_θ).", rows[^1].FromData, isSmoke ? 0.2 : 1e-6, rows.Count, "nat");
        yield return AtMost("learned-partition", "At the end the learned ln Z is ln Σ e⁻ᶜ: the difference.", Math.Abs(rows[^1].Offset), isSmoke ? 0.2 : 1e-4);
        yield return new Pictured("learning", "Fact 3: the generator minimises cost less entropy", GanFigures.Learning(rows), "Round by round. Left: the generator's loss E_q[ln(1 − D) − ln D] (line), and KL(q‖p_θ) and a constant (dots), which it is exactly. Middle: how far generator, model and data are from one another. Right: the learned ln Z and the true one of the same cost.");
        double[] cells = game.Cells(likely), learned = game.Cells(last!.Cost), truth = game.Cells(PathGame.Truth);
        bool[] visited = game.Visited;
        double apart = Shift(learned, visited).Zip(Shift(cells, visited), (a, b) => Math.Abs(a - b)).Where(double.IsFinite).Worst();
        double[] a = Normed(game, game.Costs(likely)), b = Normed(game, last.Costs);
        yield return AtMost("same-density", "GAN and maximum entropy give paths the same energies −ln p_θ: the difference, root of the mean square over the data.", Math.Sqrt(a.Select((e, i) => data[i] * (e - b[i]) * (e - b[i])).Sum()), isSmoke ? 0.5 : 1e-3, game.Count, "nat");
        if (!isSmoke)
        {
            yield return AtMost("same-cost", "They learn the same cost of cells, up to a constant that no path tells, where paths come: the largest difference.", apart, 1e-3, visited.Count(comes => comes));
        }

        yield return new Pictured("costs", "The cost that the GAN learned, and the one of largest likelihood", GanFigures.Costs(game, Shift(truth, visited), Shift(cells, visited), Shift(learned, visited), a, b), "Costs of the cells, less their mean: in truth, by maximum entropy, by the GAN, on one scale; a white cell is one that no path reaches in time. Below on the right: −ln p of each path by both, which no constant hides.");
        yield return new Noted("learning", new JsonObject { ["paths"] = game.Count, ["cost_difference"] = apart, ["from_data"] = rows[^1].FromData, ["to_data"] = rows[^1].ToData, ["log_partition"] = last.LogPartition });
    }

    private static double[] Ratio(double[] a, double[] b) => [.. a.Zip(b, (x, y) => Math.Log(x / y))];

    private static double Off(double[] a, double[] b) => Lessons.Difference(a, b).Worst(Math.Abs);

    // A place that no path counts has no cost that could be known.
    private static double[] Shift(double[] costs, bool[] visited) => [.. costs.Select((c, s) => visited[s] ? c - costs.Where((_, i) => visited[i]).Average() : double.NaN)];

    private static double[] Normed(PathGame game, double[] costs)
    {
        double z = game.LogPartition(costs);
        return [.. costs.Select((c, i) => c + z - game.Dynamics[i])];
    }
}

/// <summary>The discriminator's loss over ln Z for one generator.</summary>
/// <param name="Name">Who generates.</param>
/// <param name="LogPartitions">ln Z.</param>
/// <param name="Losses">Above the least.</param>
/// <param name="Least">Where it is least.</param>
/// <param name="Sampled">ln E_μ[e⁻ᶜ/μ̃] at that Z.</param>
internal sealed record PartitionCurve(string Name, double[] LogPartitions, double[] Losses, double Least, double Sampled)
{
    private const double Reach = 2.5;

    internal static PartitionCurve Of(string name, double[] costs, Decided q, double[] data)
    {
        double least = DiscriminatorPartition.Log(costs, q.Log, data, q.Law);
        double sampled = Math.Log(costs.Select((c, i) => 0.5 * (data[i] + q.Law[i]) * Math.Exp(-c) / (0.5 * (Math.Exp(-c - least) + Math.Exp(q.Log[i])))).Sum());
        double[] z = Lessons.Between(least - Reach, least + Reach, 121);
        double floor = Loss(least);
        return new(name, z, [.. z.Select(at => Loss(at) - floor)], least, sampled);

        double Loss(double at) => costs.Select((c, i) =>
        {
            double logit = -c - at - q.Log[i];
            return (data[i] * Math.Log(1 + Math.Exp(-logit))) + (q.Law[i] * Math.Log(1 + Math.Exp(logit)));
        }).Sum();
    }
}

/// <summary>Numbers of a round.</summary>
internal sealed record GameRow(int Number, double GeneratorLoss, double Divergence, double Offset, double ToData, double FromData, double LogPartition)
{
    internal static GameRow Of(PathGame game, double[] data, Round round)
    {
        double z = round.LogPartition;
        Decided q = round.Generator;
        double[] model = game.Boltzmann(round.Costs);

        // ln(1 − D) − ln D from D itself, so that the identity is one of numbers and not of formulas.
        double loss = round.Costs.Select((c, i) =>
        {
            double d = Math.Exp(-c - z) / (Math.Exp(-c - z) + Math.Exp(q.Log[i]));
            return q.Law[i] * (Math.Log(1 - d) - Math.Log(d));
        }).Sum();
        return new(round.Number + 1, loss, Kullback(q.Law, model), z - game.LogPartition(round.Costs), Kullback(q.Law, data), Kullback(data, model), z);
    }

    private static double Kullback(double[] a, double[] b) => a.Zip(b, (x, y) => x == 0 ? 0 : x * Math.Log(x / y)).Sum();
}
