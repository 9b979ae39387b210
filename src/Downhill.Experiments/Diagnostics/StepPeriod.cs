using Downhill.Compute;

namespace Downhill.Experiments.Diagnostics;

/// <summary>Whether the variance of steps depends on the number of the frame with a period.</summary>
/// <remarks>
/// The variance of each frame over all tracks, less its moving mean, is folded at every period p from 2 frames to a quarter of the recording.
/// Of n frames a fold gains n ln(total / rest) − (p − 1) ln n, what it explains less what its phases cost (Schwarz's criterion), so that the
/// fundamental wins over its multiples and divisors. The best gain counts where it is above that of every random order of the frames, over
/// all periods again (which corrects for having tried many).
/// Source: G. Schwarz (1978), Estimating the dimension of a model, Ann. Stat. 6, 461–464.
/// </remarks>
/// <param name="Longest">The longest period tried, in frames.</param>
/// <param name="Found">The period, or null where there is none.</param>
internal sealed record StepPeriod(int Longest, Cycle? Found)
{
    private const int FewestFrames = 24, LongestEver = 120, MostOrders = 999, FewestOrders = 19;
    private const double Work = 1e9, LeastRise = 1.1;

    /// <summary>The search; null where tracks have no common clock, or the recording is shorter than 24 frames.</summary>
    internal static StepPeriod? Of(StepTable table, Rng rng)
    {
        FrameVariance[] frames = table.HasClock ? FrameVariance.Of(table) : [];
        if (frames.Length < FewestFrames)
        {
            return null;
        }

        int longest = Math.Min(frames.Length / 4, LongestEver);
        FrameVariance[] level = Levelled(frames, longest);
        (int period, double gain) = Best(level, longest);
        if (gain <= 0 || !IsBeyondChance(level, longest, gain, rng))
        {
            return new(longest, null);
        }

        Cycle cycle = Cycle.Of(frames, period);
        return new(longest, cycle.Rise.Value > LeastRise ? cycle : null);
    }

    private static (int Period, double Gain) Best(FrameVariance[] frames, int longest)
    {
        double total = Fold(frames, 1);
        return Enumerable.Range(2, longest - 1).Select(period => (period, Gain(frames, period, total))).MaxBy(pair => pair.Item2);
    }

    private static double Gain(FrameVariance[] frames, int period, double total)
    {
        int n = frames.Length;
        return (n * Math.Log(total / Fold(frames, period))) - ((period - 1) * Math.Log(n));
    }

    /// <summary>The weighted sum of squares that the means of the phases leave.</summary>
    private static double Fold(FrameVariance[] frames, int period)
    {
        double[] weights = new double[period], sums = new double[period];
        double squares = 0;
        foreach (FrameVariance frame in frames)
        {
            int phase = (int)(frame.Number % period);
            weights[phase] += frame.Weight;
            sums[phase] += frame.Weight * frame.Relative;
            squares += frame.Weight * frame.Relative * frame.Relative;
        }

        return squares - weights.Zip(sums, (weight, sum) => weight > 0 ? sum * sum / weight : 0).Sum();
    }

    private static bool IsBeyondChance(FrameVariance[] frames, int longest, double gain, Rng rng)
    {
        int orders = (int)Math.Clamp(Work / ((double)frames.Length * longest), FewestOrders, MostOrders);
        return Enumerable.Range(0, orders).All(order => Best(Shuffled(frames, rng.Fork(order)), longest).Gain < gain);
    }

    private static FrameVariance[] Shuffled(FrameVariance[] frames, Rng rng)
    {
        FrameVariance[] mixed = [.. frames];
        rng.Shuffle<FrameVariance>(mixed);
        return [.. mixed.Select((frame, i) => frame with { Number = frames[i].Number })];
    }

