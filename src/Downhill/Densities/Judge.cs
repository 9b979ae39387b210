using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>Measures learned energies against a density that is known.</summary>
/// <remarks>
/// All integrals are over the grid on which q is normalised. Where p has edges it is not a grid but Gauss-Legendre rules between them, for
/// a node on an edge would belong to neither side. p is evaluated once for each grid and kept. One caller at a time.
/// </remarks>
public sealed class Judge
{
    // So many intervals of a grid for each node between two edges.
    private const int IntervalsPerNode = 8;

    private readonly Density _truth;
    private readonly Dictionary<int, Table> _tables = [];

    /// <summary>The judge of laws on a box.</summary>
    /// <param name="truth">p.</param>
    /// <param name="box">Where q is normalised; it holds the density's own. Default: that one.</param>
    /// <exception cref="ArgumentException">The box does not hold that of the density.</exception>
    public Judge(Density truth, Box? box = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        (_truth, Box) = (truth, box ?? truth.Box);
        if (!Box.Contains(truth.Box))
        {
            throw new ArgumentException("The box must hold the density's own box, or mass of p would go uncounted.", nameof(box));
        }
    }

    /// <summary>Where q is normalised.</summary>
    public Box Box { get; }

    /// <summary>By how much ln Z may change at the last doubling of the grid. Default 10⁻⁸.</summary>
    public double Tolerance { get; init => field = Require.Positive(value); } = 1e-8;

    /// <summary>The most intervals along a side, a power of 2 from 64. Default 1024.</summary>
    public int Most { get; init => field = Require.AtLeast(value, 64); } = 1024;

    private bool IsSmooth => _truth.Pieces.Count == 1;

    /// <summary>How far exp(−E) / Z is from p.</summary>
    /// <param name="learned">E, of the density's dimension.</param>
    public Judgement Of(Energy learned)
    {
        GridMeasure measure = GridMeasure.Of(learned, Box, Tolerance, Most, Rule);
        Table truth = TableFor(measure), q = new(measure.Nodes, measure.Energies, measure.Gradients);
        return new()
        {
            Learned = measure,
            Entropy = Integral.Of(level => truth.Mean(level, i => truth.Energies[i])),
            Divergence = Integral.Of(level => truth.Mean(level, i => q.Energies[i] - truth.Energies[i]) + measure.LogNormaliserAt(level)),
            ReverseDivergence = IsSmooth ? Integral.Of(level => q.Mean(level, i => truth.Energies[i] - q.Energies[i]) - measure.LogNormaliserAt(level)) : null,
            TotalVariation = Integral.Of(level => Variation(level, measure, truth, q)),
            ScoreError = Integral.Of(level => truth.Mean(level, i => SquaredDistance(truth.Gradients, q.Gradients, i, _truth.Dimension))),
        };
    }

    /// <summary>How likely points are under a judged law.</summary>
    /// <param name="judgement">What <see cref="Of"/> said of it.</param>
    /// <param name="points">Independent points from p, shape [n, d], at least two.</param>
    public Likelihood LikelihoodOf(Judgement judgement, ReadOnlySpan<double> points)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        GridMeasure learned = judgement.Learned;
        double[] negative = [.. Landscape.Of(learned.Energy).Evaluate(points).Energies.Select(e => e + learned.LogNormaliser.Value)];
        double[] excess = [.. negative.Zip(Landscape.Of(_truth).Evaluate(points).Energies, (q, p) => q - p)];
        return new()
        {
            NegativeLogLikelihood = negative.Average(),
            StandardError = StandardError(negative),
            EntropyFloor = judgement.Entropy,
            Excess = excess.Average(),
            ExcessError = StandardError(excess),
            Outside = CountOutside(points),
        };
    }

    private static double Variation(Level level, GridMeasure measure, Table truth, Table q)
    {
        double logZ = measure.LogNormaliserAt(level), mass = truth.Mass(level);
        return truth.Nodes.Sum(level, i => Math.Abs((Math.Exp(-truth.Energies[i]) / mass) - Math.Exp(-q.Energies[i] - logZ))) / 2;
    }

    private Nodes Rule(int intervals) => IsSmooth ? Nodes.Trapezium(Box, intervals) : Nodes.Gauss(Box.Cut(_truth.Pieces), intervals / IntervalsPerNode);

    private Table TableFor(GridMeasure measure)
    {
        if (!_tables.TryGetValue(measure.Intervals, out Table? table))
        {
            table = Table.Of(_truth, measure.Nodes);
            _tables.Add(measure.Intervals, table);
        }

        return table;
    }

    private int CountOutside(ReadOnlySpan<double> points)
    {
        int count = 0, d = Box.Dimension;
        for (int at = 0; at < points.Length; at += d)
        {
            count += Box.Contains(points.Slice(at, d)) ? 0 : 1;
        }

        return count;
    }

    private static double SquaredDistance(double[] a, double[] b, int row, int d)
    {
        double sum = 0;
        for (int at = row * d; at < (row + 1) * d; at++)
        {
            sum += (a[at] - b[at]) * (a[at] - b[at]);
        }

        return sum;
    }

    private static double StandardError(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
    }

    // A law at nodes, and its means there: divided by its own mass, for a rule that is a little off is off for both.
    private sealed record Table(Nodes Nodes, double[] Energies, double[] Gradients)
    {
        private readonly double _least = Energies.Min();

        internal static Table Of(Energy energy, Nodes nodes)
        {
            (double[] energies, double[] gradients) = Landscape.Of(energy).Evaluate(nodes.Points);
            return new(nodes, energies, gradients);
        }

        internal double Mass(Level level) => Nodes.Sum(level, Height) * Math.Exp(-_least);

        // Where the height is 0, f may be as large as it likes.
        internal double Mean(Level level, Func<int, double> f) =>
            Nodes.Sum(level, i => Height(i) is > 0 and double height ? height * f(i) : 0) / Nodes.Sum(level, Height);

        private double Height(int i) => Math.Exp(_least - Energies[i]);
    }
}
