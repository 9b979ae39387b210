using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Tests.Dynamics;

public sealed class MixingTests
{
    // For x ← φ x + √(1 − φ²) ξ the correlation at lag t is φᵗ, so n draws are worth n (1 − φ) / (1 + φ). The estimate sums about
    // 4 / (1 − φ) lags of n draws, each with error 1/√n: well below a tenth here.
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_effective_size_of_an_autoregression_is_the_textbook_one(double phi)
    {
        const int Chains = 20, Rounds = 5000;
        double[] draws = new double[Chains * Rounds];
        new Rng(21).Normal(draws);
        for (int at = Chains; at < draws.Length; at++)
        {
            draws[at] = (phi * draws[at - Chains]) + (Math.Sqrt(1 - (phi * phi)) * draws[at]);
        }

        double expected = draws.Length * (1 - phi) / (1 + phi);
        Assert.Equal(expected, Mixing.EffectiveSize(draws, Chains), 0.1 * expected);

        // Halves of 2500 draws of chains from one law: the excess is half the variance of a half's mean, 1 / (2 × 2500 (1 − φ) / (1 + φ)).
        Assert.InRange(Mixing.RHat(draws, Chains), 1 - 1e-3, 1 + (3 / (2 * 2500 * (1 - phi) / (1 + phi))));
    }

    // Two chains that alternate ±1 about −3 and 3: halves have means ±3 and variance 4/3 of four draws, so W = 4/3, B/n = 12.
    [Fact]
    public void R_hat_is_the_formula_on_numbers_done_by_hand()
    {
        double[] draws = [.. Enumerable.Range(0, 8).SelectMany(round => new[] { -3 + Sign(round), 3 + Sign(round) })];
        Assert.Equal(Math.Sqrt(((0.75 * 4 / 3) + 12) / (4.0 / 3)), Mixing.RHat(draws, 2), 1e-12);

        static double Sign(int round) => round % 2 == 0 ? 1 : -1;
    }

    // A half of four rounds has one pair of lags, and draws that never move have no correlation: neither says what draws are worth.
    [Fact]
    public void What_cannot_be_told_is_no_number()
    {
        double[] draws = new double[256 * 20];
        new Rng(23).Normal(draws);
        Assert.All((int[])[4, 8, 9], rounds => Assert.True(double.IsNaN(Mixing.EffectiveSize(draws.AsSpan(0, 256 * rounds), 256))));
        Assert.False(double.IsNaN(Mixing.EffectiveSize(draws.AsSpan(0, 2560), 256)));
        Assert.True(double.IsNaN(Mixing.BulkSize(new double[400], 4)));
        draws[7] = double.NaN;
        Assert.True(double.IsNaN(Mixing.RankRHat(draws, 256)) && double.IsNaN(Mixing.BulkSize(draws, 256)));
    }

    // The numbers of an implementation in plain Python by the formulas of the paper, with the quantiles of its standard library; the draws are
    // those of four autoregressions of different memory, one shifted, cubed for heavy tails, rounded so that some are equal.
    [Fact]
    public void The_diagnostics_of_the_paper_are_those_of_another_implementation()
    {
        double[] draws = Autoregressions();
        Assert.Equal(1.1808775988781215, Mixing.RHat(draws, 4), 1e-12);
        Assert.Equal(1.299795836768921, Mixing.RankRHat(draws, 4), 1e-12);
        Assert.Equal(21.00126270880685, Mixing.EffectiveSize(draws, 4), 1e-9);
        Assert.Equal(11.633231666139226, Mixing.BulkSize(draws, 4), 1e-9);
        Assert.Equal(42.778557772016995, Mixing.TailSize(draws, 4), 1e-9);
        Assert.Equal(0.5085777882203474, Mixing.MeanError(draws, 4), 1e-12);
    }

    private static double[] Autoregressions()
    {
        const int Chains = 4, Rounds = 101;
        uint state = 12345;
        double[] memory = [0, 0.5, 0.8, -0.4], at = new double[Chains], draws = new double[Rounds * Chains];
        for (int i = 0; i < draws.Length; i++)
        {
            int chain = i % Chains;
            at[chain] = (memory[chain] * at[chain]) + Next() + Next() + Next() - 1.5;
            double rounded = Math.Round(at[chain] + (chain == 2 ? 0.3 : 0), 3);
            draws[i] = rounded * rounded * rounded;
        }

        return draws;

        double Next() => ((state = unchecked((1664525 * state) + 1013904223)) + 0.5) / 4294967296;
    }

    // Of tables of the normal law.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.01, -2.3263478740408408)]
    [InlineData(1e-15, -7.941345326170998)]
    public void Normal_scores_are_quantiles(double probability, double expected) => Assert.Equal(expected, NormalScores.Quantile(probability), 1e-13);

    [Fact]
    public void Spreads_that_differ_are_seen_by_ranks_only()
    {
        double[] draws = new double[4000];
        new Rng(23).Normal(draws);
        double[] spread = [.. draws.Select((x, at) => at % 4 == 0 ? 4 * x : x)];
        Assert.InRange(Mixing.RHat(spread, 4), 0.99, 1.01);
        Assert.True(Mixing.RankRHat(spread, 4) > 1.1);
        Assert.InRange(Mixing.RankRHat(draws, 4), 0.99, 1.01);
    }

    // A chain whose first half lies elsewhere has not settled, though there is no other to compare it with.
    [Fact]
    public void A_single_chain_that_drifts_is_seen()
    {
        double[] draws = new double[400];
        new Rng(22).Normal(draws);
        Assert.InRange(Mixing.RHat(draws, 1), 0.99, 1.03);
        Assert.True(Mixing.RHat([.. draws.Select((x, at) => x + (at / 100.0))], 1) > 1.5);
    }

    [Fact]
    public void Draws_that_are_no_rounds_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Mixing.RHat(new double[7], 2));
        Assert.Throws<ArgumentException>(() => Mixing.EffectiveSize(new double[6], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mixing.RHat(new double[8], 0));
    }
}
