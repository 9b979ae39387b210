using Downhill.Compute;

namespace Downhill.Tests.Energies;

/// <summary>A two-dimensional landscape under the magnifying glass: its Hessian, and Newton's way to the nearest critical point.</summary>
internal sealed class Surface
{
    private readonly Energy _energy;
    private readonly Computation<double> _hessian;

    internal Surface(Energy energy)
    {
        Assert.Equal(2, energy.Dimension);
        _energy = energy;
        Node x = Node.Point(2);
        _hessian = Computation.Compile<double>(Derivative.Hessian(energy.Of(x), x));
        foreach (Parameter parameter in energy.Parameters)
        {
            _hessian.Set(parameter.Name, parameter.Values);
        }
    }

    /// <summary>The two eigenvalues of the Hessian, the lower first.</summary>
    internal (double Low, double High) Curvatures(double[] x)
    {
        (double a, double b, double c) = Hessian(x);
        double middle = (a + c) / 2, radius = double.Hypot((a - c) / 2, b);
        return (middle - radius, middle + radius);
    }

    /// <summary>Where the gradient is 0, close to a point.</summary>
    internal double[] CriticalNear(params double[] x)
    {
        for (int i = 0; i < 50; i++)
        {
            double[] g = _energy.GradientAt(x);
            (double a, double b, double c) = Hessian(x);
            double determinant = (a * c) - (b * b);
            x = [x[0] - (((c * g[0]) - (b * g[1])) / determinant), x[1] - (((a * g[1]) - (b * g[0])) / determinant)];
        }

        (double low, double high) = Curvatures(x);
        Assert.All(_energy.GradientAt(x), slope => Assert.Equal(0, slope, 1e-12 * Math.Max(-low, high)));
        return x;
    }

    /// <summary>A critical point of a known place, energy and number of ways down, given to so many decimals.</summary>
    internal void Expect(int waysDown, double energy, double[] place, double energyTolerance, double placeTolerance)
    {
        double[] found = CriticalNear(place);
        Assert.Equal(place[0], found[0], placeTolerance);
        Assert.Equal(place[1], found[1], placeTolerance);
        Assert.Equal(energy, _energy.At(found), energyTolerance);
        (double low, double high) = Curvatures(found);
        Assert.Equal(waysDown, (low < 0 ? 1 : 0) + (high < 0 ? 1 : 0));
    }

    private (double XX, double XY, double YY) Hessian(double[] x)
    {
        _hessian.Set("x", x);
        _hessian.Run();
        ReadOnlySpan<double> h = _hessian[0];
        Assert.Equal(h[1], h[2], 1e-9 * (1 + Math.Abs(h[1])));
        return (h[0], h[1], h[3]);
    }
}
