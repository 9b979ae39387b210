namespace Downhill.Experiments.StepFunctions;

/// <summary>How far apart two ways of stepping end up from the same starts.</summary>
internal static class RollOuts
{
    /// <summary>The states after each of <paramref name="steps"/> steps, shape [steps][n, d].</summary>
    internal static double[][] From(double[] start, int steps, Func<double[], double[]> next)
    {
        double[][] states = new double[steps][];
        for (int t = 0; t < steps; t++)
        {
            states[t] = next(t == 0 ? start : states[t - 1]);
        }

        return states;
    }

    /// <summary>The mean over starts and steps of min(1, |x − y| / spread): 1 is lost, and one start that runs away counts no more than that.</summary>
    internal static double Apart(double[][] x, double[][] y, int dimension, double spread) => x.Zip(y, (a, b) => Apart(a, b, dimension, spread)).Average();

    /// <summary>√(Σ |x − y|² / Σ |y − from|²): errors in units of the true change.</summary>
    internal static double OfTheChange(double[] x, double[] y, double[] from)
    {
        double off = 0, change = 0;
        for (int i = 0; i < y.Length; i++)
        {
            off += (x[i] - y[i]) * (x[i] - y[i]);
            change += (y[i] - from[i]) * (y[i] - from[i]);
        }

        return Math.Sqrt(off / change);
    }

    private static double Apart(double[] x, double[] y, int dimension, double spread)
    {
        double sum = 0;
        for (int row = 0; row < y.Length; row += dimension)
        {
            double square = 0;
            for (int i = row; i < row + dimension; i++)
            {
                square += (x[i] - y[i]) * (x[i] - y[i]);
            }

            // What is not a number is lost too.
            sum += Math.Sqrt(square) < spread ? Math.Sqrt(square) / spread : 1;
        }

        return sum / (y.Length / dimension);
    }
}
