using Downhill.Compute;

namespace Downhill.Tests.Energies;

/// <summary>What every <see cref="Energy"/> promises. A new energy is tested the day it is written.</summary>
public sealed class EnergyContract
{
    public static TheoryData<Energy> All => [.. EveryEnergy.Examples];

    [Fact]
    public void Every_energy_has_an_example() =>
        Assert.All(EveryEnergy.Types, type => Assert.True(EveryEnergy.Of(type).Any(), $"add an example of {type.Name} to EveryEnergy"));

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_point_has_one_energy(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Assert.Equal(Shape.PerRow(1), energy.Of(Node.Point(energy.Dimension)).Shape);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Energies_and_gradients_are_finite_near_the_origin(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        (double[] energies, double[] gradients) = new Landscape(energy).Evaluate(Points(energy, 200));
        Assert.Equal(200, energies.Length);
        Assert.Equal(200 * energy.Dimension, gradients.Length);
        Assert.All(energies, value => Assert.True(double.IsFinite(value)));
        Assert.All(gradients, value => Assert.True(double.IsFinite(value)));
    }

    // (4 D(h/2) − D(h)) / 3 of central differences D is right to h⁴ E⁽⁵⁾ / 480: with h = 10⁻³ and the fifth derivatives here, at most some
    // 10⁶ per unit of E, that is 10⁻⁹; rounding gives 10⁻¹⁶ / h = 10⁻¹³.
    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void The_gradient_is_the_slope_of_the_energy(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        const int Count = 20;
        const double Step = 1e-3;
        double[] points = Points(energy, Count);
        Landscape landscape = new(energy);
        double[] gradients = landscape.Evaluate(points).Gradients;
        double[] scale = [.. landscape.Evaluate(points).Energies.Select(Math.Abs)];
        for (int axis = 0; axis < energy.Dimension; axis++)
        {
            double[] coarse = Central(landscape, points, axis, Step), fine = Central(landscape, points, axis, Step / 2);
            for (int i = 0; i < Count; i++)
            {
                double gradient = gradients[(i * energy.Dimension) + axis], difference = ((4 * fine[i]) - coarse[i]) / 3;
                Assert.Equal(difference, gradient, 1e-8 * (1 + Math.Abs(gradient) + scale[i]));
            }
        }
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void The_derivative_in_a_parameter_is_the_slope_of_the_summed_energy(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        double[] points = Points(energy, 5);
        Node x = Node.Point(energy.Dimension), total = Maths.SumRows(energy.Of(x));
        foreach (Parameter parameter in energy.Parameters)
        {
            Computation<double> computation = Computation.Compile<double>(total, Derivative.Gradient(total, parameter.Node));
            foreach (Parameter other in energy.Parameters)
            {
                computation.Set(other.Name, other.Values);
            }

            computation.Set("x", points);
            computation.Run();
            double[] gradient = computation[1].ToArray();
            Assert.Equal(parameter.Values.Length, gradient.Length);
            for (int k = 0; k < gradient.Length; k += 3)
            {
                double coarse = Slope(k, 1e-3), fine = Slope(k, 5e-4);
                Assert.Equal(((4 * fine) - coarse) / 3, gradient[k], 1e-8 * (1 + Math.Abs(gradient[k]) + Math.Abs(fine)));
            }

            double Slope(int k, double step) => (Moved(k, step) - Moved(k, -step)) / (2 * step);

            double Moved(int k, double by)
            {
                double[] values = [.. parameter.Values];
                values[k] += by;
                computation.Set(parameter.Name, values);
                computation.Run();
                return computation[0][0];
            }
        }
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void With_its_own_parameters_an_energy_is_the_same(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Energy same = energy.With(energy.Parameters);
        Assert.Equal(energy.GetType(), same.GetType());
        Assert.Equal(energy.Dimension, same.Dimension);
        double[] points = Points(energy, 10);
        Assert.Equal(new Landscape(energy).Evaluate(points).Energies, new Landscape(same).Evaluate(points).Energies);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void With_other_parameters_it_has_those_and_the_first_keeps_its_own(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        double[][] before = [.. energy.Parameters.Select(parameter => parameter.Values.ToArray())];
        Parameter[] others = [.. energy.Parameters.Select(parameter => parameter with { Values = Changed(parameter) })];
        Energy other = energy.With(others);
        Assert.Equal(others.Select(parameter => parameter.Name), other.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(others.Select(parameter => parameter.Values), other.Parameters.Select(parameter => parameter.Values));
        Assert.Equal(before, energy.Parameters.Select(parameter => parameter.Values));
        double[] points = Points(energy, 10);
        double[] first = new Landscape(energy).Evaluate(points).Energies, second = new Landscape(other).Evaluate(points).Energies;
        Assert.Equal(others.Length == 0 || energy is ScaledEnergy { Factor: 0 }, first.SequenceEqual(second));
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Parameters_have_names_of_their_own(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        string[] names = [.. energy.Parameters.Select(parameter => parameter.Name)];
        Assert.Equal(names.Distinct(), names);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Points_that_are_not_whole_are_refused(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Landscape landscape = new(energy);
        Assert.Throws<ArgumentException>(() => landscape.Evaluate([]));
        if (energy.Dimension > 1)
        {
            Assert.Throws<ArgumentException>(() => landscape.Evaluate(new double[energy.Dimension + 1]));
        }
    }

    // The same change everywhere, so that the matrix of a quadratic stays symmetric.
    private static double[] Changed(Parameter parameter) => [.. parameter.Values.Select(value => 0.25 + (1.5 * value))];

    private static double[] Central(Landscape landscape, double[] points, int axis, double step)
    {
        double[] up = Moved(step), down = Moved(-step);
        return [.. up.Zip(down, (a, b) => (a - b) / (2 * step))];

        double[] Moved(double by)
        {
            int dimension = landscape.Evaluate(points).Gradients.Length / landscape.Evaluate(points).Energies.Length;
            return landscape.Evaluate([.. points.Select((value, i) => i % dimension == axis ? value + by : value)]).Energies;
        }
    }

    private static double[] Points(Energy energy, int count)
    {
        double[] points = new double[count * energy.Dimension];
        new Rng(20260101).Normal(points);
        return [.. points.Select(value => 0.6 * value)];
    }
}
