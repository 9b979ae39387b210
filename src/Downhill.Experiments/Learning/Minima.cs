using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Experiments.Learning;

/// <summary>The minima of a landscape that visited points descend to.</summary>
internal sealed record Minima((double[] Point, double Energy)[] Points)
{
    private const int Starts = 96, Rounds = 20, StepsPerRound = 100;

    /// <summary>The minima inside the box of the visited points, lowest first; those closer than 2 % of the box are one.</summary>
    internal static Minima Of(Energy energy, double[] visited, double[] radius, double scale)
    {
        int d = radius.Length;
        double[] points = Thinning.AtLeast(Starts, visited, d);
        return new Minima([.. Distinct(energy, Descend(energy, points, radius, scale), visited, d)]);
    }

    /// <summary>Where descent from the points leads; in steps as large as will do, or in small ones, which stay in their own valley.</summary>
    internal static double[] Descend(Energy energy, double[] points, double[] radius, double scale, double factor = 1)
    {
        // One step of this size crosses the data's own width where the gradient is the scale of the energy over that width.
        double step = factor * radius.Min() * radius.Min() / scale;
        Chain chain = new(energy, new GradientDescent { StepSize = step, Halvings = 30 }, StepsPerRound, new Rng(0));
        double[][] state = [points];
        for (int round = 0; round < Rounds; round++)
        {
            state = chain.Advance(state);
        }

        return state[0];
    }

    private static IEnumerable<(double[] Point, double Energy)> Distinct(Energy energy, double[] points, double[] visited, int d)
    {
        (double Low, double High)[] box = [.. Enumerable.Range(0, d).Select(i => Bounds(visited, i, d))];
        (double[] energies, double[] gradients) = Landscape.Of(energy).Evaluate(points);
        List<double[]> found = [];
        foreach (int row in Enumerable.Range(0, energies.Length).OrderBy(row => energies[row]))
        {
            double[] point = points[(row * d)..((row + 1) * d)];
            bool isInside = Enumerable.Range(0, d).All(i => point[i] > box[i].Low && point[i] < box[i].High);
            bool isNew = found.TrueForAll(other => Enumerable.Range(0, d).Any(i => Math.Abs(other[i] - point[i]) > 0.02 * (box[i].High - box[i].Low)));
            double slope = Math.Sqrt(gradients[(row * d)..((row + 1) * d)].Sum(g => g * g));
            double steepness = energies.Max() - energies.Min() + Math.Abs(energies[row] * 1e-9);
            if (isInside && isNew && slope * box.Min(b => b.High - b.Low) < 0.05 * Math.Max(steepness, 1e-300) + 1e-6)
            {
                found.Add(point);
                yield return (point, energies[row]);
            }
        }
    }

    private static (double Low, double High) Bounds(double[] visited, int i, int d)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int at = i; at < visited.Length; at += d)
        {
            (low, high) = (Math.Min(low, visited[at]), Math.Max(high, visited[at]));
        }

        return (low, high);
    }
}
