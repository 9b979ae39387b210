using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class InertialTests
{
    [Fact]
    public void The_frequency_of_a_spring_is_that_of_the_leapfrog()
    {
        // x and v obey a two-term recursion with frequency (2/h) arcsin(ωh/2), so from rest x(t) = cos(that t).
        const double Omega = 1.7, H = 0.3;
        const int Steps = 1000;
        double frequency = 2 / H * Math.Asin(Omega * H / 2);
        (double[] x, _) = Run(Quadratic.Isotropic(1, Omega * Omega), 0, H, Steps, 1, 0);
        Assert.Equal(Math.Cos(frequency * H * Steps), x[0], 1e-10);
        Assert.True(Math.Abs(Math.Cos(Omega * H * Steps) - x[0]) > 1e-2, "the test must see the difference from ω");
    }

    // Halving h divides the error by four: the slope of log₂ error over six halvings, each within the next order h² of 2.
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void The_error_is_of_second_order(double friction)
    {
        const double Time = 2;
        (double[] exactX, double[] exactV) = Run(new Cosine(), friction, Time / 32768, 32768, 1, 0.3);
        double[] errors = [.. new[] { 32, 64, 128, 256, 512 }.Select(steps =>
        {
            (double[] x, double[] v) = Run(new Cosine(), friction, Time / steps, steps, 1, 0.3);
            return double.Hypot(x[0] - exactX[0], v[0] - exactV[0]);
        })];
        for (int k = 1; k < errors.Length; k++)
        {
            Assert.Equal(2, Math.Log2(errors[k - 1] / errors[k]), 0.02);
        }
    }

    [Fact]
    public void The_energy_does_not_drift()
    {
        // A symplectic rule keeps a modified energy, so the error of the true one swings within O(h²) and does not grow.
        const double H = 0.1;
        Energy energy = new Cosine(2);
        Chain chain = new(energy, new Inertial { StepSize = H }, 100, new Rng(0));
        double[][] state = [[1, 2.5], [0.3, -0.2]];
        double start = Total(energy, state), early = 0, late = 0;
        for (int call = 0; call < 1000; call++)
        {
            state = chain.Advance(state);
            double error = Math.Abs(Total(energy, state) - start);
            (early, late) = call < 500 ? (Math.Max(early, error), late) : (early, Math.Max(late, error));
        }

        Assert.InRange(early, 1e-5, H * H);
        Assert.InRange(late, 0.9 * early, 1.1 * early);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-5)]
    [InlineData(0.0099)]
    [InlineData(0.0101)]
    [InlineData(3)]
    [InlineData(40)]
    public void A_free_particle_slows_down_exactly(double friction)
    {
        const double H = 0.1;
        const int Steps = 50;
        (double[] x, double[] v) = Run(Quadratic.Isotropic(1, 0), friction, H, Steps, 2, 0.7);
        double speed = 0.7 * Math.Exp(-friction * H * Steps);
        Assert.Equal(speed, v[0], 1e-13 * 0.7);

        // The position is the sum of half steps before and after each kick.
        double decay = Math.Exp(-friction * H), path = friction == 0 ? Steps : (1 - Math.Pow(decay, Steps)) / (1 - decay);
        Assert.Equal(2 + (0.5 * H * 0.7 * (1 + decay) * path), x[0], 1e-11);
    }

    // Under a constant force g and friction the velocity settles at g/γ exactly: the kick is exact where the force is constant.
    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.0099)]
    [InlineData(0.0101)]
    [InlineData(5)]
    public void Under_a_constant_force_the_velocity_is_exact(double friction)
    {
        const double H = 0.1, Time = 5;
        (_, double[] v) = Run(new Slope(), friction, H, 50, 0, 0);
        Assert.Equal(-3 * -double.ExpM1(-friction * Time) / friction, v[0], 1e-11);
    }

    // The period of E = a cos θ about the bottom, with amplitude θ₀, is 2π / (√a AGM(1, cos(θ₀/2))). After N steps of T/N a swing from rest
    // is back at rest but for O(h²): v is the acceleration there times the error of the period, and Richardson takes the h² out.
    [Theory]
    [InlineData(0.3)]
    [InlineData(1.5)]
    [InlineData(2.5)]
    public void The_period_of_a_pendulum_is_the_elliptic_integral(double amplitude)
    {
        const double A = 64.2;
        double period = 2 * Math.PI / (Math.Sqrt(A) * ArithmeticGeometricMean(1, Math.Cos(amplitude / 2)));
        double acceleration = -A * Math.Sin(amplitude);
        double coarse = PeriodError(1000), fine = PeriodError(2000);
        Assert.Equal(4, coarse / fine, 0.01);
        Assert.Equal(0, ((4 * fine) - coarse) / 3 / period, 1e-9);
        Assert.True(Math.Abs(period - (2 * Math.PI / Math.Sqrt(A))) > 1e-3 * period, "the test must see the difference from small swings");

        double PeriodError(int steps)
        {
            (_, double[] v) = Run(new Cosine { Amplitude = A }, 0, period / steps, steps, Math.PI + amplitude, 0);
            return v[0] / acceleration;
        }
    }

    [Fact]
    public void At_rest_the_velocity_is_zero() =>
        Assert.Equal([[1, 2, 3, 4], [0, 0, 0, 0]], new Chain(new DoubleWell(2), new Inertial(), 1, new Rng(0)).AtRest([1, 2, 3, 4]));

    private static (double[] X, double[] V) Run(Energy energy, double friction, double stepSize, int steps, double x, double v)
    {
        double[][] end = new Chain(energy, new Inertial { StepSize = stepSize, Friction = friction }, steps, new Rng(0)).Advance([[x], [v]]);
        return (end[0], end[1]);
    }

    private static double Total(Energy energy, double[][] state) => energy.At(state[0]) + (state[1].Sum(v => v * v) / 2);

    private static double ArithmeticGeometricMean(double a, double b)
    {
        while (Math.Abs(a - b) > 1e-15 * a)
        {
            (a, b) = ((a + b) / 2, Math.Sqrt(a * b));
        }

        return a;
    }

    /// <summary>E(x) = 3x: the force is −3 everywhere.</summary>
    private sealed record Slope : Energy
    {
        public override int Dimension => 1;

        public override IReadOnlyList<Parameter> Parameters => [];

        public override Node Of(Node x) => 3 * Maths.Sum(x);

        public override Energy With(IReadOnlyList<Parameter> parameters) => this;
    }
}
