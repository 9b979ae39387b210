using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>The uniform law on a box; its density is taken as 1 / volume outside of the box too, where it is 0.</summary>
/// <remarks>With <see cref="IsStratified"/> the box is cut into equal cells, a point in each: a quadrature by jittered midpoints, whose error falls as count^(−1/2 − 1/d).</remarks>
public sealed record UniformNoise : Noise
{
    /// <summary>The uniform law on the box from low to high.</summary>
    /// <param name="low">The lower corner.</param>
    /// <param name="high">The upper corner, above it in every coordinate.</param>
    /// <exception cref="ArgumentException">The box has no volume.</exception>
    public UniformNoise(IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        (Low, High) = ([.. low], [.. high]);
        if (Low.Count == 0 || Low.Count != High.Count || Low.Zip(High).Any(side => !double.IsFinite(side.Second - side.First) || !(side.First < side.Second)))
        {
            throw new ArgumentException($"A box needs corners with low below high in every coordinate, not [{string.Join(", ", Low)}] and [{string.Join(", ", High)}].", nameof(high));
        }
    }

    /// <summary>The box around samples, widened on each side by a share of its width.</summary>
    /// <param name="samples">Shape [samples, dimension].</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <param name="share">What is added on each side, in units of the width. Default 0.1.</param>
    public static UniformNoise Around(IReadOnlyList<double> samples, int dimension, double share = 0.1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        double[] low = [.. Enumerable.Repeat(double.PositiveInfinity, Require.AtLeast(dimension, 1))], high = [.. low.Select(x => -x)];
        for (int i = 0; i < samples.Count; i++)
        {
            (low[i % dimension], high[i % dimension]) = (Math.Min(low[i % dimension], samples[i]), Math.Max(high[i % dimension], samples[i]));
        }

        double[] margin = [.. low.Zip(high, (l, h) => share * (h - l))];
        return new([.. low.Zip(margin, (l, m) => l - m)], [.. high.Zip(margin, (h, m) => h + m)]);
    }

    /// <summary>The lower corner.</summary>
    public IReadOnlyList<double> Low { get; }

    /// <summary>The upper corner.</summary>
    public IReadOnlyList<double> High { get; }

    /// <summary>Whether points are spread evenly, one to a cell; then their number is rounded up to n^d. Default: they are independent.</summary>
    public bool IsStratified { get; init; }

    /// <inheritdoc/>
    public override int Dimension => Low.Count;

    private double LogVolume => Low.Zip(High, (low, high) => Math.Log(high - low)).Sum();

    /// <inheritdoc/>
    public override Node LogDensity(Node x) => (0 * Maths.Sum(x)) - LogVolume;

    /// <inheritdoc/>
    public override double[] Draw(int count, Rng rng)
    {
        int cells = IsStratified ? CellsPerSide(Require.AtLeast(count, 0)) : 1, points = IsStratified ? (int)Math.Pow(cells, Dimension) : count;
        double[] drawn = new double[points * Dimension];
        for (int i = 0; i < drawn.Length; i++)
        {
            int axis = i % Dimension, cell = IsStratified ? (int)(i / Dimension / (long)Math.Pow(cells, axis)) % cells : 0;
            drawn[i] = Low[axis] + ((High[axis] - Low[axis]) * (cell + rng.Uniform(i)) / cells);
        }

        return drawn;
    }

    private int CellsPerSide(int count)
    {
        int cells = 1;
        while (Math.Pow(cells, Dimension) < count)
        {
            cells++;
        }

        return cells;
    }
}
