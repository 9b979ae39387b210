namespace Downhill.Experiments.Diagnostics;

/// <summary>The steps of all tracks, of one frame each, cut at gaps.</summary>
/// <param name="Stretches">The stretches, track by track.</param>
/// <param name="Dimension">Coordinates of a step.</param>
/// <param name="Interval">Seconds from frame to frame.</param>
/// <param name="HasClock">Whether the frames of all tracks fall on one grid of times, so that a frame number means the same in each.</param>
internal sealed record StepTable(IReadOnlyList<Stretch> Stretches, int Dimension, double Interval, bool HasClock)
{
    /// <summary>The longest lag that is looked at, in frames.</summary>
    internal const int MostLags = 32;

    // An interval is one frame, and a track is on the clock of the others, within this share of the interval.
    private const double Tolerance = 0.1;

    // Beyond this many numbers errors are far below all that matters, and memory is for the learning.
    private const int MostNumbers = 1 << 22, Piece = 1 << 12;

    /// <summary>How many steps there are.</summary>
    internal int Count { get; } = Stretches.Sum(stretch => stretch.Steps.Length) / Dimension;

    /// <summary>The length of the stretch in which half of all steps lie in stretches no longer.</summary>
    private int UsualLength
    {
        get
        {
            long passed = 0;
            foreach (int length in Stretches.Select(stretch => stretch.Steps.Length / Dimension).Order())
            {
                passed += length;
                if (2 * passed >= Count)
                {
                    return length;
                }
            }

            return 0;
        }
    }

    /// <summary>A quarter of the usual stretch, so that every lag is seen several times in a track; 1 to <see cref="MostLags"/>.</summary>
    internal int LongestLag => Math.Clamp(UsualLength / 4, 1, MostLags);

    /// <summary>The steps of tracks; of very many, evenly spread pieces.</summary>
    /// <param name="tracks">The tracks, at least one, all of one dimension.</param>
    /// <param name="interval">Seconds from frame to frame; longer intervals are gaps.</param>
    /// <param name="residuals">What the drift leaves of each step, shape [tracks][frames − 1, dimension]; null: the steps themselves.</param>
    internal static StepTable Of(IReadOnlyList<Trajectory> tracks, double interval, double[][]? residuals = null)
    {
        Frames frames = new(tracks, interval);
        Span[] spans = Thinned([.. Enumerable.Range(0, tracks.Count).SelectMany(frames.Spans)], tracks[0].Dimension);
        return new([.. spans.Select(span => Read(span, tracks[span.Track], residuals?[span.Track]))], tracks[0].Dimension, interval, frames.OnOneGrid);
    }

    /// <summary>The steps less a mean step, shape [dimension].</summary>
    internal StepTable Without(double[] mean) =>
        this with { Stretches = [.. Stretches.Select(stretch => stretch with { Steps = [.. stretch.Steps.Select((step, at) => step - mean[at % Dimension])] })] };

    /// <summary>The root mean square step along each coordinate, shape [dimension].</summary>
    internal double[] Scales()
    {
        double[] squares = new double[Dimension];
        foreach (Stretch stretch in Stretches)
        {
            for (int at = 0; at < stretch.Steps.Length; at++)
            {
                squares[at % Dimension] += stretch.Steps[at] * stretch.Steps[at];
            }
        }

        return [.. squares.Select(sum => Math.Sqrt(sum / Count))];
    }

    /// <summary>The steps over their root mean squares, so that coordinates may be pooled.</summary>
    internal StepTable Standardised()
    {
        double[] scales = Scales();
        return this with { Stretches = [.. Stretches.Select(stretch => stretch with { Steps = [.. stretch.Steps.Select((step, at) => step / scales[at % Dimension])] })] };
    }

    private static Span[] Thinned(Span[] spans, int dimension)
    {
        long every = 1 + (spans.Sum(span => (long)span.Steps) * dimension / MostNumbers);
        return every == 1 ? spans : [.. spans.SelectMany(Pieces).Where((_, i) => i % every == 0)];
    }

    private static IEnumerable<Span> Pieces(Span span)
    {
        for (int first = 0; first < span.Steps; first += Piece)
        {
            yield return new(span.Track, span.First + first, Math.Min(Piece, span.Steps - first), span.Arrival + first);
        }
    }

    private static Stretch Read(Span span, Trajectory track, double[]? residuals)
    {
        int d = track.Dimension;
        double[] steps = new double[span.Steps * d];
        for (int at = 0; at < steps.Length; at++)
        {
            int from = (span.First * d) + at;
            steps[at] = residuals is null ? track.Values[from + d] - track.Values[from] : residuals[from];
        }

        return new(span.Track, span.Arrival, steps);
    }

    /// <summary>Successive steps of a track, from the frame <paramref name="First"/> on.</summary>
    private readonly record struct Span(int Track, int First, int Steps, long Arrival);

    /// <summary>The numbers of frames on the clock of all tracks.</summary>
    private sealed class Frames
    {
        private readonly IReadOnlyList<Trajectory> tracks;
        private readonly double interval, mean;
        private readonly long origin;

        internal Frames(IReadOnlyList<Trajectory> tracks, double interval)
        {
            (this.tracks, this.interval) = (tracks, interval);

            // Times are rounded when printed; over a whole recording only the mean of all intervals counts frames right.
            double[] ordinary = [.. tracks.SelectMany(track => track.Times.Zip(track.Times.Skip(1), (a, b) => b - a)).Where(IsOne)];
            mean = ordinary.Length == 0 ? interval : ordinary.Average();
            origin = (long)Math.Round(tracks[0].Times[0] / interval);
        }

        internal bool OnOneGrid => tracks.All(track => Math.Abs(Since(track) - Math.Round(Since(track))) < Tolerance);

        internal IEnumerable<Span> Spans(int track)
        {
            double[] times = tracks[track].Times;
            long start = origin + (long)Math.Round(Since(tracks[track]));
            int first = 0;
            for (int frame = 1; frame <= times.Length; frame++)
            {
                if (frame < times.Length && IsOne(times[frame] - times[frame - 1]))
                {
                    continue;
                }

                if (frame - first > 1)
                {
                    yield return new(track, first, frame - first - 1, start + (long)Math.Round((times[first] - times[0]) / mean) + 1);
                }

                first = frame;
            }
        }

        private double Since(Trajectory track) => (track.Times[0] - tracks[0].Times[0]) / mean;

        private bool IsOne(double time) => Math.Abs((time / interval) - 1) < Tolerance;
    }
}
