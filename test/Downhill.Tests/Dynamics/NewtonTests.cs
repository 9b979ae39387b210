using Downhill.Dynamics;
using Downhill.Energies;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Tests.Dynamics;

public sealed class NewtonTests
{
    private static readonly double[] Matrix = [3, 1, -0.5, 1, 2, 0.3, -0.5, 0.3, -1.5];

    // An indefinite quadratic: plain Newton goes to its saddle at once.
    [Fact]
    public void One_step_ends_where_a_quadratic_is_level() =>
        Near([0.2, -0.4, 1], After(new Quadratic(Matrix, [0.2, -0.4, 1]), new Newton(), 1, [5, -3, 2]));

    [Fact]
    public void Damped_and_in_part_it_is_the_formula()
    {
        double[] x = [5, -3, 2];
        Vector<double> point = Vector<double>.Build.DenseOfArray(x);
        Matrix<double> h = Matrix<double>.Build.DenseOfRowMajor(3, 3, Matrix);
        Vector<double> expected = point - (0.3 * (h + (4 * Matrix<double>.Build.DenseIdentity(3))).Solve(h * point));
        Near([.. expected], After(new Quadratic(Matrix), new Newton { Damping = 4, StepSize = 0.3 }, 1, x));
    }

    // Against the eigenvectors: every mode shrinks by 1 − s λ/√(λ² + μ²), downhill whatever the sign of λ.
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 1e-6)]
    [InlineData(1e-7, 0)]
    [InlineData(1e5, 1)]
    public void Saddle_free_it_goes_by_the_absolute_eigenvalues(double scale, double damping)
    {
        double[] matrix = [.. Matrix.Select(a => scale * a)], x = [5, -3, 2];
        MathNet.Numerics.LinearAlgebra.Factorization.Evd<double> modes = Matrix<double>.Build.DenseOfRowMajor(3, 3, matrix).Evd(Symmetricity.Symmetric);
        Vector<double> parts = modes.EigenVectors.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(x));
        Vector<double> after = modes.EigenVectors * Vector<double>.Build.Dense(3, i => parts[i] * (1 - (0.2 * modes.EigenValues[i].Real / double.Hypot(modes.EigenValues[i].Real, damping))));
        Near([.. after], After(new Quadratic(matrix), new Newton { IsSaddleFree = true, Damping = damping, StepSize = 0.2 }, 1, x), 1e-12);
    }

    // Eigenvalues 1 and 1e-6: squared they are 1e-12 apart, so the small one is known to 1e-16 / 1e-12.
    [Fact]
    public void The_root_is_found_for_modes_a_million_apart() =>
        Near([0, 0], After(new Quadratic([1, 0, 0, -1e-6]), new Newton { IsSaddleFree = true }, 1, [1, 0]), 1e-12);

    [Fact]
    public void Plain_it_ends_on_the_saddle_and_saddle_free_in_a_well()
    {
        // E = Σ (x² − 1)²/4 has its saddle at (0, 1).
        double[] near = [0.1, 0.9];
        Near([0, 1], After(new DoubleWell(2), new Newton(), 20, near), 1e-12);
        Near([1, 1], After(new DoubleWell(2), new Newton { IsSaddleFree = true, Damping = 0.1, StepSize = 0.5 }, 200, near), 1e-12);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Newton { StepSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Newton { Damping = -1 });
    }

    private static double[] After(Energy energy, Stepper stepper, int steps, double[] x) => ExponentiatedGradientTests.After(energy, stepper, steps, x);

    private static void Near(double[] expected, double[] found, double tolerance = 1e-13) => ExponentiatedGradientTests.Near(expected, found, tolerance);
}
