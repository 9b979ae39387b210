using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Points of a law beside the samples: a second table of rows, "negatives", that all samples share; where the energy is conditional, some for each sample.</summary>
/// <param name="Noise">The law.</param>
/// <param name="Count">How many points: of the table, or for each sample.</param>
/// <param name="TimesSamples">Whether the table has so many for each sample.</param>
internal sealed record NoiseTable(Noise Noise, int Count, bool TimesSamples = false) : Source
{
    private const string Name = "negatives";

    internal static Rows Rows { get; } = new(Name);

    private Node Points => Node.Point(Noise.Dimension, Name, Rows);

    private OwnNegatives Own => new(Noise, Count);

    public override void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng)
    {
        int rows = samples.Length / dimension;
        bool isOwn = computation.Reads(OwnNegatives.Name);
        double[] points = isOwn ? Own.Draw(rows, rng) : Noise.Draw(TimesSamples ? Count * rows : Count, rng);
        computation.Set(isOwn ? OwnNegatives.Name : Name, Array.ConvertAll(points, T.CreateChecked));
    }

    /// <summary>The points as x⁻ to be watched; null where each sample has its own.</summary>
    internal Node? Watched(Energy energy) => IsGiven(energy) ? null : Points;

    /// <summary>The mean of f over the points: shared, or a scalar per sample.</summary>
    internal Node Mean(Energy energy, Func<Node, Node> f) => IsGiven(energy) ? Own.Mean(f) : MeanRows(f(Points));

    /// <summary>ln Σ exp f over the points: shared, or a scalar per sample.</summary>
    internal Node LogSumExp(Energy energy, Func<Node, Node> f) => IsGiven(energy) ? Own.LogSumExp(f) : Maths.LogSumExpRows(f(Points));

    /// <summary>ln of the mean of exp f over the points: shared, or a scalar per sample.</summary>
    internal Node LogMeanExp(Energy energy, Func<Node, Node> f) => IsGiven(energy) ? Own.LogSumExp(f) - Math.Log(Own.Steps) : LogMeanExpRows(f(Points));

    /// <summary>The mean over the rows of its table: shared.</summary>
    internal static Node MeanRows(Node x) => Maths.SumRows(x) / RowCount(x);

    /// <summary>ln of the mean of exp x over the rows of its table: shared.</summary>
    internal static Node LogMeanExpRows(Node x) => Maths.LogSumExpRows(x) - Maths.Log(RowCount(x));

    private static Node RowCount(Node x) => Maths.SumRows((0 * x) + 1);

    // A point of a shared table has no condition: each sample's own is under that of the sample.
    private static bool IsGiven(Energy energy) => energy.Of(Node.Point(energy.Dimension)).Reads("given");
}
