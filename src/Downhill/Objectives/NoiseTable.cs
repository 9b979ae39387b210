using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>A second table of rows, "negatives", each a point of a law.</summary>
/// <param name="Noise">The law.</param>
/// <param name="Count">How many points for a batch of some size.</param>
internal sealed record NoiseTable(Noise Noise, Func<int, int> Count) : Source
{
    internal static Rows Rows { get; } = new("negatives");

    internal Node Points => Node.Point(Noise.Dimension, "negatives", Rows);

    public override void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng) =>
        computation.Set("negatives", Array.ConvertAll(Noise.Draw(Count(samples.Length / dimension), rng), T.CreateChecked));

    /// <summary>The mean over the rows of its table: shared.</summary>
    internal static Node MeanRows(Node x) => Maths.SumRows(x) / RowCount(x);

    /// <summary>ln of the mean of exp x over the rows of its table: shared.</summary>
    internal static Node LogMeanExpRows(Node x) => Maths.LogSumExpRows(x) - Maths.Log(RowCount(x));

    private static Node RowCount(Node x) => Maths.SumRows((0 * x) + 1);
}
