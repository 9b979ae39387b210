using System.Numerics;
using Downhill.Bootstrapping;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>Updates of Q-tables, Q + α K D (T Q − Q): their moduli, attained; their common rest; and where the classics begin to grow.</summary>
/// <remarks>Source: J. Achiam, E. Knight and P. Abbeel (2019), arXiv:1903.08894; L. Baird (1995); J. Tsitsiklis and B. Van Roy (1996).</remarks>
public sealed record QUpdates : Verification
{
    private const int N = 6;
    private const double Discount = 0.9;

    /// <inheritdoc/>
    public override string Name => "q-updates";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "What an update of a Q-table with a state distribution and a kernel contracts by, a pair of tables that attains it, where all such updates rest, and from which discount on Baird's star and its kin grow.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the mean weight for the least", "weighted"),
        new("too long a step", "weighted-step"),
        new("every pair is seen", "unseen"),
        new("a table that learns nothing from others", "kernel-attained"),
        new("twice the coupling", "kernel-condition"),
        new("a restless update", "rest"),
        new("six outer states", "star"),
        new("a nearer end", "thresholds"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => Weighted().Concat(Kernels()).Concat(Rest()).Concat(Classic());

    private IEnumerable<Claim> Weighted()
    {
        double[] rho = [0.05, 0.1, 0.15, 0.2, 0.2, 0.3];
        const double Step = 3;
        double least = Makes("the mean weight for the least") ? rho.Average() : rho.Min();
        yield return Within("weighted", "With a state distribution D two tables come together by 1 − (1 − γ) α ρ of the pair that is seen least, where α ρ ≤ 1: a constructed process and pair of tables, against the formula.", Attained(Gain.Weighted(rho), Step), 1 - ((1 - Discount) * Step * least), 1e-12);
        double longest = Makes("too long a step") ? 2 / ((1 + Discount) * rho.Worst()) * 1.01 : Contraction.LargestStep(Gain.Weighted(rho), Discount);
        yield return Within("weighted-step", "And are not brought together any more at α = 2/((1 + γ) max ρ): what the pair attains there.", Attained(Gain.Weighted(rho), longest), 1, 1e-12);
        double[] unseen = Makes("every pair is seen") ? rho : [0, .. rho[1..]];
        yield return Within("unseen", "A pair that is never seen is never brought together: the modulus is one.", Attained(Gain.Weighted(unseen), Step), 1, 1e-12);
    }

    private IEnumerable<Claim> Kernels()
    {
        double[] rho = [0.05, 0.1, 0.15, 0.2, 0.2, 0.3], noise = Calculation.Normal(171, N * N);
        double error = new[] { 0.1, 0.5, 1, 3, 10 }.Worst(step =>
        {
            Gain gain = Gain.OfKernel(Mixed(noise, 0.5), rho), alone = Gain.Weighted(rho);
            return Math.Abs(Attained(Makes("a table that learns nothing from others") ? alone : gain, step) - Formula(gain, step));
        });
        yield return AtMost("kernel-attained", "With a kernel K the modulus is β = maxᵢ Σⱼ (|δᵢⱼ − α Kᵢⱼ ρⱼ| + α γ |Kᵢⱼ| ρⱼ), and a constructed process and pair of tables attain it: the largest distance, at five step sizes.", error, 1e-12, 5);

        // The largest coupling that (1 + γ) Σ |Kᵢⱼ| ρⱼ ≤ (1 − γ) Kᵢᵢ ρᵢ admits in every row.
        double[] aside = [.. Enumerable.Range(0, N).Select(i => Enumerable.Range(0, N).Where(j => j != i).Sum(j => Math.Abs(noise[(i * N) + j]) * rho[j]))];
        double coupling = Enumerable.Range(0, N).Min(i => (1 - Discount) * rho[i] / ((1 + Discount) * aside[i])) * (Makes("twice the coupling") ? 2 : 1);
        Gain just = Gain.OfKernel(Mixed(noise, coupling), rho);
        yield return AtMost("kernel-condition", "Where (1 + γ) Σ |Kᵢⱼ| ρⱼ ≤ (1 − γ) Kᵢᵢ ρᵢ over j ≠ i and α Kᵢᵢ ρᵢ < 1, no pair comes apart: what the worst attains at equality in one row.", Attained(just, 2), 1 + 1e-12);
    }

    private IEnumerable<Claim> Rest()
    {
        double worst = 0;
        for (int draw = 0; draw < 5; draw++)
        {
            Mdp mdp = new Garnet { States = 6, Actions = 3, Ends = 1, Discount = Discount }.Draw(new((ulong)(180 + draw)));
            int n = 18;
            double[] best = OptimalValues.Of(mdp).Q, rho = PairDistribution.Of(mdp, Policy.Uniform(6, 3));
            Gain gain = Gain.OfKernel(Calculation.Normal(190 + draw, n * n), Makes("a restless update") ? [.. rho.Select((p, i) => i == 0 ? p + 1e9 : p)] : rho);
            foreach (QIteration update in Every(new(mdp), gain, Gain.Identity(n)))
            {
                QState at = update.Next(update.Next(QState.At(best)));
                worst = Math.Max(worst, Compare.Largest(Compare.Difference(at.Values, best)));
            }
        }

        yield return AtMost("rest", "Value iteration, steps with any D and K, through K's inverse, with momentum, a copy or a twin table: all rest at the optimal table of policy iteration. The largest move.", worst, 1e-11, 30);
    }

    private static IEnumerable<QIteration> Every(BellmanBackup backup, Gain gain, Gain one) =>
    [
        new(backup, one), new(backup, one) { StepSize = 0.3 }, new(backup, gain), new(backup, Gain.Corrected(gain.Kernel)),
        new(backup, gain) { Momentum = 0.9 }, new(backup, gain) { Guess = Guess.Copy, CopyEvery = 2 }, new(backup, gain) { Guess = Guess.Checked }, new(backup, gain) { Guess = Guess.Twin },
    ];

    private IEnumerable<Claim> Classic()
    {
        double error = 0;
        foreach (double g in new[] { 0.5, 0.88, 0.99 })
        {
            double[,] published = { { -4, 2 * g, (4 * g) - 2 }, { 0, g - 1, (2 * g) - 2 }, { -12, (8 * g) - 2, (16 * g) - 10 } };
            Classic star = Classics.Baird(g, 1);
            for (int direction = 0; direction < 3; direction++)
            {
                // a of the six outer weights, b of the seventh, c of the eighth.
                int outer = Makes("six outer states") ? 5 : 6;
                double[] w = [.. Enumerable.Range(0, 8).Select(i => (i < outer ? 0 : i < 7 ? 1 : 2) == direction ? 1.0 : 0)], next = star.Iteration.Next(QState.At(w)).Values;
                double[] moved = [next[0] - w[0], next[6] - w[6], next[7] - w[7]];
                error = Math.Max(error, Enumerable.Range(0, 3).Max(row => Math.Abs((7 * moved[row]) - published[row, direction])));
            }
        }

        yield return AtMost("star", "Baird's star moves by [[−4, 2γ, 4γ − 2], [0, γ − 1, 2γ − 2], [−12, 8γ − 2, 16γ − 10]]/7 in (w₁ = … = w₆, w₇, w₈): the largest distance of an expected step.", error, 1e-13, 27);

        double near = Makes("a nearer end") ? 0.01 : 0;
        (double Found, double Published)[] thresholds =
        [
            (Root(discount => Classics.Baird(discount)), 15.0 / 17),
            .. new[] { 0, 0.1, 0.2 }.Select(end => (Root(discount => Classics.TsitsiklisVanRoy(end + near, discount)), 5 / (6 - (4 * end)))),
            (Root(discount => Classics.FirstTransition(discount)), 0.5),
        ];
        yield return AtMost("thresholds", "A rate points outward above γ = 15/17 (star), 5/(6 − 4ε) (two states, ends with chance ε), 1/2 (first transition alone): the largest distance.", thresholds.Worst(pair => Math.Abs(pair.Found - pair.Published)), 1e-9, thresholds.Length);
    }

    // Where the least real part of a rate that is not zero changes its sign.
    private static double Root(Func<double, Classic> classic)
    {
        double low = 0.3, high = 1;
        for (int i = 0; i < 40; i++)
        {
            double middle = 0.5 * (low + high);
            Classic at = classic(middle);
            Complex[] rates = Stability.Rates(at.Iteration, new int[at.Iteration.Backup.Mdp.States]);
            bool isOut = rates.Any(rate => rate.Real < -1e-11);
            (low, high) = isOut ? (low, middle) : (middle, high);
        }

        return high;
    }

    // The formula, written apart from the library's.
    private static double Formula(Gain gain, double step) => Enumerable.Range(0, N).Worst(i => Enumerable.Range(0, N).Sum(j => Math.Abs((i == j ? 1 : 0) - (step * gain.Kernel[(i * N) + j] * gain.Weights[j])) + (step * Discount * Math.Abs(gain.Kernel[(i * N) + j]) * gain.Weights[j])));

    /// <summary>The largest factor by which an update moves a constructed pair of tables apart, over constructions for each row.</summary>
    /// <remarks>
    /// For row i the tables differ by dⱼ = ±1, the sign of δᵢⱼ − α Kᵢⱼ ρⱼ, and the backup should differ by γ times the sign of Kᵢⱼ: so pair j
    /// leads to a state whose best action, in both tables, has that difference. Two states beside, of one pair each, supply both signs.
    /// </remarks>
    private static double Attained(Gain gain, double step) => Enumerable.Range(0, N).Worst(row =>
    {
        Transitions transitions = Transitions.Of(N + 2, 1, Enumerable.Range(0, N + 2).Select(pair => (pair, 0, pair < N && gain[row, pair] < 0 ? N + 1 : N, 1.0)));
        Mdp mdp = new(transitions, Rewards.OfState(new double[N + 2]), [1, .. new double[N + 1]], new bool[N + 2], Discount);
        double[] kernel = new double[(N + 2) * (N + 2)];
        for (int at = 0; at < N * N; at++)
        {
            kernel[(at / N * (N + 2)) + (at % N)] = gain.Kernel[at];
        }

        QIteration update = new(new(mdp), Gain.OfKernel(kernel, [.. gain.Weights, 0, 0])) { StepSize = step };
        double[] low = Calculation.Normal(172, N + 2), high = [.. low];
        for (int pair = 0; pair < N + 2; pair++)
        {
            high[pair] += pair == N + 1 ? -1 : pair == N ? 1 : (pair == row ? 1 : 0) - (step * gain[row, pair]) >= 0 ? 1 : -1;
        }

        double[] from = update.Next(QState.At(low)).Values, to = update.Next(QState.At(high)).Values;
        return Math.Abs(to[row] - from[row]);
    });

    private static double[] Mixed(double[] noise, double coupling) => [.. noise.Select((value, at) => at / N == at % N ? 1 : coupling * value)];
}
