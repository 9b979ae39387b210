namespace Downhill.Experiments.Diagnostics;

/// <summary>The correlation between the steps of different tracks in the same frame: what all of them do together.</summary>
/// <param name="Correlation">
/// Σ over frames and pairs of rᵢ rⱼ, over the same sum of r²: the share of the variance of steps that is common. The error is that of no
/// common motion, from the scatter of frames. Where the mean step of each frame was taken off before, it is about −1 over the tracks in a frame.
/// </param>
/// <param name="Frames">Frames with at least two tracks.</param>
internal sealed record CommonDrift(Estimate Correlation, int Frames)
{
    private const double Least = 0.01;

    private const int FewestFrames = 20;

    /// <summary>Whether more than one per cent of the variance of steps is common, significantly.</summary>
    internal bool IsDrift => Correlation.IsAbove(Least);

    /// <summary>The correlation; null where tracks have no common clock, or too few of them are seen at once.</summary>
    internal static CommonDrift? Of(StepTable table)
    {
        if (!table.HasClock)
        {
            return null;
        }

        Dictionary<long, double[]> frames = PerFrame(table.Standardised());
        double common = 0, noise = 0, total = 0;
        int used = 0;
        foreach (double[] sums in frames.Values.Where(sums => sums[0] > 1.5))
        {
            used++;
            for (int i = 1; i < sums.Length; i += 2)
            {
                double pairs = (sums[i] * sums[i]) - sums[i + 1];
                common += pairs;
                noise += pairs * pairs;
                total += (sums[0] - 1) * sums[i + 1];
            }
        }

        return used < FewestFrames ? null : new(new(common / total, Math.Sqrt(noise) / total), used);
    }

    /// <summary>By frame: how many tracks, then Σr and Σr² of each coordinate.</summary>
    private static Dictionary<long, double[]> PerFrame(StepTable table)
    {
        int d = table.Dimension;
        Dictionary<long, double[]> frames = [];
        foreach (Stretch stretch in table.Stretches)
        {
            for (int at = 0; at < stretch.Steps.Length; at++)
            {
                long frame = stretch.Arrival + (at / d);
                if (!frames.TryGetValue(frame, out double[]? sums))
                {
                    frames.Add(frame, sums = new double[1 + (2 * d)]);
                }

                sums[0] += 1.0 / d;
                sums[1 + (2 * (at % d))] += stretch.Steps[at];
                sums[2 + (2 * (at % d))] += stretch.Steps[at] * stretch.Steps[at];
            }
        }

        return frames;
    }
}
