using Downhill.Experiments.Learning;

namespace Downhill.Experiments.Studies;

/// <summary>The minima of a landscape that is given, lowest first, and the saddles between them.</summary>
/// <param name="Minima">Where it goes up to all sides.</param>
/// <param name="Passes">The ways from one to another.</param>
internal sealed record CriticalPlaces(Minima Minima, Saddle[] Passes)
{
    /// <summary>Those among points, shape [n, dimension].</summary>
    internal static CriticalPlaces Of(Energy energy, double[] points)
    {
        int d = energy.Dimension;
        double[] radius = [.. Enumerable.Range(0, d).Select(i => Deviation([.. points.Where((_, at) => at % d == i)]))];
        double[] energies = Landscape.Of(energy).Evaluate(points).Energies;

        // The middle of the energies above the least: far out they may be of any size.
        double scale = Lessons.Quantile(energies, 0.5) - energies.Min();
        Minima minima = Minima.Of(energy, points, radius, scale);
        return new(minima, Saddles.Of(energy, points, radius, scale, minima));
    }

    private static double Deviation(double[] numbers)
    {
        double mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(x => (x - mean) * (x - mean)) / numbers.Length);
    }
}
