using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Studies;

namespace Downhill.Experiments.Spirals;

/// <summary>How much of the spiral a landscape has.</summary>
/// <param name="Auc">The probability that a point of the square is higher than one of the spiral.</param>
/// <param name="Contrast">How much higher the middle between neighbouring arms is than the arms, in deviations of the energy along the spiral.</param>
/// <param name="Resolved">The share of such middles that are higher than both of their arms.</param>
/// <param name="Flatness">The deviation of the energy along the spiral over the median energy away from it less that along it; 0 for a level valley.</param>
/// <param name="LowVolume">The share of the square that is below the 95 % quantile of the energies along the spiral.</param>
/// <param name="Chamfer">From where descents end to the spiral, and from places of the spiral to the nearest end: the mean of the two mean distances.</param>
/// <param name="Near">The share of descents that end within 0.1 of the spiral.</param>
/// <param name="Unevenness">Σ (p − q)²/q over 40 pieces of the spiral: p, the share of ends on a piece; q, the share of starts that are nearest to it; 0 where each goes to its nearest place.</param>
internal sealed record SpiralGauge(double Auc, double Contrast, double Resolved, double Flatness, double LowVolume, double Chamfer, double Near, double Unevenness)
{
    private const int Along = 1000, Angles = 180, Bins = 40;
    private const double OnSpiral = 0.1, Away = 0.3, Quantile = 0.95;

    internal static SpiralGauge Of(Energy energy, double[] starts, double[] ends, Rng rng)
    {
        double[] even = SpiralCurve.Even(Along), box = SpiralCurve.Box(4 * Along, rng);
        double[] on = Landscape.Of(energy).Evaluate(even).Energies, off = Landscape.Of(energy).Evaluate(box).Energies;
        double[] away = [.. off.Zip(SpiralCurve.Nearest(box)).Where(pair => pair.Second.Distance > Away).Select(pair => pair.First)];
        double deviation = Deviation(on), level = Lessons.Quantile(on, Quantile);
        (double contrast, double resolved) = Arms(energy);
        (double Distance, double Along)[] places = SpiralCurve.Nearest(ends);
        return new(
            AucOf(on, off),
            contrast / deviation,
            resolved,
            deviation / (Lessons.Quantile(away, 0.5) - Lessons.Quantile(on, 0.5)),
            off.Count(e => e < level) / (double)off.Length,
            (places.Average(place => place.Distance) + Lessons.Distances(even, ends).Average()) / 2,
            places.Count(place => place.Distance <= OnSpiral) / (double)places.Length,
            UnevennessOf(SpiralCurve.Nearest(starts), places));
    }

    internal JsonObject ToJson() => new()
    {
        ["auc"] = Auc,
        ["arm_contrast"] = Contrast,
        ["arms_resolved"] = Resolved,
        ["flatness"] = Flatness,
        ["low_volume"] = LowVolume,
        ["chamfer"] = Chamfer,
        ["ends_near"] = Near,
        ["unevenness"] = Unevenness,
    };

    private static double AucOf(double[] on, double[] off)
    {
        double[] sorted = [.. on.Order()];
        return off.Average(e =>
        {
            int below = Array.BinarySearch(sorted, e);
            return (below >= 0 ? below : ~below) / (double)sorted.Length;
        });
    }

    private static (double Rise, double Resolved) Arms(Energy energy)
    {
        (double[] Inner, double[] Middle, double[] Outer)[] gaps = [.. Enumerable.Range(0, Angles).SelectMany(k => Gaps((k + 0.5) / Angles * 2 * Math.PI))];
        double[] inner = Energies(gaps.SelectMany(gap => gap.Inner)), middle = Energies(gaps.SelectMany(gap => gap.Middle)), outer = Energies(gaps.SelectMany(gap => gap.Outer));
        IEnumerable<int> all = Enumerable.Range(0, gaps.Length);
        return (all.Average(k => middle[k] - ((inner[k] + outer[k]) / 2)), all.Count(k => middle[k] > Math.Max(inner[k], outer[k])) / (double)gaps.Length);

        double[] Energies(IEnumerable<double> points) => Landscape.Of(energy).Evaluate([.. points]).Energies;
    }

    private static IEnumerable<(double[] Inner, double[] Middle, double[] Outer)> Gaps(double angle)
    {
        double[] arms = SpiralCurve.Arms(angle);
        return arms.Zip(arms.Skip(1), (inner, outer) => (At(inner), At((inner + outer) / 2), At(outer)));

        double[] At(double radius) => [radius * Math.Cos(angle), radius * Math.Sin(angle)];
    }

    // The same starts on both sides, so that chance adds nothing: descents that go to the nearest place have 0.
    private static double UnevennessOf((double Distance, double Along)[] starts, (double Distance, double Along)[] ends)
    {
        double[] expected = Shares(starts), found = Shares(ends);
        return expected.Zip(found, (q, p) => q > 0 ? (p - q) * (p - q) / q : 0).Sum();
    }

    private static double[] Shares((double Distance, double Along)[] places)
    {
        double[] shares = new double[Bins];
        foreach ((double _, double along) in places)
        {
            shares[Math.Clamp((int)(along * Bins), 0, Bins - 1)] += 1.0 / places.Length;
        }

        return shares;
    }

    private static double Deviation(double[] numbers)
    {
        double mean = numbers.Average();
        return Math.Sqrt(numbers.Average(x => (x - mean) * (x - mean)));
    }
}
