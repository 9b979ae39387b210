using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>The law exp(−E(x)) / Z of an energy on a box, held on a grid: log Z, moments, masses.</summary>
/// <remarks>
/// The grid is refined by doubling until ln Z has changed by less than a tolerance twice (once may be chance), or the most intervals are
/// reached; <see cref="Integral.Error"/> of <see cref="LogNormaliser"/> says what was reached. Another temperature is another energy:
/// <c>(1 / T) * energy</c>. Cost: one evaluation of the energy and its gradient at (n + 1)ᵈ points, and a third more for the coarser grids
/// in two dimensions.
/// </remarks>
public sealed class GridMeasure
{
    private const int First = 64;

    private readonly double _least;
    private readonly double[] _sums;

    private GridMeasure(Energy energy, Box box, int intervals, Nodes nodes)
    {
        (Energy, Box, Intervals, Nodes) = (energy, box, intervals, nodes);
        (Energies, Gradients) = Landscape.Of(energy).Evaluate(Nodes.Points);

        // NaN is the least of all numbers that hold one, so it is seen in all that follows.
        _least = Energies.Min();
        double[] heights = [.. Energies.Select(e => Math.Exp(_least - e))];
        _sums = [Nodes.Sum(Level.Fine, i => heights[i]), Nodes.Sum(Level.Coarse, i => heights[i])];
        LogNormaliser = Integral.Of(LogNormaliserAt);
    }

    /// <summary>E.</summary>
    public Energy Energy { get; }

    /// <summary>The box: outside, the law is 0.</summary>
    public Box Box { get; }

    /// <summary>Into how many parts each side is divided; of a <see cref="Judge"/> of a density with edges, eight times the nodes between two of them.</summary>
    public int Intervals { get; }

    /// <summary>ln Z, Z = ∫ exp(−E) over the box.</summary>
    public Integral LogNormaliser { get; }

    /// <summary>The points of the grid, shape [(Intervals + 1)ᵈ, d], the last coordinate running fastest; of a <see cref="Judge"/> of a density with edges, the nodes of its rules.</summary>
    public IReadOnlyList<double> Points => Nodes.Points;

    /// <summary>exp(−E) / Z at <see cref="Points"/>.</summary>
    public double[] Heights => [.. Energies.Select(e => Math.Exp(-e - LogNormaliser.Value))];

    /// <summary>∫ x exp(−E) / Z, shape [d].</summary>
    public Integral[] Mean => [.. Enumerable.Range(0, Box.Dimension).Select(i => Expectation(x => x[i]))];

    /// <summary>∫ (x − m)(x − m)ᵀ exp(−E) / Z, row-major, shape [d, d].</summary>
    public Integral[] Covariance
    {
        get
        {
            double[] mean = [.. Mean.Select(integral => integral.Value)];
            int d = Box.Dimension;
            return [.. Enumerable.Range(0, d * d).Select(k => Expectation(x => (x[k / d] - mean[k / d]) * (x[k % d] - mean[k % d])))];
        }
    }

    /// <summary>The mass on the outermost sixteenth of the box on each side: where it is not small, the box cuts the law off.</summary>
    public double EdgeMass
    {
        get
        {
            Box inner = new([.. Box.Low.Zip(Box.High, (a, b) => a + ((b - a) / 16))], [.. Box.Low.Zip(Box.High, (a, b) => b - ((b - a) / 16))]);
            return Mass(x => !inner.Contains(x)).Value;
        }
    }

    internal Nodes Nodes { get; }

    internal double[] Energies { get; }

    internal double[] Gradients { get; }

    /// <summary>The law of an energy on a box.</summary>
    /// <param name="energy">E, finite on the box.</param>
    /// <param name="box">The box, of the energy's dimension.</param>
    /// <param name="tolerance">By how much ln Z may change at the last doubling, above zero. Default 10⁻⁸.</param>
    /// <param name="most">The most intervals along a side, a power of 2 from 64. Default 1024.</param>
    /// <exception cref="ArgumentException">The dimensions differ, or <paramref name="most"/> is no power of 2.</exception>
    public static GridMeasure Of(Energy energy, Box box, double tolerance = 1e-8, int most = 1024) =>
        Of(energy, box, tolerance, most, intervals => Nodes.Trapezium(box, intervals));

    /// <summary>The law of an energy on a box, by a rule of its own for each number of intervals.</summary>
    internal static GridMeasure Of(Energy energy, Box box, double tolerance, int most, Func<int, Nodes> rule)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(box);
        Require.Positive(tolerance);
        if (energy.Dimension != box.Dimension)
        {
            throw new ArgumentException($"An energy of dimension {energy.Dimension} needs a box of that dimension, not of {box.Dimension}.", nameof(box));
        }

        if (!int.IsPow2(Require.AtLeast(most, First)))
        {
            throw new ArgumentException($"The most intervals are a power of 2, for they are doubled, not {most}.", nameof(most));
        }

        GridMeasure measure = new(energy, box, First, rule(First));
        for (bool isSettled = false; measure.Intervals < most && !(isSettled && measure.LogNormaliser.Error <= tolerance);)
        {
            isSettled = measure.LogNormaliser.Error <= tolerance;
            measure = new(energy, box, 2 * measure.Intervals, rule(2 * measure.Intervals));
        }

        return measure;
    }

    /// <summary>∫ f(x) exp(−E) / Z.</summary>
    /// <param name="f">A function of a point, shape [d].</param>
    public Integral Expectation(Func<ReadOnlySpan<double>, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        int d = Box.Dimension;
        double[] values = [.. Enumerable.Range(0, Nodes.Count).Select(i => f(Nodes.Points.AsSpan(i * d, d)) * Math.Exp(_least - Energies[i]))];
        return Integral.Of(level => Nodes.Sum(level, i => values[i]) / _sums[(int)level]);
    }

    /// <summary>The mass of a region; its edge is rounded to the grid, so it is right to the first order of the distance between nodes.</summary>
    /// <param name="isInside">Whether a point, shape [d], is in the region.</param>
    public Integral Mass(Func<ReadOnlySpan<double>, bool> isInside)
    {
        ArgumentNullException.ThrowIfNull(isInside);
        return Expectation(x => isInside(x) ? 1 : 0);
    }

    internal double LogNormaliserAt(Level level) => Math.Log(_sums[(int)level]) - _least;
}
