using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Tests.Bootstrapping;

public sealed class CertificateTests
{
    // Values of Tsitsiklis and Van Roy: Q = w (1, 2), so K = φ φᵀ, and w grows exactly if γ > 5/(6 − 4ε).
    private static QIteration TwoStates(double discount)
    {
        Classic classic = Classics.TsitsiklisVanRoy(0.1, discount);
        return new(classic.Iteration.Backup, Gain.OfKernel(classic.Iteration.Features!.Kernel(), classic.Iteration.Gain.Weights)) { StepSize = 0.1 };
    }

    [Theory]
    [InlineData(-1e-3, Fate.Converges)]
    [InlineData(1e-3, Fate.Diverges)]
    public void The_verdict_turns_at_the_threshold_of_two_states(double beyond, Fate expected)
    {
        double threshold = 5 / (6 - 0.4);
        Certificate found = Certificate.Of(TwoStates(threshold + beyond), [1, 2, 0], 2_000_000);
        Assert.Equal(expected, found.Verdict);

        // Δw = α w (γ (3 − 2 ε) − 5/2).
        double factor = 1 + (0.1 * (((threshold + beyond) * 2.8) - 2.5));
        Assert.Equal(factor, expected == Fate.Diverges ? found.Growing!.Growth : found.BestModulus, 1e-9);
    }

    [Fact]
    public void A_table_contracts_and_its_largest_step_is_that_of_its_modulus()
    {
        QIteration table = new(new(new Garnet { States = 4, Actions = 2, Discount = 0.9 }.Draw(new Rng(3))), Gain.Weighted([.. Enumerable.Repeat(0.125, 8)])) { StepSize = 0.5 };
        Certificate found = Certificate.Of(table, new double[8]);
        Assert.Equal(Fate.Contracts, found.Verdict);
        Assert.Equal(QEnd.Settled, found.Course.End);

        // Just above its largest step the modulus is one.
        Assert.Equal(1, Contraction.Modulus(table with { StepSize = found.LargestStep }), 1e-9);
    }

    [Fact]
    public void A_common_norm_is_found_where_one_is_known_and_none_where_a_product_grows()
    {
        // Two rotations scaled by 0.9 about different axes of one ellipse contract in its norm, though each stretches lengths up to 1.8.
        double[,] turned = { { 0, -1.8 }, { 0.45, 0 } }, half = { { 0.9 * Math.Cos(1), -1.8 * Math.Sin(1) }, { 0.45 * Math.Sin(1), 0.9 * Math.Cos(1) } };
        CommonNorm found = CommonNorm.Of([turned, half]);
        Assert.True(found.Proves([turned, half]));
        Assert.InRange(found.Modulus, 0.9 - 1e-12, 0.95);

        // Each is nilpotent, but their product is 4.
        double[,] up = { { 0, 2 }, { 0, 0 } }, down = { { 0, 0 }, { 2, 0 } };
        Assert.True(CommonNorm.Of([up, down]).Modulus >= 2 - 1e-9);
        Assert.False(CommonNorm.Of([up, down]).Proves([up, down]));
    }

    [Fact]
    public void A_step_that_is_too_long_swings_out_with_a_period_of_two()
    {
        // One state that keeps a share γ of itself: Q′ = (1 − α (1 − γ)) Q, here by −2.
        Mdp mdp = new(Transitions.Of(1, 1, [(0, 0, 0, 1)]), Rewards.OfState([1]), [1], [false], 0.5);
        Certificate found = Certificate.Of(new(new(mdp), Gain.Identity(1)) { StepSize = 6 }, [0]);
        Assert.Equal(Fate.Diverges, found.Verdict);
        Assert.Equal(2, found.Growing!.Growth, 1e-9);
        Assert.Equal(4, found.LargestStep, 1e-6);
    }

    [Fact]
    public void Soft_divergence_is_measured_by_rewards_and_not_by_what_is_earned_with_an_end()
    {
        // One step to an end, 1 in either: Q = 1 + 1/2, and no value exceeds 1 / (1 − 1/2).
        Mdp chain = new(Transitions.Of(2, 1, [(0, 0, 1, 1.0)]), Rewards.OfState([1, 1]), [1, 0], [false, true], 0.5);
        Assert.Equal(1.5 / 2, Certificate.Of(new(new(chain), Gain.Identity(2)), new double[2]).SoftDivergence, 1e-12);
    }

    [Fact]
    public void No_verdict_is_contradicted_by_the_course()
    {
        List<(Fate Verdict, QEnd End)> seen = [];
        for (int seed = 0; seed < 40; seed++)
        {
            Rng rng = new Rng(77).Fork(seed);
            QIteration update = seed % 2 == 0 ? Featured(rng) : Lopsided(rng);
            Certificate found = Certificate.Of(update, new double[8]);
            QEnd end = QCourse.Of(update, new double[8], 1e-9, 1e6 * 20 * update.Backup.Rewards.Max(Math.Abs)).End;
            Assert.True(found.Verdict == Fate.MayDiverge || end != (found.Verdict == Fate.Diverges ? QEnd.Settled : QEnd.Grew), $"{seed}: {found.Verdict} and {end}");
            seen.Add((found.Verdict, end));
        }

        Assert.Contains((Fate.Diverges, QEnd.Grew), seen);
        Assert.Contains(seen, one => one is (Fate.Contracts or Fate.Converges, QEnd.Settled));
    }

    private static Mdp Drawn(Rng rng) => new Garnet { States = 4, Actions = 2, Discount = 0.95 }.Draw(rng.Fork(0));

    // Two features of any sign, all pairs seen: nearly all settle.
    private static QIteration Featured(Rng rng)
    {
        double[] values = new double[8 * 2];
        rng.Fork(1).Normal(values);
        Gain gain = Gain.OfKernel(new LinearFeatures(8, 2, values).Kernel(), [.. Enumerable.Range(0, 8).Select(i => rng.Uniform(i))]);
        return new(new(Drawn(rng)), gain) { StepSize = 0.05 };
    }

    // One positive feature, of which states have more or less, and data of a few pairs: about two in five grow.
    private static QIteration Lopsided(Rng rng)
    {
        double[] sizes = new double[4 + 8];
        rng.Fork(1).Normal(sizes);
        LinearFeatures feature = new(8, 1, [.. Enumerable.Range(0, 8).Select(i => Math.Exp(sizes[i / 2] + (0.2 * sizes[4 + i])))]);
        Gain gain = Gain.OfKernel(feature.Kernel(), [.. Enumerable.Range(0, 8).Select(i => Math.Pow(rng.Uniform(i), 12))]);
        return new(new(Drawn(rng)), gain) { StepSize = 0.3 / Enumerable.Range(0, 8).Sum(i => gain[i, i]) };
    }
}
