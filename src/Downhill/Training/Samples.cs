using Downhill.Compute;

namespace Downhill.Training;

/// <summary>Independent points of one law.</summary>
public sealed record Samples
{
    /// <summary>Points as rows.</summary>
    /// <param name="points">Shape [count, dimension], finite; not copied.</param>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <exception cref="ArgumentException">The numbers do not fill whole points, or one is not finite.</exception>
    public Samples(double[] points, int dimension)
    {
        ArgumentNullException.ThrowIfNull(points);
        Dimension = Require.AtLeast(dimension, 1);
        int wrong = Array.FindIndex(points, x => !double.IsFinite(x));
        Points = points.Length % dimension == 0 && wrong < 0 ? points
            : throw new ArgumentException(wrong >= 0 ? $"Sample {wrong / dimension} has the coordinate {points[wrong]}; all must be finite." : $"Points of dimension {dimension} are a multiple of {dimension} numbers, not {points.Length}.", nameof(points));
    }

    /// <summary>Shape [count, dimension].</summary>
    public double[] Points { get; }

    /// <summary>Coordinates of a point.</summary>
    public int Dimension { get; }

    /// <summary>How many there are.</summary>
    public int Count => Points.Length / Dimension;

    /// <summary>What each was observed under, shape [count, given]: the "given" of a <see cref="ConditionalEnergy"/>. Default null.</summary>
    public double[]? Given { get; init; }

    /// <summary>Those of some numbers, in that order.</summary>
    public Samples At(IReadOnlyList<int> chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        return new(Rows(Points, Dimension, chosen), Dimension) { Given = Given is null ? null : Rows(Given, Count == 0 ? 0 : Given.Length / Count, chosen) };
    }

    /// <summary>Two parts, drawn at random: those to learn from, and a share of them withheld.</summary>
    /// <param name="share">How many are withheld, as a share of all.</param>
    /// <param name="rng">Which.</param>
    public (Samples Learned, Samples Withheld) Split(double share, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        rng.Shuffle<int>(order);
        int withheld = (int)Math.Round(Require.Within(share, 0, 1) * Count);
        return (At(order[withheld..]), At(order[..withheld]));
    }

    private static double[] Rows(double[] numbers, int width, IReadOnlyList<int> chosen)
    {
        double[] rows = new double[chosen.Count * width];
        for (int i = 0; i < chosen.Count; i++)
        {
            Array.Copy(numbers, chosen[i] * width, rows, i * width, width);
        }

        return rows;
    }
}
