using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Tests.Dynamics;

public sealed class RouteCertificateTests
{
    // I − ηA has the eigenvalues 1 − η, 1 − 2η, 1 − 3η. Power iterations err by (second / first)⁶⁴ of it at most, from below:
    // (0.8 / 0.9)⁶⁴ = 5e-4 for η = 0.1, and (0.5 / 0.75)⁶⁴ = 5e-12 for 0.25; for η = 0.7 the modes are 0.3, −0.4 and −1.1, (0.4 / 1.1)⁶⁴ = 1e-28.
    [Theory]
    [InlineData(0.1, 0.9, 5e-4)]
    [InlineData(0.25, 0.75, 1e-11)]
    [InlineData(0.7, 1.1, 1e-12)]
    public void The_contraction_of_descent_is_the_norm_of_its_step(double eta, double expected, double tolerance) =>
        Assert.InRange(Measured(new GradientDescent { StepSize = eta }, 10).Contraction, expected - tolerance, expected + 1e-12);

    // Momentum m on a mode λ: ρ² − (1 + m − ηλ) ρ + m = 0, complex when (1 + m − ηλ)² < 4m, and then |ρ| = √m. Here all three are.
    [Fact]
    public void The_contraction_with_momentum_is_that_of_its_turning_modes() =>
        Assert.Equal(Math.Sqrt(0.8), Measured(new HeavyBall { StepSize = 0.2, Momentum = 0.8 }, 10).Contraction, 0.02);

    // On one mode of factor q the distance is move / (1 − q) exactly; here the slowest of three leads after 60 steps, and the others have died to (2/3)⁶⁰ of it.
    [Fact]
    public void The_distance_is_that_to_the_minimum()
    {
        RouteCertificate certificate = Measured(new GradientDescent { StepSize = 0.25 }, 60);
        InnerLoop near = new() { Stepper = new GradientDescent { StepSize = 0.25 }, Steps = 60 }, far = near with { Steps = 400 };
        double[] at = InnerLoopTests.Run(near, near.End(InnerLoopTests.Energy, Node.Point(3)))[0], minimum = InnerLoopTests.Run(far, far.End(InnerLoopTests.Energy, Node.Point(3)))[0];
        double distance = Enumerable.Range(0, 2).Max(row => Math.Sqrt(Enumerable.Range(3 * row, 3).Sum(i => Math.Pow(at[i] - minimum[i], 2))));
        Assert.Equal(distance, certificate.Distance, 1e-5 * distance);
        Assert.Equal(certificate.Slope * 0.25, certificate.Move, 1e-15);
    }

    [Fact]
    public void A_row_that_ran_away_is_the_worst()
    {
        RouteCertificate certificate = RouteCertificate.Of(new InnerLoop { Steps = 200 }, [[1e-12, double.NaN], [1e-12, double.NaN], [0.8, double.NaN]]);
        Assert.True(double.IsNaN(certificate.Slope) && double.IsNaN(certificate.Contraction));
        Assert.Equal(GradientRoute.Checkpoints, certificate.Choose(1e-8).Route);
    }

    [Fact]
    public void The_choice_follows_the_evidence()
    {
        RouteCertificate arrived = new(200, 1e-12, 1e-12, 0.8), going = new(200, 1e-2, 1e-3, 0.8), slow = new(20, 1e-2, 1e-3, 0.99), apart = new(200, 1, 1, 1.02);
        Assert.Equal(GradientRoute.Implicit, arrived.Choose(1e-8).Route);

        // 0.8⁸³ = 9e-9 is the first power below 1e-8.
        Assert.Equal(GradientRoute.Truncated(83), going.Choose(1e-8).Route);
        Assert.InRange(going.Missed(83), 8e-9, 1e-8);
        Assert.Equal(GradientRoute.Checkpoints, slow.Choose(1e-8).Route);
        Assert.Equal(GradientRoute.Checkpoints, apart.Choose(1e-8).Route);
        Assert.Equal("a step does not contract at the end (factor 1.02), so only the steps themselves have a derivative", apart.Choose(1e-8).Reason);
        Assert.Equal(double.PositiveInfinity, apart.Distance);
        Assert.Equal(GradientRoute.Checkpoints, (apart with { Contraction = double.NaN }).Choose(1e-8).Route);
    }

    private static RouteCertificate Measured(Stepper stepper, int steps)
    {
        InnerLoop loop = new() { Stepper = stepper, Steps = steps };
        return RouteCertificate.Of(loop, InnerLoopTests.Run(loop, RouteCertificate.Nodes(loop, InnerLoopTests.Energy, Node.Point(3))));
    }
}
