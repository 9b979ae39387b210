using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;

namespace Downhill.Tests.Objectives;

/// <summary>Against the exact transition of the quadratic, N(e^(−AΔ) x, T A⁻¹ (1 − e^(−2AΔ))).</summary>
public sealed class LangevinLikelihoodTests
{
    private const double Stiffness = 3, Temperature = 0.7;

    [Fact]
    public void On_a_quadratic_the_mean_is_exact_to_third_order_and_the_density_to_second()
    {
        double[] meanErrors = [.. new[] { 0.04, 0.02, 0.01 }.Select(interval => Errors(interval).Mean)];
        double[] densityErrors = [.. new[] { 0.04, 0.02, 0.01 }.Select(interval => Errors(interval).Density)];

        // What is left out is of fourth order in the mean and of second order in the log-density.
        for (int i = 0; i < 2; i++)
        {
            Assert.InRange(meanErrors[i] / meanErrors[i + 1], 15, 17);
            Assert.InRange(densityErrors[i] / densityErrors[i + 1], 3.9, 4.5);
        }

        // Euler's density is off in first order: this test would see it.
        Assert.True(EulerError(0.02) > 10 * densityErrors[1]);
    }

    [Fact]
    public void In_one_dimension_the_mean_has_the_third_derivative_too()
    {
        // E = x⁴/4 at x = 1, T = 0.7: g = 1, H = 3, H″ = 6: m = 1 − Δ + Δ²/2 (3 − 0.7 · 6) − Δ³/6 · 9.
        LangevinLikelihood objective = new() { Interval = 0.1, Temperature = Temperature };
        Computation<double> computation = Computation.Compile<double>(objective.Mean(new Quartic()));
        Set(computation, objective, 1, null);
        Assert.Equal(1 - 0.1 + (0.005 * (3 - (Temperature * 6))) - 0.0015, computation[0][0], 1e-12);
    }

    private static (double Mean, double Density) Errors(double interval)
    {
        LangevinLikelihood objective = new() { Interval = interval, Temperature = Temperature };
        Energy energy = Quadratic.Isotropic(1, Stiffness);
        Computation<double> computation = Computation.Compile<double>(objective.Mean(energy), objective.Loss(energy));
        (double mean, double variance) = Exact(interval);
        double density = 0, exact = 0.5 * ((1.3 * 1.3) + Math.Log(2 * Math.PI * variance));
        foreach (double z in (double[])[-1.3, 1.3])
        {
            // The error of the mean, over the deviation, is of order Δ^2.5 and odd in z: the two sides cancel it.
            Set(computation, objective, 0.9, mean + (z * Math.Sqrt(variance)));
            density += computation[1][0] / 2;
        }

        return (Math.Abs(computation[0][0] - mean), Math.Abs(density - exact));
    }

    private static double EulerError(double interval)
    {
        (double mean, double variance) = Exact(interval);
        double target = mean + (1.3 * Math.Sqrt(variance)), euler = 0.9 - (interval * Stiffness * 0.9), v = 2 * Temperature * interval;
        double density = 0.5 * (((target - euler) * (target - euler) / v) + Math.Log(2 * Math.PI * v));
        return Math.Abs(density - (0.5 * ((1.3 * 1.3) + Math.Log(2 * Math.PI * variance))));
    }

    private static (double Mean, double Variance) Exact(double interval) =>
        (0.9 * Math.Exp(-Stiffness * interval), Temperature / Stiffness * (1 - Math.Exp(-2 * Stiffness * interval)));

    private static void Set(Computation<double> computation, LangevinLikelihood objective, double start, double? target)
    {
        foreach (Parameter parameter in objective.Parameters.Concat(objective.Settings))
        {
            computation.Set(parameter.Name, parameter.Values);
        }

        computation.Set("start", [start]);
        if (target is { } t)
        {
            computation.Set("targets", [t]);
        }

        computation.Run();
    }

    private sealed record Quartic : Energy
    {
        public override int Dimension => 1;

        public override IReadOnlyList<Parameter> Parameters => [];

        public override Node Of(Node x) => Maths.Sum(Maths.Power(x, 4)) / 4;

        public override Energy With(IReadOnlyList<Parameter> parameters) => this;
    }
}
