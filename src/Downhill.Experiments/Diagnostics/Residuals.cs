namespace Downhill.Experiments.Diagnostics;

/// <summary>What a drift leaves of the steps of tracks.</summary>
internal static class Residuals
{
    /// <summary>x(t + 1) − mean of x(t + 1) given x(t), for every frame but the last of every track, shape [tracks][frames − 1, dimension].</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="mean">From states to the means of the next ones, both of shape [rows, dimension]; called once.</param>
    internal static double[][] Of(IReadOnlyList<Trajectory> tracks, Func<double[], double[]> mean)
    {
        double[] means = mean([.. tracks.SelectMany(track => track.Values.SkipLast(track.Dimension))]);
        double[][] residuals = new double[tracks.Count][];
        int read = 0;
        for (int i = 0; i < tracks.Count; i++)
        {
            double[] next = tracks[i].Values[tracks[i].Dimension..];
            for (int at = 0; at < next.Length; at++)
            {
                next[at] -= means[read++];
            }

            residuals[i] = next;
        }

        return residuals;
    }
}
