namespace Downhill.Training;

/// <summary>Stretches of tracks: a first state, and K states that follow it at equal distances.</summary>
public sealed class Windows
{
    private readonly IReadOnlyList<Trajectory> _tracks;
    private readonly (int Track, int Frame)[] _starts;

    /// <summary>Every window of the tracks.</summary>
    /// <param name="tracks">Tracks of equal dimension.</param>
    /// <param name="matched">K.</param>
    /// <param name="stride">Frames from one matched state to the next.</param>
    /// <param name="every">Take only every such start.</param>
    public Windows(IReadOnlyList<Trajectory> tracks, int matched, int stride, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        (_tracks, Matched, Stride) = (tracks, matched, stride);
        _starts = [.. tracks.SelectMany((track, t) => Enumerable.Range(0, Math.Max(0, track.Frames - (matched * stride))).Where(frame => frame % every == 0).Select(frame => (t, frame)))];
    }

    /// <summary>K.</summary>
    public int Matched { get; }

    /// <summary>Frames from one matched state to the next.</summary>
    public int Stride { get; }

    /// <summary>How many there are.</summary>
    public int Count => _starts.Length;

    /// <summary>Columns of the tracks that are given instead of matched: they are no part of a state. Default: none.</summary>
    /// <remarks>For a <see cref="ConditionalEnergy"/>, whose "given" they are, ascending; held over a window at what they are at its start.</remarks>
    public IReadOnlyList<int> Given { get; init; } = [];

    /// <summary>Numbers per state.</summary>
    public int StateLength => _tracks[0].Dimension - Given.Count;

    /// <summary>The track of a window.</summary>
    public int TrackOf(int window) => _starts[window].Track;

    /// <summary>Copies a window: its first state [state] and its targets [K, state].</summary>
    public void Copy<T>(int window, Span<T> start, Span<T> targets)
        where T : struct, System.Numerics.INumberBase<T>
    {
        (int t, int frame) = _starts[window];
        CopyState(_tracks[t].State(frame), start);
        for (int k = 0; k < Matched; k++)
        {
            CopyState(_tracks[t].State(frame + ((k + 1) * Stride)), targets.Slice(k * StateLength, StateLength));
        }
    }

    /// <summary>What is given in the windows of some numbers, row after row, shape [windows, Given.Count].</summary>
    internal T[] GivenOf<T>(ReadOnlySpan<int> windows)
        where T : struct, System.Numerics.INumberBase<T>
    {
        T[] given = new T[windows.Length * Given.Count];
        for (int i = 0; i < given.Length; i++)
        {
            (int t, int frame) = _starts[windows[i / Given.Count]];
            given[i] = T.CreateChecked(_tracks[t].State(frame)[Given[i % Given.Count]]);
        }

        return given;
    }

    private void CopyState<T>(ReadOnlySpan<double> from, Span<T> to)
        where T : struct, System.Numerics.INumberBase<T>
    {
        if (Given.Count == 0)
        {
            Convert(from, to);
            return;
        }

        int at = 0;
        for (int column = 0; column < from.Length; column++)
        {
            if (!Given.Contains(column))
            {
                to[at++] = T.CreateChecked(from[column]);
            }
        }
    }

    /// <summary>All of them, as arrays.</summary>
    public WindowBatch Collect()
    {
        int target = StateLength * Matched;
        double[] starts = new double[Count * StateLength], targets = new double[Count * target];
        for (int w = 0; w < Count; w++)
        {
            Copy(w, starts.AsSpan(w * StateLength, StateLength), targets.AsSpan(w * target, target));
        }

        return new WindowBatch(starts, targets, Count) { Given = Given.Count > 0 ? GivenOf<double>([.. Enumerable.Range(0, Count)]) : null };
    }

    private static void Convert<T>(ReadOnlySpan<double> from, Span<T> to)
        where T : struct, System.Numerics.INumberBase<T>
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = T.CreateChecked(from[i]);
        }
    }
}

/// <summary>Windows as arrays.</summary>
/// <param name="Starts">First states, shape [Count, state].</param>
/// <param name="Targets">What followed, shape [Count, K, state].</param>
/// <param name="Count">How many windows.</param>
public sealed record WindowBatch(double[] Starts, double[] Targets, int Count)
{
    /// <summary>What is given in each window, shape [Count, given]; null where nothing is.</summary>
    public double[]? Given { get; init; }
}
