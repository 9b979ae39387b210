namespace Downhill.Experiments.Learning.Reporting;

/// <summary>How far the learned energy rises over what was visited, and how much of that is error.</summary>
/// <param name="Height">From the lowest to the highest visited point.</param>
/// <param name="Spread">How that differs between resamples; NaN without any.</param>
/// <param name="LevelShare">The share of visited points where a level line lies inside the band: where the energy less its mean over visited points is within the band of just that; NaN without resamples.</param>
internal readonly record struct Hill(double Height, Spread Spread, double LevelShare)
{
    private const int MostPoints = 2000;
    private const double MostlyLevel = 0.75;

    /// <summary>Whether that is so at three quarters of them, where a truly level energy has it at nine tenths on average.</summary>
    internal bool IsWithinError => LevelShare >= MostlyLevel;

    /// <summary>The rise of a model's energy over points, shape [n, d], of given energies.</summary>
    internal static Hill Of(LearnedModel model, double[] points, double[] energies)
    {
        int d = points.Length / energies.Length, top = Array.IndexOf(energies, energies.Max()), bottom = Array.IndexOf(energies, energies.Min());
        double[] ends = [.. points[(top * d)..((top + 1) * d)], .. points[(bottom * d)..((bottom + 1) * d)]];
        double height = Rise(model.Energy);
        return new(height, Spread.Of(height, [.. model.Members.Select(Rise)]), model.Members.Count < 2 ? double.NaN : Level(model, Thinning.AtMost(MostPoints, points, d)));

        double Rise(Energy energy)
        {
            double[] both = Landscape.Of(energy).Evaluate(ends).Energies;
            return both[0] - both[1];
        }
    }

    private static double Level(LearnedModel model, double[] points)
    {
        double[] energy = Centred(model.Energy, points);
        double[][] members = [.. model.Members.Select(member => Centred(member, points))];
        return energy.Where((e, i) => Spread.Of(e, [.. members.Select(member => member[i])]).Interval is var (low, high) && low <= 0 && high >= 0).Count() / (double)energy.Length;
    }

    private static double[] Centred(Energy energy, double[] points)
    {
        double[] energies = Landscape.Of(energy).Evaluate(points).Energies;
        double mean = energies.Average();
        return [.. energies.Select(e => e - mean)];
    }
}
