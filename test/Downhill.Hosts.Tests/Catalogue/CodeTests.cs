using Downhill.Compute;
using Downhill.Experiments.Codes;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>Lengths of codes, against sums and entropies in closed form.</summary>
public sealed class CodeTests
{
    [Theory]
    [InlineData(1, 1.518567)] // log₂ 2.865064
    [InlineData(2, 2.518567)] // + log₂ 2
    [InlineData(16, 8.518567)] // + 4 + 2 + 1
    public void A_whole_number_takes_its_iterated_logarithms(int n, double bits) => Assert.Equal(bits, WholeNumberCode.Bits(n), 1e-6);

    [Fact]
    public void Signed_numbers_are_counted_once_each()
    {
        double[] expected = [.. Enumerable.Range(1, 7).Select(n => WholeNumberCode.Bits(n))];
        Assert.Equal(expected, new long[] { 0, -1, 1, -2, 2, -3, 3 }.Select(WholeNumberCode.SignedBits));
    }

    // Every sum is over all whole numbers, to rounding; for Cauchy's tail see Kraft.
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.7)]
    [InlineData(1.999)]
    [InlineData(2)]
    [InlineData(50)]
    public void Probabilities_add_up_to_one(double scale)
    {
        foreach (int family in Enumerable.Range(0, Families.Count))
        {
            Assert.Equal(1, Kraft.Sum((Family)family, scale), 1e-11);
        }
    }

    [Fact]
    public void The_usual_formula_is_no_code()
    {
        // Σ 1/√(1 + k²) to ±N grows like 2 ln N.
        double sum = Enumerable.Range(-100_000, 200_001).Sum(k => Math.Pow(2, -0.5 * Math.Log2(1 + ((double)k * k))));
        Assert.True(sum > 20);
    }

    [Fact]
    public void Normal_numbers_take_their_entropy()
    {
        // Half of log₂(2πe σ²/ε²) each; the mean of −log₂ p of 20 000 numbers has a standard error of 1/(√2 ln 2 √20 000) = 0.0072, and the
        // header is below 40 bits, 0.002 each.
        double[] numbers = new double[20_000];
        new Rng(5).Normal(numbers);
        RoundedCode code = RoundedCode.Of(numbers, 0.01);
        Assert.Equal(Family.Gaussian, code.Family);
        Assert.Equal(0.5 * Math.Log2(2 * Math.PI * Math.E / 1e-4), code.Bits / numbers.Length, 0.0072 * 4 + 0.002);
    }

    [Fact]
    public void A_coarser_resolution_by_half_saves_a_bit_a_number()
    {
        double[] numbers = new double[5000];
        new Rng(6).Normal(numbers);

        // At ε ≤ σ/64 the sum over a bin is its integral to (ε/σ)²/24 = 10⁻⁵; the header may change by a few bits of 5000.
        Assert.Equal(1, (RoundedCode.Of(numbers, 1.0 / 128).Bits - RoundedCode.Of(numbers, 1.0 / 64).Bits) / numbers.Length, 2e-3);
    }

    [Fact]
    public void Nothing_left_costs_next_to_nothing()
    {
        // A thousand zeros at the least scale: the Gaussian's P(0) is 1 to rounding, so that only the header is left.
        Assert.InRange(RoundedCode.Of(new double[1000], 0.1).Bits, 3, 15);
    }

    [Fact]
    public void Outliers_are_what_the_third_family_is_for()
    {
        double[] numbers = [.. Enumerable.Range(0, 1000).Select(i => Math.Tan(Math.PI * (new Rng(7).Uniform(i) - 0.5)))];
        Assert.Equal(Family.Cauchy, RoundedCode.Of(numbers, 0.01).Family);
    }

    [Fact]
    public void Numbers_that_are_none_have_no_code() => Assert.Equal(double.PositiveInfinity, RoundedCode.Of([1, double.NaN], 0.1).Bits);

    [Fact]
    public void Precision_pays_where_residuals_follow_it()
    {
        // y = θ x without noise: at ε the slope is worth log₂(1/ε) bits and no more, so four times finer costs two.
        double[] x = [.. Enumerable.Range(0, 200).Select(i => new Rng(8).Normal(i))], y = [.. x.Select(at => at * Math.PI)];
        TwoPartCode Coded(double resolution) => TwoPartCode.Shortest([[Math.PI]], theta => [.. x.Select(at => theta[0][0] * at)], y, resolution);
        TwoPartCode coarse = Coded(1e-2), fine = Coded(1e-2 / 1024);

        // Ten bits more, and what their number costs: a few.
        Assert.InRange(fine.Bits - coarse.Bits, 5, 20);
        Assert.InRange(coarse.Exponents[0] - fine.Exponents[0], 7, 13);
    }

    [Fact]
    public void A_linear_map_takes_what_theory_says()
    {
        // As in the experiment: four standard errors of a mean of 20 that spread by 2.5 bits, and half a bit.
        LinearMap[] maps = [.. Enumerable.Range(0, 20).Select(r => LinearMap.Random(new Rng(9).Fork(r)))];
        double measured = maps.Select((map, r) => map.Excess(512, new Rng(9).Fork(r).Fork(0))).Average();
        Assert.Equal(maps.Average(map => map.Predicted(512)), measured, 2.8);
    }
}
