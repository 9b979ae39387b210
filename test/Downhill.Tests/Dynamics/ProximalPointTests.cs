using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class ProximalPointTests
{
    // On E = λ x²/2 the factor is 1 / (1 + ηλ), at ηλ = 50 too, where descent has −49.
    [Theory]
    [InlineData(0.1)]
    [InlineData(50)]
    [InlineData(-0.5)]
    public void A_mode_is_divided_by_one_plus_eta_lambda(double etaLambda) => Assert.Equal(
        0.7 / Math.Pow(1 + etaLambda, 3), ExponentiatedGradientTests.After(Quadratic.Isotropic(1, etaLambda / 0.5), new ProximalPoint { StepSize = 0.5 }, 3, [0.7])[0], 1e-12);

    [Fact]
    public void The_step_is_back_up_the_slope_of_where_it_ends()
    {
        double[] x = [0.4, -0.8], next = ExponentiatedGradientTests.After(new DoubleWell(2), new ProximalPoint { StepSize = 0.3 }, 1, x);
        ExponentiatedGradientTests.Near(x, [.. next.Select(y => y + (0.3 * y * ((y * y) - 1)))]);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProximalPoint { StepSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProximalPoint { Iterations = 0 });
    }
}
