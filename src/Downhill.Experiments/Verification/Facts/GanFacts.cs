using Downhill.Compute;
using Downhill.Inverse;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Three facts that make a GAN whose generator's density is known a maximum-entropy learner of costs.</summary>
/// <remarks>
/// D = (e⁻ᶜ/Z) / (e⁻ᶜ/Z + q), μ = ½ p + ½ q, μ̃ = ½ e⁻ᶜ/Z + ½ q, over spaces that are summed over.
/// 1: the Z that minimises the discriminator's loss is E_μ[e⁻ᶜ/μ̃]; it is Σ e⁻ᶜ where p is the model, and else it is not.
/// 2: there the discriminator's gradient is that of E_p[c] + ln E_μ[e⁻ᶜ/μ̃] with μ̃ held, which is the likelihood's where μ̃ is μ.
/// 3: the generator's loss is ln Z + E_q[c] − H(q) = KL(q‖p_θ) + ln Z − ln Σ e⁻ᶜ.
/// Source: C. Finn, P. Christiano, P. Abbeel and S. Levine (2016), arXiv 1611.03852.
/// Differs from the source: facts 1 and 2 are about the mixture with the model in the place of the data.
/// </remarks>
public sealed record GanFacts : Verification
{
    private const int Generators = 5;

    /// <inheritdoc/>
    public override string Name => "gan-facts";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "A GAN with a known generator learns the maximum-entropy cost: its Z is an importance-sampling estimate, its gradient is guided cost learning's, its generator minimises cost less entropy.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("another Z", "partition-deterministic"),
        new("another Z", "gradient-stochastic"),
        new("p is not the model", "true-partition-deterministic"),
        new("p is not the model", "true-partition-stochastic"),
        new("gradient through the mixture", "gradient-deterministic"),
        new("gradient through the mixture", "gradient-stochastic"),
        new("the model in the mixture", "likelihood-deterministic"),
        new("entropy dropped", "generator-deterministic"),
        new("entropy dropped", "generator-stochastic"),
        new("the model's Z", "divergence-stochastic"),
        new("dynamics on one side", "dynamics-cancel"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => new[] { ("deterministic", PathSpace.Deterministic(601)), ("stochastic", PathSpace.Stochastic(602)) }
        .SelectMany(pair => Facts(pair.Item1, pair.Item2));

    private IEnumerable<Claim> Facts(string world, PathSpace space)
    {
        Energy energy = PathSpace.Cost(611);
        double[] costs = space.Costs(energy), model = space.Boltzmann(costs), others = space.Boltzmann(space.Costs(PathSpace.Cost(612)));
        Decided q = Decided.By(space, 613);
        double z = DiscriminatorPartition.Log(costs, q.Log, others, q.Law) + (Makes("another Z") ? 0.1 : 0);
        double[] mixture = Mixture(others, q.Law), importance = Importance(mixture, Assumed(costs, q.Log, z));

        double sampled = Math.Log(costs.Zip(importance, (c, w) => w * Math.Exp(-c)).Sum());
        yield return AtMost($"partition-{world}", $"{Title(world)} dynamics: the ln Z that minimises the discriminator's loss is the importance-sampling estimate: the difference.", Math.Abs(z - sampled), 1e-12, space.Count);
        double[] truth = Makes("p is not the model") ? others : model;
        double far = Enumerable.Range(0, Generators).Worst(k =>
        {
            Decided generator = Decided.By(space, 620 + k);
            return Math.Abs(DiscriminatorPartition.Log(costs, generator.Log, truth, generator.Law) - space.LogPartition(costs));
        });
        yield return AtMost($"true-partition-{world}", $"{Title(world)} dynamics: where the data are the model's it is ln Σ e⁻ᶜ for any generator: the largest difference.", far, 1e-12, Generators);
        yield return AtLeast($"biased-{world}", $"{Title(world)} dynamics: where they are not it is biased: how far ln Z is off.", Math.Abs(z - space.LogPartition(costs)), 0.05);

        double[] discriminator = Discriminator(energy, space, others, q, z), guided = Guided(energy, space, others, mixture, q, importance, z);
        yield return AtMost($"gradient-{world}", $"{Title(world)} dynamics: at that Z the discriminator's gradient is guided cost learning's with the mixture held: the largest difference.", Compare.Largest(Compare.Difference(discriminator, guided)), 1e-12, guided.Length);
        double[] likelihood = Mean(energy, space, [.. others.Zip(model, (p, m) => p - m)]);
        double[] assumed = Makes("the model in the mixture") ? importance : Importance(mixture, [.. others.Select((p, i) => (0.5 * p / Math.Exp(space.Dynamics[i])) + (0.5 * Math.Exp(q.Log[i])))]);
        double[] right = Gradient(energy, PathLosses.Guided, space, batch => batch.Weigh(others, logImportance: Logs(assumed)));
        yield return AtMost($"likelihood-{world}", $"{Title(world)} dynamics: with the data's own density in the mixture it is the likelihood's: the largest difference.", Compare.Largest(Compare.Difference(right, likelihood)), 1e-12, right.Length);
        yield return AtLeast($"likelihood-gap-{world}", $"{Title(world)} dynamics: with the model's in its place, and the data another's, it is not: the largest difference.", Compare.Largest(Compare.Difference(discriminator, likelihood)), 1e-3, right.Length);

        foreach (Claim claim in Generator(world, space, costs, q, z))
        {
            yield return claim;
        }
    }

    private IEnumerable<Claim> Generator(string world, PathSpace space, double[] costs, Decided q, double z)
    {
        double[] d = [.. costs.Zip(q.Log, (c, log) => Math.Exp(-c - z) / (Math.Exp(-c - z) + Math.Exp(log)))];
        double loss = Compare.Dot(q.Law, [.. d.Select(share => Math.Log(1 - share) - Math.Log(share))]);
        double entropy = Makes("entropy dropped") ? 0 : -Compare.Dot(q.Law, q.Log);
        yield return AtMost($"generator-{world}", $"{Title(world)} dynamics: the generator's loss is ln Z + E_q[c] − H(q): the difference.", Math.Abs(loss - (z + Compare.Dot(q.Law, costs) - entropy)), 1e-12, space.Count);
        double[] model = space.Boltzmann(costs);
        double divergence = q.Law.Zip(model, (a, b) => a * Math.Log(a / b)).Sum();
        double offset = Makes("the model's Z") ? 0 : z - space.LogPartition(costs);
        yield return AtMost($"divergence-{world}", $"{Title(world)} dynamics: it is KL(q‖p_θ) and a constant: the difference.", Math.Abs(loss - divergence - offset), 1e-12, space.Count);
        if (world == "stochastic")
        {
            double[] whole = [.. costs.Select((c, i) =>
            {
                double density = Math.Exp((Makes("dynamics on one side") ? 0 : space.Dynamics[i]) - c - z);
                return density / (density + Math.Exp(space.Dynamics[i] + q.Log[i]));
            })];
            yield return AtMost("dynamics-cancel", "With what the world does in the model's density and in the generator's, D is the same: the largest difference.", Compare.Largest(Compare.Difference(whole, d)), 1e-12, space.Count);
        }
    }

    private static double[] Discriminator(Energy energy, PathSpace space, double[] data, Decided q, double z) =>
        Gradient(energy, PathLosses.Discriminator, space, batch =>
        {
            batch.Weigh(data, q.Law, q.Log);
            batch.SetLogPartition(z);
        });

    private double[] Guided(Energy energy, PathSpace space, double[] data, double[] mixture, Decided q, double[] importance, double z)
    {
        if (!Makes("gradient through the mixture"))
        {
            return Gradient(energy, PathLosses.Guided, space, batch => batch.Weigh(data, logImportance: Logs(importance)));
        }

        // ln μ̃ = ln q − ln 2 + softplus(−c − ln Z − ln q), a function of the cost.
        static Node Through(Node cost) => SumRows(PathLosses.DataWeight * cost) + LogSumExpRows(PathLosses.LogImportance - PathLosses.LogSampler - Softplus(PathLosses.Logit(cost)) - cost);
        return Gradient(energy, Through, space, batch =>
        {
            batch.Weigh(data, q.Law, q.Log, Logs(mixture));
            batch.SetLogPartition(z);
        });
    }

    private static double[] Mean(Energy energy, PathSpace space, double[] weights) =>
        Gradient(energy, cost => SumRows(PathLosses.DataWeight * cost), space, batch => batch.Weigh(weights));

    private static double[] Gradient(Energy energy, Func<Node, Node> loss, PathSpace space, Action<PathBatch> weigh)
    {
        PathBatch batch = new(energy, loss, space.Steps, learnsPartition: false);
        weigh(batch);
        return batch.At(batch.Start).Gradient;
    }

    private static double[] Mixture(double[] data, double[] sample) => [.. data.Zip(sample, (p, q) => 0.5 * (p + q))];

    /// <summary>μ̃, what the world does left out.</summary>
    private static double[] Assumed(double[] costs, double[] logSampler, double z) => [.. costs.Zip(logSampler, (c, log) => 0.5 * (Math.Exp(-c - z) + Math.Exp(log)))];

    private static double[] Importance(double[] mixture, double[] assumed) => [.. mixture.Zip(assumed, (m, a) => m / a)];

    private static double[] Logs(double[] numbers) => [.. numbers.Select(number => Math.Log(number))];

    private static string Title(string world) => char.ToUpperInvariant(world[0]) + world[1..];

    /// <summary>A generator: how likely each way is, and ln of its decisions alone.</summary>
    private sealed record Decided(double[] Law, double[] Log)
    {
        internal static Decided By(PathSpace space, int seed)
        {
            Policy policy = PathSpace.Decider(seed);
            return new(space.All.Law(policy), space.All.LogPolicy(policy));
        }
    }
}
