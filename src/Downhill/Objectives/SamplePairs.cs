using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>A table of all pairs i &lt; j of the samples of a batch.</summary>
internal sealed record SamplePairs : Source
{
    private static readonly Rows Pairs = new("pairs");

    internal static RowIndex First { get; } = new("first", Pairs, Rows.Points);

    internal static RowIndex Second { get; } = new("second", Pairs, Rows.Points);

    public override void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng)
    {
        int count = samples.Length / dimension, at = 0;
        int[] first = new int[count * (count - 1) / 2], second = new int[first.Length];
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
            {
                (first[at], second[at++]) = (i, j);
            }
        }

        computation.Set(First, first);
        computation.Set(Second, second);
    }
}
