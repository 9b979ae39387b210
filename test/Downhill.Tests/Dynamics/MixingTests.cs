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
