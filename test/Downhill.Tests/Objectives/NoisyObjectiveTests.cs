using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Objectives;

namespace Downhill.Tests.Objectives;

/// <summary>Objectives with noise in them, against closed forms for Gaussians.</summary>
public sealed class NoisyObjectiveTests
{
    private const int Count = 40_000;
    private const double Deviation = 0.8;

    [Fact]
    public void Denoising_points_downhill_back_to_the_sample()
    {
        // The sign that others got wrong: |∇E − n/σ|² and not |∇E + n/σ|². On E = x²/(2 s²), per sample, with the same noise.
        double[] samples = Normal(1), noise = Noise(samples);
        Bell bell = new(0.3, 1.1);
        double[] losses = Losses(bell, new DenoisingScoreMatching { Deviation = 0.5 }, samples);
        for (int i = 0; i < 100; i++)
        {
            double slope = (samples[i] + (0.5 * noise[i]) - 0.3) / (1.1 * 1.1);
            Assert.Equal(0.5 * Math.Pow((0.5 * slope) - noise[i], 2), losses[i], 1e-12);
        }
    }

    [Fact]
    public void Denoising_learns_the_law_of_the_shaken_samples()
    {
        // The optimum over m and 1/s² is a linear regression of n/σ on x + σ n: exactly that for these numbers, and near s² = 0.64 + 0.25 for all.
        double[] samples = [.. Normal(1).Select(x => Deviation * x)], noise = Noise(samples);
        double[] shaken = [.. samples.Zip(noise, (x, n) => x + (0.5 * n))];
        double mean = shaken.Average(), target = noise.Average() / 0.5;
        double slope = shaken.Zip(noise, (x, n) => (x - mean) * ((n / 0.5) - target)).Sum() / shaken.Sum(x => (x - mean) * (x - mean));
        Bell best = new(mean - (target / slope), 1 / Math.Sqrt(slope));
        double[] gradient = Gradient(best, new DenoisingScoreMatching { Deviation = 0.5 }, samples);
        Assert.Equal(0, gradient[0], 1e-10);
        Assert.Equal(0, gradient[1], 1e-10);

        // The slope's standard error is its residual's over the root of the sum of squares: √(1/0.25 − 1/0.89) / (0.943 · 200) = 0.009; four of them.
        Assert.Equal(1 / 0.89, slope, 0.036);
    }

    [Fact]
    public void Sliced_score_matching_has_the_mean_of_the_explicit_one()
    {
        Quadratic energy = new([2, 0.7, 0.7, 1]);
        double[] samples = Normal(2);
        double difference = Losses(energy, new SlicedScoreMatching(), samples).Average() - Losses(energy, new ScoreMatching(), samples).Average();

        // vᵀ A v − tr A = 2 · 0.7 v₁ v₂, of variance 1.96: four standard errors over 20,000 points are 0.04.
        Assert.Equal(0, difference, 0.04);
        Assert.NotEqual(0, difference);
    }

    [Fact]
    public void Energy_discrepancy_of_a_gaussian_is_its_closed_form()
    {
        // As M → ∞: ⟨(x − m)²⟩/(2 s²) − (⟨(x − m)²⟩ + t)/(2 (s² + t)) + ½ ln(s²/(s² + t)).
        const double Time = 0.3, S = 1.1, Off = 0.2;
        double[] samples = [.. Normal(1).Take(8000).Select(x => Deviation * x)];
        double second = (Deviation * Deviation) + (Off * Off), wide = (S * S) + Time;
        double expected = (second / (2 * S * S)) - ((second + Time) / (2 * wide)) + (0.5 * Math.Log(S * S / wide));
        double[] losses = Losses(new Bell(Off, S), new EnergyDiscrepancy { Time = Time, Copies = 200, Stabilisation = 0 }, samples);

        // The bias is −Var/(2 M) of the ratio, some 0.3 at most: 0.001. A sample's loss varies by about 0.5: four standard errors are 0.022.
        Assert.Equal(expected, losses.Average(), 0.024);
    }

