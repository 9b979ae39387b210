namespace Downhill.Experiments.InverseStudies;

/// <summary>Straight lines through points.</summary>
internal static class Slopes
{
    /// <summary>The slope of least squares.</summary>
    internal static double Of(double[] x, double[] y)
    {
        double middle = x.Average(), mean = y.Average();
        return x.Zip(y, (a, b) => (a - middle) * (b - mean)).Sum() / x.Sum(a => (a - middle) * (a - middle));
    }
}
