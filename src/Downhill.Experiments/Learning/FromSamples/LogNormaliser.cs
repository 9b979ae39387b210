using Downhill.Compute;
using Downhill.Densities;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>ln Z = ln ∫ exp(−E(z)) dz of a learned landscape.</summary>
/// <param name="Value">ln Z; NaN where no method that is at hand can tell.</param>
/// <param name="Error">By the grid: how far one of half the intervals is from it; by draws: the standard error.</param>
/// <param name="Method">How it was found, in words.</param>
internal sealed record LogNormaliser(double Value, double Error, string Method)
{
    private const int Draws = 100_000, MostByGrid = 2, FewestDraws = 1000;
    private const double Room = 0.25, MostAtEdge = 1e-3;

    internal bool IsKnown => double.IsFinite(Value);

    /// <summary>By the grid in one or two dimensions, else by importance sampling from a Gaussian.</summary>
    internal static LogNormaliser Of(Energy energy, Samples samples, Rng rng) =>
        samples.Dimension <= MostByGrid ? ByGrid(energy, samples) : ByDraws(energy, samples, rng);

    private static LogNormaliser ByGrid(Energy energy, Samples samples)
    {
        UniformNoise around = UniformNoise.Around(samples.Points, samples.Dimension, Room);
        GridMeasure grid = GridMeasure.Of(energy, new Box(around.Low, around.High), 1e-6, samples.Dimension == 1 ? 4096 : 512);
        string edge = grid.EdgeMass > MostAtEdge ? $", {100 * grid.EdgeMass:G2} % of the mass at the edge of the box" : "";
        return new(grid.LogNormaliser.Value, grid.LogNormaliser.Error, $"a grid of {grid.Intervals} intervals a side{edge}");
    }

    // Weights of a few draws that outweigh all others tell nothing of Z, whatever their spread seems to be.
    private static LogNormaliser ByDraws(Energy energy, Samples samples, Rng rng)
    {
        GaussianNoise noise = GaussianNoise.Around(samples.Points, samples.Dimension, 1.2);
        double[] points = noise.Draw(Draws, rng);
        Node z = Node.Point(samples.Dimension);
        Computation<double> density = Computation.Compile<double>(noise.LogDensity(z), z);
        density.Set("x", points);
        density.Run();
        double[] logs = density[0].ToArray(), weights = [.. Landscape.Of(energy).Evaluate(points).Energies.Select((e, i) => -e - logs[i])];
        double most = weights.Max(), mean = weights.Average(w => Math.Exp(w - most)), square = weights.Average(w => Math.Exp(2 * (w - most)));
        double effective = Draws * mean * mean / square;
        return effective < FewestDraws
            ? new(double.NaN, double.NaN, $"none: of {Draws} draws of a Gaussian only {effective:F0} count, too few for its normaliser")
            : new(most + Math.Log(mean), Math.Sqrt(((square / (mean * mean)) - 1) / Draws), $"{Draws} draws of a Gaussian, worth {effective:F0}");
    }
}
