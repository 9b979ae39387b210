using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>What <see cref="Certificate"/> says beforehand, against closed forms and against what a course then does.</summary>
/// <remarks>Source: J. Tsitsiklis and B. Van Roy (1996), Feature-based methods for large scale dynamic programming; J. Achiam, E. Knight and P. Abbeel (2019), arXiv:1903.08894.</remarks>
public sealed record Certificates : Verification
{
    private const double Step = 0.1;

    /// <inheritdoc/>
    public override string Name => "certificates";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "Whether values settle, said before they are learned: the verdict turns where two states begin to grow, growth is as proved, and no pair of tables comes apart where they contract.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("a later threshold", "turn"),
        new("a longer step", "growth"),
        new("the opposite direction", "direction"),
        new("a longer step than certified", "contracts"),
        new("an end that is learned", "end"),
        new("a share of 1 + γ", "largest-step"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => TwoStates().Concat([Direction(), Contracts(), End(), LargestStep()]);

    private IEnumerable<Claim> TwoStates()
    {
        double[] ends = [0, 0.1, 0.2];
        int right = 0;
        double error = 0;
        foreach (double end in ends)
        {
            double threshold = 5 / (6 - (4 * end)) * (Makes("a later threshold") ? 1.03 : 1);
            foreach (double discount in new[] { 0.99 * threshold, Math.Min(1.01 * threshold, 0.9999) })
            {
                Classic classic = Classics.TsitsiklisVanRoy(end, discount);
                QIteration update = new(classic.Iteration.Backup, Gain.OfKernel(classic.Iteration.Features!.Kernel(), classic.Iteration.Gain.Weights)) { StepSize = Makes("a longer step") ? 1.1 * Step : Step };
                Certificate found = Certificate.Of(update, [1, 2, 0], 200_000, seeksStep: false);
                right += found.Verdict == (discount > threshold ? Fate.Diverges : Fate.Converges) ? 1 : 0;
                double factor = 1 + (Step * ((discount * (3 - (2 * end))) - 2.5));
                error = Math.Max(error, Math.Abs((found.Growing?.Growth ?? found.BestModulus) - factor));
            }
        }

        yield return AtLeast("turn", "Of Q = w (1, 2) on two states the verdict turns from converges to diverges at γ = 5/(6 − 4ε): verdicts 1 % below and above it, at ε = 0, 0.1, 0.2, that are right.", right, 2 * ends.Length, 2 * ends.Length);
        yield return AtMost("growth", "The factor that it proves is 1 + α (γ (3 − 2ε) − 5/2): the largest distance.", error, 1e-9, 2 * ends.Length);
    }

    private Claim Direction()
    {
        double error = 0;
        int proved = 0;
        for (int draw = 0; draw < 60; draw++)
        {
            QIteration update = Drawn(draw, 0.05);
            if (Certificate.Of(update, new double[update.Size], seeksStep: false).Growing is not { } growing)
            {
                continue;
            }

            // So far out that rewards no longer matter.
            double sign = Makes("the opposite direction") ? -1 : 1;
            double[] far = [.. growing.Direction.Select(value => sign * 1e12 * value)];
            QState at = QState.At(far);
            for (int step = 0; step < growing.Period; step++)
            {
                at = update.Next(at);
            }

            double factor = Math.Pow(growing.Growth, growing.Period);
            error = Math.Max(error, at.Values.Zip(far, (to, from) => Math.Abs((to / 1e12) - (factor * from / 1e12))).Max());
            proved++;
        }

        return AtMost("direction", "Far out along the direction that it shows, a table is multiplied by the growth that it proves, of random processes and kernels: the largest distance.", proved == 0 ? 1 : error, 1e-8, proved);
    }

    private Claim Contracts()
    {
        double most = 0;
        for (int draw = 0; draw < 20; draw++)
        {
            Rng rng = new Rng(412).Fork(draw);
            Mdp mdp = new Garnet { States = 5, Actions = 2, Ends = 1, Discount = 0.9 }.Draw(rng.Fork(0));
            QIteration table = new(new(mdp), Gain.Weighted(PairDistribution.Uniform(mdp))) { StepSize = 4 };
            Certificate found = Certificate.Of(table, new double[10]);
            QIteration run = Makes("a longer step than certified") ? table with { StepSize = 2 * found.LargestStep } : table;
            most = Math.Max(most, found.Verdict == Fate.Contracts ? Apart(run, rng.Fork(1)) / found.Modulus : 2);
        }

        return AtMost("contracts", "Tables of processes with ends, every pair seen alike: it proves that they contract, and no drawn pair of tables comes apart by more than its modulus. The largest factor over the modulus.", most, 1 + 1e-12, 20);
    }

    // By which factor pairs of tables come together, of those values that are read.
    private static double Apart(QIteration update, Rng rng)
    {
        double most = 0;
        int[] read = [.. Enumerable.Range(0, update.Size).Where(pair => update.Gain.Weights[pair] > 0)];
        for (int pair = 0; pair < 50; pair++)
        {
            double[] first = new double[update.Size], second = new double[update.Size];
            rng.Fork(pair).Fork(0).Normal(first);
            rng.Fork(pair).Fork(1).Normal(second);
            double[] from = update.Next(QState.At(first)).Values, to = update.Next(QState.At(second)).Values;
            most = Math.Max(most, read.Max(i => Math.Abs(from[i] - to[i])) / read.Max(i => Math.Abs(first[i] - second[i])));
        }

        return most;
    }

    private Claim End()
    {
        // 0 → 1 → end: d₀′ = (1 − α ρ₀) d₀ + α ρ₀ γ d₁ and d₁′ = (1 − α ρ₁) d₁; no value reads the end's.
        Mdp chain = new(Transitions.Of(3, 1, [(0, 0, 1, 1.0), (1, 0, 2, 1.0)]), Rewards.OfState([1, 1, 0]), [1, 0, 0], [false, false, true], 0.5);
        QIteration update = new(new(chain), Gain.Weighted([0.5, 0.5, Makes("an end that is learned") ? 0.01 : 0])) { StepSize = 0.8 };
        return Within("end", "On 0 → 1 → end a table contracts by max(1 − (1 − γ) α ρ₀, 1 − α ρ₁): what an end is said to be worth is read by no other value.", Certificate.Of(update, new double[3]).Modulus, 0.8, 1e-15);
    }

    private Claim LargestStep()
    {
        double error = 0;
        foreach (double discount in new[] { 0.1, 0.5, 0.9, 0.99 })
        {
            Mdp alone = new(Transitions.Of(1, 1, [(0, 0, 0, 1)]), Rewards.OfState([1]), [1], [false], discount);
            double found = Certificate.Of(new(new(alone), Gain.Identity(1)) { StepSize = 0.5 }, [0]).LargestStep;
            error = Math.Max(error, Math.Abs((found * (Makes("a share of 1 + γ") ? 1 + discount : 1 - discount) / 2) - 1));
        }

        return AtMost("largest-step", "Of one state that keeps γ of itself, Q′ = (1 − α (1 − γ)) Q + α r, the largest safe step is 2/(1 − γ): the largest relative distance.", error, 1e-9, 4);
    }

    private static QIteration Drawn(int draw, double step)
    {
        Rng rng = new Rng(411).Fork(draw);
        Mdp mdp = new Garnet { States = 4, Actions = 2, Discount = 0.95 }.Draw(rng.Fork(0));
        double[] values = new double[8 * 2];
        rng.Fork(1).Normal(values);
        return new(new(mdp), Gain.OfKernel(new LinearFeatures(8, 2, values).Kernel(), [.. Enumerable.Range(0, 8).Select(i => rng.Uniform(i))])) { StepSize = step };
    }
}
