namespace Downhill.Experiments.StepFunctions;

/// <summary>Round a circle: ∮ Δ(x)·dl of the change that a step makes there, which is 0 for every energy.</summary>
internal static class Loop
{
    // The rule of equal weights on a circle errs less than any power of the distance between points, where the field is smooth.
    private const int Points = 1024;

    /// <summary>|∮ Δ·dl| / ∮ |Δ| dl, the mean over circles.</summary>
    /// <param name="next">The step function, points in the plane to points.</param>
    /// <param name="circles">Centres and radii.</param>
    internal static double Circulation(Func<double[], double[]> next, params (double X, double Y, double Radius)[] circles) => circles.Average(circle =>
    {
        double[] points = [.. Enumerable.Range(0, Points).SelectMany(k => new[] { circle.X + (circle.Radius * Math.Cos(Angle(k))), circle.Y + (circle.Radius * Math.Sin(Angle(k))) })];
        double[] ends = next(points);
        double along = 0, length = 0;
        for (int k = 0; k < Points; k++)
        {
            double dx = ends[2 * k] - points[2 * k], dy = ends[(2 * k) + 1] - points[(2 * k) + 1];
            along += (dy * Math.Cos(Angle(k))) - (dx * Math.Sin(Angle(k)));
            length += Math.Sqrt((dx * dx) + (dy * dy));
        }

        return Math.Abs(along) / length;
    });

    private static double Angle(int k) => 2 * Math.PI * k / Points;
}