    [Fact]
    public void Energy_discrepancy_on_flat_ground_is_that_of_its_stabiliser()
    {
        // ln(w/M + 1), whatever the copies are.
        double[] losses = Losses(new Bell(0, 1e6), new EnergyDiscrepancy { Copies = 4, Stabilisation = 3 }, [.. Normal(1).Take(100)]);
        Assert.All(losses, loss => Assert.Equal(Math.Log(1.75), loss, 1e-9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(200)]
    public void Contrastive_divergence_has_the_sign_and_size_of_its_closed_form(int steps)
    {
        // Langevin's mean after k steps is m + (1 − η/s²)ᵏ (x − m), so d/dm ⟨E(x) − E(x⁻)⟩ = (1 − (1 − η/s²)ᵏ) (m − μ)/s², positive where m is too
        // large: descent lowers it, and k → ∞ is the likelihood's derivative.
        const double M = 0.5, S = 1.2, Eta = 0.1;
        double[] samples = Normal(1);
        double[] gradient = Gradient(new Bell(M, S), new ContrastiveDivergence { Stepper = new Langevin { StepSize = Eta }, Steps = steps }, samples);
        double rest = Math.Pow(1 - (Eta / (S * S)), steps);

        // ∂E/∂m = −(x − m)/s² of two points of variance near 1 and 1.5: four standard errors over 40,000 are below 0.023.
        Assert.Equal((1 - rest) * M / (S * S), gradient[0], 0.023);
    }

    [Fact]
    public void No_derivative_goes_through_the_chain()
    {
        // The chain's ends held as numbers give the same gradient, to the last digits; through the chain it would be another one.
        Bell bell = new(0.5, 1.2);
        ContrastiveDivergence objective = new() { Stepper = new Langevin { StepSize = 0.2 }, Steps = 7 };
        double[] samples = [.. Normal(1).Take(500)];
        Computation<double> ends = Computation.Compile<double>(1, [objective.Terms(bell).Negatives!, .. bell.Parameters.Select(p => p.Node)]);
        objective.Fill(ends, samples, 1, new Rng(5));
        ends.Set(bell.Parameters);
        ends.Run();
        double expected = samples.Zip(ends[0].ToArray(), (x, y) => (-(x - 0.5) + (y - 0.5)) / (1.2 * 1.2)).Average();
        Assert.Equal(expected, Gradient(bell, objective, samples)[0], 1e-12);
        Assert.True(Math.Abs(expected) > 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stein_discrepancy_is_its_double_sum(bool biased)
    {
        double[] samples = [.. Normal(1).Take(40)];
        Bell bell = new(0.4, 1.3);
        double sum = 0;
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 40; j++)
            {
                sum += biased || i != j ? SteinKernel(samples[i], samples[j]) : 0;
            }
        }

        double loss = Losses(bell, new SteinDiscrepancy { Scale = 0.9, IsBiased = biased }, samples)[7];
        // Derivatives of k by central differences, an independent way to the kernel: off by some 1e-8, of rounding and of h².
        Assert.Equal(sum / (biased ? 1600 : 1560), loss, 1e-6);
        static double SteinKernel(double x, double y)
        {
            const double H = 1e-4, S = 1.3 * 1.3;
            double s = -(x - 0.4) / S, t = -(y - 0.4) / S;
            double byX = (K(x + H, y) - K(x - H, y)) / (2 * H), byY = (K(x, y + H) - K(x, y - H)) / (2 * H);
            double both = (K(x + H, y + H) - K(x + H, y - H) - K(x - H, y + H) + K(x - H, y - H)) / (4 * H * H);
            return (s * t * K(x, y)) + (s * byY) + (t * byX) + both;
        }

        static double K(double x, double y) => 1 / Math.Sqrt((0.9 * 0.9) + ((x - y) * (x - y)));
    }

    [Fact]
    public void Stein_discrepancy_of_the_true_law_is_zero_and_of_another_is_not()
    {
        double[] samples = [.. Normal(2).Take(1200)];
        double right = Losses(new Bell(0, 1, 2), new SteinDiscrepancy(), samples)[0], wrong = Losses(new Bell(0.3, 1, 2), new SteinDiscrepancy(), samples)[0];

        // A degenerate U-statistic: its deviation is √2 |u| / n with a kernel of order 3, some 0.007 at n = 600; four of them.
        Assert.Equal(0, right, 0.028);
        Assert.True(wrong > 0.028, $"{wrong}");
    }

    internal static double[] Losses(Energy energy, SampleObjective objective, double[] samples)
    {
        Computation<double> loss = Computation.Compile<double>(1, [objective.Loss(energy), .. energy.Parameters.Select(p => p.Node)]);
        objective.Fill(loss, samples, energy.Dimension, new Rng(5));
        loss.Set(energy.Parameters);
        loss.Run();
        return loss[0].ToArray();
    }

    internal static double[] Gradient(Energy energy, SampleObjective objective, double[] samples)
    {
        Node mean = NoiseTable.MeanRows(objective.Loss(energy));
        Computation<double> gradient = Computation.Compile<double>(1, [.. Derivative.Gradient(mean, [.. energy.Parameters.Select(p => p.Node)])]);
        objective.Fill(gradient, samples, energy.Dimension, new Rng(5));
        gradient.Set(energy.Parameters);
        gradient.Run();
        return [.. Enumerable.Range(0, energy.Parameters.Count).SelectMany(i => gradient[i].ToArray())];
    }

    private static double[] Normal(ulong key)
    {
        double[] numbers = new double[Count];
        new Rng(100 + key).Normal(numbers);
        return numbers;
    }

    /// <summary>The n of denoising, one for each sample.</summary>
    private static double[] Noise(double[] samples)
    {
        Node x = Node.Point(1);
        Computation<double> noise = Computation.Compile<double>(1, Maths.Normal(x.Shape, DenoisingScoreMatching.Stream, 0), x);
        noise.Set("x", samples);
        noise.Seed(new Rng(5).Fork(0));
        noise.Run();
        return noise[0].ToArray();
    }
}
