using Downhill.Data;

namespace Downhill.Tests.Data;

/// <summary>What is kept of more rows than fit: stretches that are whole, spread evenly, and the same every time.</summary>
public sealed class RowStoreTests
{
    [Fact]
    public void Rows_that_fit_are_all_kept_in_order()
    {
        Dictionary<int, List<double>> kept = Kept(1_000, Enumerable.Range(0, 1_000).Select(i => (i % 7, (double)i)));
        Assert.Equal(1_000, kept.Values.Sum(track => track.Count));
        Assert.All(kept, track => Assert.Equal(Enumerable.Range(0, track.Value.Count).Select(i => (i * 7.0) + track.Key), track.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_many_short_tracks_whole_ones_are_kept_from_everywhere(bool interleaved)
    {
        const int tracks = 3_000, frames = 12, capacity = 4_096;
        IEnumerable<(int, double)> rows = interleaved
            ? from frame in Enumerable.Range(0, frames) from track in Enumerable.Range(0, tracks) select (track, (double)frame)
            : from track in Enumerable.Range(0, tracks) from frame in Enumerable.Range(0, frames) select (track, (double)frame);
        Dictionary<int, List<double>> kept = Kept(capacity, rows);

        // A sweep leaves seven eighths, and a stretch of twelve rows may just not have fitted.
        Assert.InRange(kept.Values.Sum(track => track.Count), (capacity * 7 / 8) - frames, capacity);
        Assert.All(kept.Values, track => Assert.Equal(Enumerable.Range(0, frames).Select(frame => (double)frame), track));

        // About 320 of 3,000 tracks: of every sixteen neighbours at least one, as each round halves every pair.
        Assert.All(Enumerable.Range(0, tracks / 16), group => Assert.Contains(kept.Keys, track => track / 16 == group));

        // No rhythm: of even and odd tracks about as many, where a stride would keep one kind; 4 standard deviations of n/2.
        int even = kept.Keys.Count(track => track % 2 == 0), all = kept.Count;
        Assert.InRange(even, (all / 2) - (2 * Math.Sqrt(all)), (all / 2) + (2 * Math.Sqrt(all)));
    }

    [Fact]
    public void Of_one_long_track_unbroken_stretches_are_kept_from_everywhere()
    {
        const int rows = 100_000, capacity = 6_400, stretch = 100;
        List<double> kept = Assert.Single(Kept(capacity, Enumerable.Range(0, rows).Select(i => (0, (double)i)))).Value;
        Assert.InRange(kept.Count, (capacity * 7 / 8) - stretch, capacity);
        Assert.All(kept.Chunk(stretch), chunk => Assert.Equal(Enumerable.Range((int)chunk[0], chunk.Length).Select(i => (double)i), chunk));
        Assert.All(Enumerable.Range(0, 30), part => Assert.Contains(kept, row => (int)row / 3_400 == part));
    }

    [Fact]
    public void The_same_rows_give_the_same_choice() => Assert.Equal(
        Kept(500, Enumerable.Range(0, 9_000).Select(i => (i / 40, (double)i))).SelectMany(track => track.Value),
        Kept(500, Enumerable.Range(0, 9_000).Select(i => (i / 40, (double)i))).SelectMany(track => track.Value));

    private static Dictionary<int, List<double>> Kept(long capacity, IEnumerable<(int Track, double Value)> rows)
    {
        using RowStore store = new(1, capacity);
        foreach ((int track, double value) in rows)
        {
            store.Add(track, [value]);
        }

        int[] counts = store.Counts();
        Dictionary<int, List<double>> kept = [];
        store.Drain((track, row) =>
        {
            kept.TryAdd(track, []);
            kept[track].Add(row[0]);
        });
        Assert.All(kept, track => Assert.Equal(counts[track.Key], track.Value.Count));
        Assert.Equal(counts.Sum(), kept.Values.Sum(track => track.Count));
        return kept;
    }
}
