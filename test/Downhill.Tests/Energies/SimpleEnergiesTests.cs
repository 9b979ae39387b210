using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Tests.Energies;

/// <summary>The energies of one line, against the same line written by hand.</summary>
public sealed class SimpleEnergiesTests
{
    [Fact]
    public void A_quadratic_is_that_of_the_symmetric_part()
    {
        Quadratic energy = new([2, 1, -3, 0.5], [1, -2]);
        Assert.Equal([2, -1, -1, 0.5], energy.Matrix);

        // u = (0.5, 3): ½ (2 u² − 2 u v + ½ v²) = ½ (0.5 − 3 + 4.5).
        Assert.Equal(1, energy.At(1.5, 1), 1e-14);
        Assert.Equal([(2 * 0.5) - 3, -0.5 + (0.5 * 3)], energy.GradientAt(1.5, 1));
    }

    [Fact]
    public void A_learned_quadratic_has_a_matrix_and_a_center()
    {
        Quadratic energy = new([2, 1, -3, 0.5], [1, -2]) { Learned = true, Name = "bowl" };
        Assert.Equal(["bowl.matrix", "bowl.center"], energy.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(new Quadratic([2, 1, -3, 0.5], [1, -2]).At(1.5, 1), energy.At(1.5, 1), 1e-14);
        Energy moved = energy.With([energy.Parameters[0], energy.Parameters[1] with { Values = [0, 0] }]);
        Assert.Equal(new Quadratic([2, 1, -3, 0.5]).At(1.5, 1), moved.At(1.5, 1), 1e-14);
    }

    [Fact]
    public void What_is_no_quadratic_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Quadratic([]));
        Assert.Throws<ArgumentException>(() => new Quadratic([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new Quadratic([double.NaN]));
        Assert.Throws<ArgumentException>(() => new Quadratic([1], [1, 2]));
    }

    [Fact]
    public void An_isotropic_quadratic_is_half_a_square()
    {
        Assert.Equal(1.5 * (1 + 4 + 9), Quadratic.Isotropic(3, 3).At(1, 2, 3), 1e-14);
        Assert.Equal([0, 0], Quadratic.Isotropic(2, 0).GradientAt(5, 7));
    }

    [Fact]
    public void A_double_well_has_its_wells_at_one_and_a_barrier_of_a_quarter()
    {
        Assert.Equal(0.25, new DoubleWell().At(0));
        Assert.Equal(0, new DoubleWell().At(-1));
        Assert.Equal(0.25 + (9.0 / 4), new DoubleWell(3).At(0, 1, 2), 1e-15);
        Assert.Equal([0, 0, 6], new DoubleWell(3).GradientAt(0, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DoubleWell(0));
    }

    [Fact]
    public void A_cosine_is_a_pendulum()
    {
        Cosine energy = new(2) { Amplitude = 64.2 };
        Assert.Equal(64.2 * (Math.Cos(0.3) + Math.Cos(2)), energy.At(0.3, 2), 1e-12);
        Assert.Equal(-64.2 * Math.Sin(0.3), energy.GradientAt(0.3, 2)[0], 1e-12);
        Assert.Equal(-64.2 * Math.Sin(2), energy.GradientAt(0.3, 2)[1], 1e-12);
    }

    [Fact]
    public void Rosenbrock_is_the_formula_in_any_dimension()
    {
        double[] x = [-1.2, 1, 0.5, 2];
        double energy = 0;
        double[] gradient = new double[4];
        for (int i = 0; i < 3; i++)
        {
            double fall = x[i + 1] - (x[i] * x[i]);
            energy += ((1 - x[i]) * (1 - x[i])) + (100 * fall * fall);
            gradient[i] += (-2 * (1 - x[i])) - (400 * x[i] * fall);
            gradient[i + 1] += 200 * fall;
        }

        Assert.Equal(energy, new Rosenbrock(4).At(x), 1e-11);
        Assert.All(new Rosenbrock(4).GradientAt(x).Zip(gradient), pair => Assert.Equal(pair.Second, pair.First, 1e-10));
        Assert.Equal(24.2, new Rosenbrock().At(-1.2, 1), 1e-13);
        Assert.Equal([0, 0, 0], new Rosenbrock(3).GradientAt(1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rosenbrock(1));
    }

    [Fact]
    public void A_network_is_its_layers()
    {
        Mlp energy = new(2, [3, 2], new Rng(1)) { Activation = Activation.Softplus, Center = [1, 2], Radius = [0.5, 2], Scale = 3 };
        double[] hidden = [(0.3 - 1) / 0.5, (0.7 - 2) / 2];
        for (int layer = 0; layer < 2; layer++)
        {
            Parameter weight = energy.Parameters[2 * layer], bias = energy.Parameters[(2 * layer) + 1];
            hidden = [.. Enumerable.Range(0, weight.Width).Select(j => Math.Log(1 + Math.Exp(bias.Values[j] + hidden.Select((h, i) => h * weight.Values[(i * weight.Width) + j]).Sum())))];
        }

        Assert.Equal(3 * hidden.Zip(energy.Parameters[4].Values, (h, w) => h * w).Sum(), energy.At(0.3, 0.7), 1e-13);
    }

    [Fact]
    public void Energies_add_and_scale()
    {
        Energy energy = (2 * new DoubleWell(2)) + (-0.5 * new Rosenbrock());
        Assert.Equal((2 * new DoubleWell(2).At(0.3, 0.7)) - (0.5 * new Rosenbrock().At(0.3, 0.7)), energy.At(0.3, 0.7), 1e-13);
        Assert.Throws<ArgumentException>(() => new DoubleWell(2) + new DoubleWell(3));
        Assert.Throws<ArgumentException>(() => new Mlp(2, [3], new Rng(1)) + new Mlp(2, [3], new Rng(2)));
    }
}
