using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>The points x with Lowᵢ ≤ xᵢ ≤ Highᵢ.</summary>
public sealed record Box
{
    /// <summary>The box between two corners.</summary>
    /// <param name="low">The lower ends, shape [d], finite.</param>
    /// <param name="high">The upper ends, shape [d], finite, each above its lower end.</param>
    /// <exception cref="ArgumentException">There are none, their numbers differ, or an upper end is not above its lower one.</exception>
    public Box(IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        (Low, High) = ([.. low], [.. high]);
        if (Low.Count == 0 || Low.Count != High.Count || !Low.Zip(High, (a, b) => double.IsFinite(a) && double.IsFinite(b) && a < b).All(isOrdered => isOrdered))
        {
            throw new ArgumentException($"A box needs as many upper as lower ends, each above its lower one, not [{string.Join(", ", Low)}] and [{string.Join(", ", High)}].", nameof(high));
        }
    }

    /// <summary>The lower ends, shape [d].</summary>
    public IReadOnlyList<double> Low { get; }

    /// <summary>The upper ends, shape [d].</summary>
    public IReadOnlyList<double> High { get; }

    /// <summary>d.</summary>
    public int Dimension => Low.Count;

    /// <summary>Πᵢ (Highᵢ − Lowᵢ).</summary>
    public double Volume => Low.Zip(High, (low, high) => high - low).Aggregate(1.0, (product, side) => product * side);

    /// <summary>The square [−half, half]² around the origin.</summary>
    /// <param name="half">Half the length of a side, above zero.</param>
    public static Box Square(double half) => new([-Require.Positive(half), -half], [half, half]);

    /// <summary>The smallest box around points, widened on all sides.</summary>
    /// <param name="points">The points, shape [n, dimension].</param>
    /// <param name="dimension">d.</param>
    /// <param name="margin">By how much it is widened, not negative.</param>
    public static Box Around(IReadOnlyList<double> points, int dimension, double margin)
    {
        ArgumentNullException.ThrowIfNull(points);
        Require.NotNegative(margin);
        double[][] columns = [.. Enumerable.Range(0, Require.AtLeast(dimension, 1)).Select(i => points.Where((_, at) => at % dimension == i).ToArray())];
        return new([.. columns.Select(column => column.Min() - margin)], [.. columns.Select(column => column.Max() + margin)]);
    }

    /// <summary>Whether a point lies in it.</summary>
    /// <param name="x">The point, shape [d].</param>
    public bool Contains(ReadOnlySpan<double> x)
    {
        for (int i = 0; i < Dimension; i++)
        {
            if (!(x[i] >= Low[i] && x[i] <= High[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether another box lies in it.</summary>
    public bool Contains(Box other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Dimension == Dimension && Contains([.. other.Low]) && Contains([.. other.High]);
    }

    /// <summary>The box cut along all sides of other boxes: what is left has none of their edges inside.</summary>
    internal IReadOnlyList<Box> Cut(IReadOnlyList<Box> others)
    {
        IEnumerable<Box> parts = [this];
        for (int axis = 0; axis < Dimension; axis++)
        {
            int along = axis;
            double[] cuts = [.. others.SelectMany(other => new[] { other.Low[along], other.High[along] }).Append(Low[axis]).Append(High[axis]).Where(cut => cut >= Low[along] && cut <= High[along]).Distinct().Order()];
            parts = [.. parts.SelectMany(part => cuts.Zip(cuts.Skip(1), (low, high) => part.Between(along, low, high)))];
        }

        return [.. parts];
    }

    private Box Between(int axis, double low, double high) =>
        new([.. Low.Select((end, i) => i == axis ? low : end)], [.. High.Select((end, i) => i == axis ? high : end)]);
}
