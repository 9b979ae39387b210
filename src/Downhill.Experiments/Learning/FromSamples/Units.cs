namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>The origin and the unit of each column: z = (x − centre) / radius has mean 0 and deviation 1 over the samples.</summary>
internal sealed record Units(double[] Center, double[] Radius)
{
    internal int Dimension => Center.Length;

    /// <summary>Σ ln radius: ln p(x) = ln p(z) less this.</summary>
    internal double LogVolume => Radius.Sum(Math.Log);

    /// <summary>Those of samples, shape [n, dimension].</summary>
    internal static Units Of(double[] points, int dimension)
    {
        double[] mean = Means(points, dimension), square = Means([.. points.Select((x, at) => (x - mean[at % dimension]) * (x - mean[at % dimension]))], dimension);
        return new(mean, [.. square.Select(Math.Sqrt)]);
    }

    internal double[] ToUnits(double[] points) => [.. points.Select((x, at) => (x - Center[at % Dimension]) / Radius[at % Dimension])];

    internal double[] FromUnits(double[] points) => [.. points.Select((z, at) => Center[at % Dimension] + (Radius[at % Dimension] * z))];

    private static double[] Means(double[] points, int dimension)
    {
        double[] mean = new double[dimension];
        int count = points.Length / dimension;
        for (int at = 0; at < points.Length; at++)
        {
            mean[at % dimension] += points[at] / count;
        }

        return mean;
    }
}
