using System.Runtime.InteropServices;

namespace Downhill.Data;

/// <summary>Rows of numbers, each of one track, in the order of the file, at most so many.</summary>
/// <remarks>
/// The rows are kept in stretches: a track of at most <see cref="StretchLength"/> rows is one, a longer one is cut into several.
/// When the rows become too many, whole stretches are let go, and those to come that rank no higher are not taken up. The rank of
/// a stretch depends on its number alone: of each two neighbours one outlives the other, of each two such survivors again, which
/// one a hash decides. So what is kept is spread evenly over the file, does not follow a rhythm in it, and is the same every time.
/// The rows lie in blocks of native memory: a block is given back the moment it has been copied into the arrays of its tracks,
/// so that reading never holds the numbers twice, which a garbage collector would not promise.
/// </remarks>
internal sealed unsafe class RowStore : IDisposable
{
    private const int StretchesInAll = 64, MostRowsInBlock = 1 << 16;

    // Room for new rows is made an eighth at a time: each sweep over the blocks is paid for by as many rows.
    private const int SweepShare = 8;

    private readonly int width;
    private readonly long capacity;
    private readonly int rowsInBlock;
    private readonly List<nint> blocks = [];
    private readonly List<Stretch> stretches = [];
    private readonly List<TrackState> tracks = [];
    private long stored;
    private ulong least;

    /// <summary>An empty store.</summary>
    /// <param name="width">How many numbers a row has, at least 1.</param>
    /// <param name="capacity">How many rows to hold at most, at least 1.</param>
    internal RowStore(int width, long capacity)
    {
        this.width = width;
        this.capacity = Math.Max(SweepShare, capacity);
        rowsInBlock = (int)Math.Clamp(this.capacity / StretchesInAll, 2, MostRowsInBlock);
        StretchLength = (int)Math.Clamp(this.capacity / StretchesInAll, 2, 1 << 20);
    }

    /// <summary>The length of the stretches of which longer tracks are made.</summary>
    internal int StretchLength { get; }

    /// <summary>How many rows were added, kept or not.</summary>
    internal long Rows { get; private set; }

    /// <summary>Whether rows were let go.</summary>
    internal bool IsThinned => least > 0;

    /// <summary>The bytes that a row takes.</summary>
    internal static int RowBytes(int width) => width * sizeof(double) + sizeof(int);

    /// <summary>Adds a row of a track; tracks are numbered from 0.</summary>
    internal void Add(int track, ReadOnlySpan<double> row)
    {
        Rows++;
        int stretch = StretchOf(track);
        if (stretch < 0 || (stored == capacity && !MakeRoom(stretch)))
        {
            return;
        }

        if (stored == (long)blocks.Count * rowsInBlock)
        {
            blocks.Add((nint)NativeMemory.Alloc((nuint)rowsInBlock, (nuint)RowBytes(width)));
        }

        row.CopyTo(Numbers(stored));
        Owner(stored) = stretch;
        stored++;
        CollectionsMarshal.AsSpan(stretches)[stretch].Rows++;
    }

    /// <summary>How many kept rows each track has, shape [tracks].</summary>
    internal int[] Counts()
    {
        int[] counts = new int[tracks.Count];
        foreach (Stretch stretch in stretches)
        {
            counts[stretch.Track] += stretch.IsGone ? 0 : stretch.Rows;
        }

        return counts;
    }

    /// <summary>Hands every kept row, in the order of the file, to <paramref name="take"/>, and its memory back; the store is empty afterwards.</summary>
    internal void Drain(Action<int, ReadOnlySpan<double>> take)
    {
        Span<Stretch> all = CollectionsMarshal.AsSpan(stretches);
        for (long row = 0; row < stored; row++)
        {
            Stretch stretch = all[Owner(row)];
            if (!stretch.IsGone)
            {
                take(stretch.Track, Numbers(row));
            }

            if ((row + 1) % rowsInBlock == 0)
            {
                Free((int)(row / rowsInBlock));
            }
        }

        stored = 0;
    }

    public void Dispose()
    {
        for (int block = 0; block < blocks.Count; block++)
        {
            Free(block);
        }
    }

    /// <summary>The stretch of the next row of a track, or −1 where it is not kept.</summary>
    private int StretchOf(int track)
    {
        while (track >= tracks.Count)
        {
            tracks.Add(new TrackState());
        }

        ref TrackState state = ref CollectionsMarshal.AsSpan(tracks)[track];
        if (state.Rows % StretchLength == 0)
        {
            ulong rank = Rank(track + state.Rows / StretchLength);
            state.Stretch = rank < least ? -1 : stretches.Count;
            if (state.Stretch >= 0)
            {
                stretches.Add(new Stretch { Track = track, Rank = rank });
            }
        }

        state.Rows++;
        return state.Stretch >= 0 && stretches[state.Stretch].IsGone ? -1 : state.Stretch;
    }

    /// <summary>Lets the lowest stretches go, and closes the gaps that they leave.</summary>
    /// <returns>Whether the stretch that needed the room is still there.</returns>
    private bool MakeRoom(int stretch)
    {
        Span<Stretch> all = CollectionsMarshal.AsSpan(stretches);
        (ulong Rank, int Rows)[] ranked = [.. stretches.Where(kept => !kept.IsGone).Select(kept => (kept.Rank, kept.Rows)).Order()];
        long rows = stored;
        for (int i = 0; rows > capacity - capacity / SweepShare; i++)
        {
            rows -= ranked[i].Rows;
            least = ranked[i].Rank + 1;
        }

        foreach (ref Stretch kept in all)
        {
            kept.IsGone |= kept.Rank < least;
        }

        Sweep(all);
        return !all[stretch].IsGone;
    }

    private void Sweep(ReadOnlySpan<Stretch> all)
    {
        long to = 0;
        for (long from = 0; from < stored; from++)
        {
            if (all[Owner(from)].IsGone)
            {
                continue;
            }

            Numbers(from).CopyTo(Numbers(to));
            Owner(to) = Owner(from);
            to++;
        }

        stored = to;
    }

    /// <summary>How many rounds a stretch survives, in the upper bits, and a hash to settle ties.</summary>
    private static ulong Rank(long number)
    {
        ulong rounds = 0, left = (ulong)number;
        while (rounds < 40 && (left & 1) == (Mixed((left >> 1) + (rounds << 48)) & 1))
        {
            left >>= 1;
            rounds++;
        }

        return (rounds << 56) | (Mixed((ulong)number + 1) >> 8);
    }

    /// <summary>Source: the finaliser of SplitMix64, G. L. Steele, D. Lea and C. H. Flood (2014), OOPSLA, 453–472.</summary>
    private static ulong Mixed(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private Span<double> Numbers(long row) => new((double*)blocks[(int)(row / rowsInBlock)] + (row % rowsInBlock * width), width);

    private ref int Owner(long row) => ref *((int*)((double*)blocks[(int)(row / rowsInBlock)] + ((long)rowsInBlock * width)) + (row % rowsInBlock));

    private void Free(int block)
    {
        NativeMemory.Free((void*)blocks[block]);
        blocks[block] = 0;
    }

    private struct Stretch
    {
        internal int Track;
        internal int Rows;
        internal ulong Rank;
        internal bool IsGone;
    }

    private struct TrackState
    {
        internal int Rows;
        internal int Stretch;
    }
}
