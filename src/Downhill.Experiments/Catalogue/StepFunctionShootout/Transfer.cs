using Downhill.Report;

namespace Downhill.Experiments.StepFunctions;

/// <summary>What was learned at one step size is used in other ways: longer and shorter steps, momentum, a temperature.</summary>
internal static class Transfer
{
    private const double Momentum = 0.8;

    /// <summary>The uses: their names, and the step they make of a change Δ(x).</summary>
    internal static readonly (string Name, double Faster, double Momentum)[] Uses =
    [
        ("η, as learned", 1, 0), ("η / 4", 0.25, 0), ("2 η", 2, 0), ("η, momentum 0.8", 1, Momentum),
    ];

    /// <summary>How far roll-outs with a learned change end from those with the true one, for each use.</summary>
    internal static double[] Of(Race race) => [.. Uses.Select(use =>
    {
        Course course = race.Course;
        int steps = (int)(course.Path.Length / use.Faster);
        double[][] truth = Descend(course.From, steps, points => Faster(points, course.System.Mean(points), use.Faster), use.Momentum);
        double[][] learned = Descend(course.From, steps, points => race.Kept!.Next(points, use.Faster), use.Momentum);
        return RollOuts.Apart(learned, truth, StepSystem.Dimension, course.Spread);
    })];

    /// <summary>KL(p ‖ p̂) of p = exp(−E/T)/Z and p̂ = exp(−Ê/T)/Ẑ on the box of the data, by sums over a lattice.</summary>
    internal static double Divergence(Energy truth, Energy learned, double temperature)
    {
        const int Side = 160;
        double[] points = [.. Enumerable.Range(0, Side * Side).SelectMany(k => new[] { -1.6 + (3.2 * ((k / Side) + 0.5) / Side), -1.3 + (3 * ((k % Side) + 0.5) / Side) })];
        double[] p = LogDensity(truth, points, temperature), q = LogDensity(learned, points, temperature);
        return p.Zip(q, (a, b) => Math.Exp(a) * (a - b)).Sum();
    }

    internal static Report.Listing Table(IEnumerable<(string Name, double[] Apart)> rows) => new(
        ["Step function", .. Uses.Select(use => use.Name)],
        [.. rows.Select(row => (string[])[row.Name, .. row.Apart.Select(apart => Number.Format(apart, 2))])])
    {
        Caption = "Three wells: how far roll-outs are from the true ones for the same time, as a share of the spread of the points; 1 is lost. A plain network knows only the step that it was shown.",
    };

    private static double[] LogDensity(Energy energy, double[] points, double temperature)
    {
        double[] logarithms = [.. Landscape.Of(energy).Evaluate(points).Energies.Select(e => -e / temperature)];
        double largest = logarithms.Max(), norm = largest + Math.Log(logarithms.Sum(l => Math.Exp(l - largest)));
        return [.. logarithms.Select(l => l - norm)];
    }

    private static double[] Faster(double[] points, double[] next, double faster) => [.. points.Zip(next, (x, y) => x + (faster * (y - x)))];

    private static double[][] Descend(double[] start, int steps, Func<double[], double[]> next, double momentum)
    {
        double[] before = start;
        return RollOuts.From(start, steps, points =>
        {
            double[] last = before;
            before = points;
            return [.. next(points).Select((x, i) => x + (momentum * (points[i] - last[i])))];
        });
    }
}
