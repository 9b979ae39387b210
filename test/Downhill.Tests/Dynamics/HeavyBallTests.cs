using System.Numerics;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class HeavyBallTests
{
    // On E = λ x²/2: x₍ₜ₊₁₎ = (1 + m − ηλ) xₜ − m x₍ₜ₋₁₎, so xₜ = a r₁ᵗ + b r₂ᵗ with r the eigenvalues of the companion matrix
    // [[1 + m − ηλ, −m], [1, 0]]: real, complex (they turn, both of modulus √m), and beyond ηλ = 2 + 2m unstable.
    [Theory]
    [InlineData(0.9, 0.001)]
    [InlineData(0.9, 0.5)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.5, 3.1)]
    [InlineData(0, 0.3)]
    public void A_mode_follows_the_eigenvalues_of_the_companion_matrix(double momentum, double etaLambda)
    {
        const double Eta = 0.02;
        double trace = 1 + momentum - etaLambda;
        Complex root = Complex.Sqrt((trace * trace) - (4 * momentum)), r1 = (trace + root) / 2, r2 = (trace - root) / 2;
        Chain chain = new(Quadratic.Isotropic(1, etaLambda / Eta), new HeavyBall { StepSize = Eta, Momentum = momentum }, 1, new Rng(0));
        double[][] state = chain.AtRest([1]);

        // At rest x₀ = x₋₁ = 1: a + b = 1 and a/r₁ + b/r₂ = 1, which stays regular for m = 0 as a = (x₁ − r₂) / (r₁ − r₂).
        Complex a = (1 - etaLambda - r2) / (r1 - r2), b = (r1 - (1 - etaLambda)) / (r1 - r2);
        for (int t = 1; t <= 60; t++)
        {
            state = chain.Advance(state);
            Complex expected = (a * Complex.Pow(r1, t)) + (b * Complex.Pow(r2, t));
            double size = Math.Max(1, Math.Pow(Math.Max(r1.Magnitude, r2.Magnitude), t));
            Assert.Equal(expected.Real, state[0][0], 1e-12 * size / (r1 - r2).Magnitude);
            Assert.Equal(0, expected.Imaginary, 1e-12 * size);
        }

        Assert.Equal(etaLambda > 2 + (2 * momentum), Math.Abs(state[0][0]) > 1);
        Assert.Equal(trace * trace < 4 * momentum, Math.Abs(r1.Magnitude - Math.Sqrt(momentum)) < 1e-12 && root.Imaginary != 0);
    }

    [Fact]
    public void Without_momentum_it_is_gradient_descent()
    {
        double[] points = [0.3, -1.2, 2, 0.1];
        Chain ball = new(new Rosenbrock(), new HeavyBall { StepSize = 1e-4, Momentum = 0 }, 50, new Rng(1));
        Assert.Equal(new Chain(new Rosenbrock(), new GradientDescent { StepSize = 1e-4 }, 50, new Rng(1)).Advance([points])[0], ball.Advance(ball.AtRest(points))[0]);
    }
}
