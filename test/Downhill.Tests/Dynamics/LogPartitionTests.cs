using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

/// <summary>Estimates of ln Z against closed forms and quadrature, within five of their own standard errors, which must be small.</summary>
public sealed class LogPartitionTests
{
    private static readonly GaussianMixture Mixture = new(Gaussian.Isotropic(1, [-2, 0], 0.5), Gaussian.Isotropic(3, [2, 1], 0.7));

    // ∫ exp(−xᵀAx / 2T) = (2πT)^(d/2) / √det A, with det A = 2 · 1 · 6.
    [Fact]
    public void A_gaussian_has_its_integral()
    {
        Quadratic energy = new([2, 0, 0, 0, 1, 0, 0, 0, 6], [0.5, 0, -0.3]);
        double exact = (1.5 * Math.Log(2 * Math.PI * 0.7)) - (0.5 * Math.Log(12));
        Close(exact, new AnnealedImportance { Temperature = 0.7, Stages = 200, Spread = 1.5 }.Estimate(energy, 2000, new Rng(51)));
        Close(exact, new SequentialMonteCarlo { Temperature = 0.7, Spread = 1.5 }.Estimate(energy, 500, new Rng(52)));
        Close(exact, new AnnealedImportance { Rule = new Hmc { StepSize = 0.3, Leaps = 3 }, Temperature = 0.7, Stages = 200, Spread = 1.5 }.Estimate(energy, 2000, new Rng(53)));
    }

    // A mixture is a density.
    [Fact]
    public void A_mixture_integrates_to_one()
    {
        Close(0, new AnnealedImportance { Stages = 300, Spread = 2.5 }.Estimate(Mixture, 4000, new Rng(54)));
        Close(0, new SequentialMonteCarlo { Spread = 2.5 }.Estimate(Mixture, 500, new Rng(55)));
    }

    // By the trapezoid rule, which is exact to rounding for what decays so fast.
    [Fact]
    public void A_double_well_has_the_integral_of_the_grid()
    {
        double exact = Math.Log(Enumerable.Range(-4000, 8001).Sum(i => 1e-3 * Math.Exp(-Math.Pow((1e-6 * i * i) - 1, 2) / 4 / 0.1)));
        Close(exact, new AnnealedImportance { Temperature = 0.1, Stages = 300, Rule = new Mala { StepSize = 0.2 } }.Estimate(new DoubleWell(), 4000, new Rng(56)));
        Close(exact, new SequentialMonteCarlo { Temperature = 0.1 }.Estimate(new DoubleWell(), 500, new Rng(57)));
    }

    // The error that is told is that of repetitions: a ratio of two deviations from 40 has standard error 1/√80.
    [Fact]
    public void The_error_bar_is_the_scatter_of_repetitions()
    {
        LogPartition[] repeated = [.. Enumerable.Range(0, 40).Select(i => new AnnealedImportance { Stages = 20, Spread = 2 }.Estimate(new DoubleWell(2), 300, new Rng(58).Fork(i)))];
        double mean = repeated.Average(one => one.Value), scatter = Math.Sqrt(repeated.Sum(one => Math.Pow(one.Value - mean, 2)) / 39);
        Assert.InRange(scatter / repeated.Average(one => one.Error), 0.6, 1.5);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new AnnealedImportance { Center = [1] }.Estimate(Mixture, 10, new Rng(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialMonteCarlo().Estimate(Mixture, 1, new Rng(1)));
        Assert.Throws<ArgumentException>(() => new AnnealedImportance { Rule = new ReplicaExchange() });
        Assert.Throws<ArgumentException>(() => new SequentialMonteCarlo { Rule = new ReplicaExchange() });
    }

    private static void Close(double exact, LogPartition estimate)
    {
        Assert.InRange(estimate.Error, 1e-6, 0.05);
        Assert.Equal(exact, estimate.Value, 5 * estimate.Error);
    }
}