    /// <summary>Less the weighted mean over a window as long as the longest period: what changes slowly has no period.</summary>
    private static FrameVariance[] Levelled(FrameVariance[] frames, int window)
    {
        double[] weights = new double[frames.Length + 1], sums = new double[frames.Length + 1];
        for (int i = 0; i < frames.Length; i++)
        {
            weights[i + 1] = weights[i] + frames[i].Weight;
            sums[i + 1] = sums[i] + (frames[i].Weight * frames[i].Relative);
        }

        return [.. frames.Select((frame, i) =>
        {
            int from = Math.Clamp(i - (window / 2), 0, frames.Length - window), to = from + window;
            return frame with { Relative = frame.Relative - ((sums[to] - sums[from]) / (weights[to] - weights[from])) };
        })];
    }
}

/// <summary>The mean square of the steps that arrive in one frame, over all tracks.</summary>
/// <param name="Number">The number of the frame.</param>
/// <param name="Weight">How many numbers are in it.</param>
/// <param name="Relative">The mean square of standardised steps.</param>
/// <param name="Absolute">The mean square per coordinate, length².</param>
internal readonly record struct FrameVariance(long Number, double Weight, double Relative, double Absolute)
{
    /// <summary>All frames in which a step arrives, in order, numbered without a sign.</summary>
    internal static FrameVariance[] Of(StepTable table)
    {
        double[] scales = table.Scales();
        Dictionary<long, (double Weight, double Relative, double Absolute)> sums = [];
        foreach (Stretch stretch in table.Stretches)
        {
            for (int at = 0; at < stretch.Steps.Length; at++)
            {
                long frame = stretch.Arrival + (at / table.Dimension);
                double scale = scales[at % table.Dimension], square = stretch.Steps[at] * stretch.Steps[at];
                (double weight, double relative, double absolute) = sums.GetValueOrDefault(frame);
                sums[frame] = (weight + 1, relative + (square / (scale * scale)), absolute + square);
            }
        }

        long shift = Math.Max(0, -sums.Keys.DefaultIfEmpty().Min());
        return [.. sums.OrderBy(pair => pair.Key).Select(pair => new FrameVariance(pair.Key + shift, pair.Value.Weight, pair.Value.Relative / pair.Value.Weight, pair.Value.Absolute / pair.Value.Weight))];
    }
}

/// <summary>A period of the variance of steps.</summary>
/// <param name="Frames">How long it is.</param>
/// <param name="Phase">Where steps are largest: in the frames whose number leaves this remainder.</param>
/// <param name="Rise">By which factor the variance there is above the mean of the other phases.</param>
/// <param name="Variances">The mean square of steps per coordinate in each phase, length²; errors from the scatter of frames.</param>
internal sealed record Cycle(int Frames, int Phase, Estimate Rise, Estimate[] Variances)
{
    internal static Cycle Of(FrameVariance[] frames, int period)
    {
        ILookup<int, FrameVariance> phases = frames.ToLookup(frame => (int)(frame.Number % period));
        Estimate[] relative = [.. Enumerable.Range(0, period).Select(phase => Mean(phases[phase], frame => frame.Relative))];
        int largest = Enumerable.Range(0, period).MaxBy(phase => double.IsNaN(relative[phase].Value) ? 0 : relative[phase].Value);
        Estimate[] others = [.. relative.Where((one, phase) => phase != largest && !double.IsNaN(one.Value))];
        double level = others.Average(one => one.Value);
        double error = Math.Sqrt(others.Sum(one => one.Error * one.Error)) / others.Length, rise = relative[largest].Value / level;
        return new(
            period,
            largest,
            new(rise, rise * Math.Sqrt(Math.Pow(relative[largest].Error / relative[largest].Value, 2) + Math.Pow(error / level, 2))),
            [.. Enumerable.Range(0, period).Select(phase => Mean(phases[phase], frame => frame.Absolute))]);
    }

    private static Estimate Mean(IEnumerable<FrameVariance> frames, Func<FrameVariance, double> value)
    {
        FrameVariance[] all = [.. frames];
        double weight = all.Sum(frame => frame.Weight), mean = all.Sum(frame => frame.Weight * value(frame)) / weight;
        double scatter = all.Sum(frame => Math.Pow(frame.Weight * (value(frame) - mean), 2));
        return new(mean, Math.Sqrt(scatter * all.Length / (all.Length - 1)) / weight);
    }
}
