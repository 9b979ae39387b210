using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class LangevinTests
{
    // On E = λ x²/2 the chain is x ← (1 − ηλ) x + √(2ηT) ξ, whose stationary variance is 2ηT / (1 − (1 − ηλ)²) = T / (λ (1 − ηλ/2)).
    // 40 000 independent chains: the standard error of a sample variance is v √(2/n); five of them is one false alarm in a million.
    // Enough steps forget the start but for (1 − ηλ)²ᵗ < 10⁻⁶.
    [Theory]
    [InlineData(0.1, 1, 1)]
    [InlineData(0.5, 1, 1)]
    [InlineData(1.5, 1, 0.3)]
    [InlineData(0.2, 4, 2)]
    public void Variance_is_that_of_the_discretised_chain(double stepSize, double stiffness, double temperature)
    {
        const int Chains = 40_000;
        int steps = (int)Math.Ceiling(Math.Log(1e-6) / Math.Log(Math.Pow(1 - (stepSize * stiffness), 2)));
        Chain chain = new(Quadratic.Isotropic(1, stiffness), new Langevin { StepSize = stepSize, Temperature = temperature }, steps, new Rng(20260101));
        double[] x = chain.Advance([new double[Chains]])[0];
        double mean = x.Average(), variance = x.Average(value => value * value), ideal = temperature / stiffness;
        double expected = ideal / (1 - (stepSize * stiffness / 2));
        Assert.Equal(expected, variance, 5 * expected * Math.Sqrt(2.0 / Chains));
        Assert.Equal(0, mean, 5 * Math.Sqrt(expected / Chains));
        Assert.True(Math.Abs(variance - ideal) > 5 * ideal * Math.Sqrt(2.0 / Chains), "the test must be able to see the bias it is about");
    }

    // A correlation of n independent pairs has standard error 1/√n.
    [Fact]
    public void Coordinates_rows_and_steps_have_noise_of_their_own()
    {
        const int Chains = 100_000;
        Chain chain = new(Quadratic.Isotropic(2, 0), new Langevin { StepSize = 0.5 }, 1, new Rng(20260101));
        double[] first = chain.Advance([new double[2 * Chains]])[0];
        double[] second = [.. chain.Advance([first])[0].Zip(first, (after, before) => after - before)];
        double tolerance = 5 / Math.Sqrt(Chains);
        Assert.Equal(0, Enumerable.Range(0, Chains).Average(i => first[2 * i] * first[(2 * i) + 1]), tolerance);
        Assert.Equal(0, Enumerable.Range(0, Chains - 1).Average(i => first[2 * i] * first[(2 * i) + 2]), tolerance);
        Assert.Equal(0, Enumerable.Range(0, Chains).Average(i => first[2 * i] * second[2 * i]), tolerance);
        Assert.Equal(1, second.Average(value => value * value), 5 * Math.Sqrt(1.0 / Chains));
    }

    [Fact]
    public void Without_heat_it_is_gradient_descent()
    {
        double[] points = [0.3, -1.2, 2, 0.1];
        double[] cold = new Chain(new Rosenbrock(), new Langevin { StepSize = 1e-4, Temperature = 0 }, 50, new Rng(1)).Advance([points])[0];
        Assert.Equal(new Chain(new Rosenbrock(), new GradientDescent { StepSize = 1e-4 }, 50, new Rng(1)).Advance([points])[0], cold);
    }

    [Fact]
    public void Another_seed_or_stream_gives_other_noise()
    {
        double[] Run(Langevin stepper, Rng rng) => new Chain(new DoubleWell(), stepper, 3, rng).Advance([new double[10]])[0];
        Assert.NotEqual(Run(new Langevin(), new Rng(1)), Run(new Langevin(), new Rng(2)));
        Assert.NotEqual(Run(new Langevin(), new Rng(1)), Run(new Langevin { Stream = 1 }, new Rng(1)));
    }
}
