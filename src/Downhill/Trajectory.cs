namespace Downhill;

/// <summary>What one system was seen to do: its states x(t₀), x(t₁), … at strictly increasing times.</summary>
/// <remarks>The arrays are taken as they are, not copied, and must not be changed afterwards.</remarks>
public sealed record Trajectory
{
    /// <summary>A trajectory of <paramref name="times"/>.Length frames in <paramref name="columns"/>.Length dimensions.</summary>
    /// <param name="name">The name of the track, as it stood in the file.</param>
    /// <param name="times">Seconds, strictly increasing, at least one, shape [frames].</param>
    /// <param name="values">States, row-major, all finite, shape [frames, dimension].</param>
    /// <param name="columns">The name of each coordinate, shape [dimension].</param>
    /// <exception cref="ArgumentException">The shapes disagree, a number is not finite, or time does not increase.</exception>
    public Trajectory(string name, double[] times, double[] values, string[] columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(columns);
        CheckShapes(times, values, columns);
        CheckNumbers(times, values);
        (Name, Times, Values, Columns) = (name, times, values, columns);
    }

    /// <summary>The name of the track.</summary>
    public string Name { get; }

    /// <summary>When each frame was seen, in seconds, strictly increasing, shape [frames].</summary>
    public double[] Times { get; }

    /// <summary>The states, row-major, shape [frames, dimension], in the units of the file.</summary>
    public double[] Values { get; }

    /// <summary>The name of each coordinate, shape [dimension].</summary>
    public string[] Columns { get; }

    /// <summary>How many coordinates a state has.</summary>
    public int Dimension => Columns.Length;

    /// <summary>How many times the system was seen.</summary>
    public int Frames => Times.Length;

    /// <summary>How the times are spaced, measured anew at each call: O(frames log frames).</summary>
    /// <exception cref="InvalidOperationException">There is only one frame.</exception>
    public Intervals Intervals => Intervals.Of(Times);

    /// <summary>The state at one frame, shape [dimension].</summary>
    /// <param name="frame">Which frame, from 0.</param>
    /// <returns>A view into <see cref="Values"/>.</returns>
    public ReadOnlySpan<double> State(int frame) => Values.AsSpan(checked(frame * Dimension), Dimension);

    /// <summary>The stretches between gaps: a gap is an interval longer than 1.5 times the median one.</summary>
    /// <returns>The stretches in order, each under the name of the whole, so that they can be kept together when tracks are held out; frames alone between two gaps are left out.</returns>
    public IReadOnlyList<Trajectory> SplitAtGaps()
    {
        if (Frames < 2)
        {
            return [];
        }

        double longest = 1.5 * Intervals.Median;
        List<Trajectory> stretches = [];
        int start = 0;
        for (int frame = 1; frame <= Frames; frame++)
        {
            if (frame < Frames && Times[frame] - Times[frame - 1] <= longest)
            {
                continue;
            }

            if (frame - start >= 2)
            {
                stretches.Add(Stretch(start, frame));
            }

            start = frame;
        }

        return stretches;
    }

    /// <summary>Name, length and coordinates, in one line.</summary>
    /// <returns>For example <c>id00: 15000 frames of theta, omega</c>.</returns>
    public override string ToString() => $"{Name}: {Frames} frames of {string.Join(", ", Columns)}";

    private Trajectory Stretch(int start, int end) => start == 0 && end == Frames
        ? this
        : new(Name, Times[start..end], Values[(start * Dimension)..(end * Dimension)], Columns);

    private static void CheckShapes(double[] times, double[] values, string[] columns)
    {
        if (times.Length == 0 || columns.Length == 0)
        {
            throw new ArgumentException("A trajectory has at least one frame and one column.");
        }

        if (values.LongLength != times.LongLength * columns.Length)
        {
            throw new ArgumentException($"Values must hold {times.Length} frames of {columns.Length} numbers, but holds {values.Length} numbers.", nameof(values));
        }
    }

    private static void CheckNumbers(double[] times, double[] values)
    {
        double previous = double.NegativeInfinity;
        foreach (double time in times)
        {
            if (!double.IsFinite(time) || time <= previous)
            {
                throw new ArgumentException($"Times must be finite and strictly increasing, but {time} comes after {previous}.", nameof(times));
            }

            previous = time;
        }

        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException("Values must be finite.", nameof(values));
            }
        }
    }
}
