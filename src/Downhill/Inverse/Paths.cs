namespace Downhill.Inverse;

/// <summary>Ways as tables: the points that each visits, one behind the other, and how much each step counts.</summary>
/// <param name="Dimension">Coordinates of a point.</param>
/// <param name="Points">The points, shape [steps, Dimension].</param>
/// <param name="Owners">Which way each step is of, ascending, shape [steps].</param>
/// <param name="Weights">γᵗ of each step, shape [steps].</param>
/// <param name="Count">How many ways there are.</param>
public sealed record Paths(int Dimension, double[] Points, int[] Owners, double[] Weights, int Count)
{
    /// <summary>Ways from their points.</summary>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <param name="ways">The points of each way, shape [steps · dimension].</param>
    /// <param name="discount">γ. Default 1.</param>
    public static Paths Of(int dimension, IReadOnlyList<double[]> ways, double discount = 1)
    {
        ArgumentNullException.ThrowIfNull(ways);
        int[] lengths = [.. ways.Select(way => way.Length / dimension)];
        return new(
            dimension,
            [.. ways.SelectMany(way => way)],
            [.. lengths.SelectMany((length, path) => Enumerable.Repeat(path, length))],
            [.. lengths.SelectMany(length => Enumerable.Range(0, length).Select(t => Math.Pow(discount, t)))],
            ways.Count);
    }
}
