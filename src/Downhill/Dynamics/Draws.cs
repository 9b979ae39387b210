namespace Downhill.Dynamics;

/// <summary>What chains drew.</summary>
/// <param name="Points">Shape [rounds, chains, dimension].</param>
/// <param name="Chains">How many chains.</param>
/// <param name="Dimension">Numbers of a point.</param>
/// <param name="StepSize">The step, as it was found.</param>
public sealed record Draws(double[] Points, int Chains, int Dimension, double StepSize)
{
    /// <summary>The share of proposals that were taken; null where none is tested.</summary>
    public double? Accepted { get; init; }

    /// <summary>How many trajectories diverged.</summary>
    public double Diverged { get; init; }

    /// <summary>The share of exchanges that were made, for each pair of neighbouring temperatures, the coldest first.</summary>
    public IReadOnlyList<double> Swapped { get; init; } = [];

    /// <summary>The largest R̂ of the coordinates, by ranks, at least four rounds: well above 1, the chains still remember where they began.</summary>
    public double RHat() => Coordinates().Max(draws => Mixing.RankRHat(draws, Chains));

    /// <summary>The smallest effective number of draws of the coordinates, by ranks, at least four rounds.</summary>
    public double EffectiveSize() => Coordinates().Min(draws => Mixing.BulkSize(draws, Chains));

    /// <summary>One coordinate of all draws, shape [rounds, chains].</summary>
    /// <param name="i">Which.</param>
    public double[] Coordinate(int i) => [.. Enumerable.Range(0, Points.Length / Dimension).Select(at => Points[(at * Dimension) + i])];

    private IEnumerable<double[]> Coordinates() => Enumerable.Range(0, Dimension).Select(Coordinate);
}
