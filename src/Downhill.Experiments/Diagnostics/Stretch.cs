namespace Downhill.Experiments.Diagnostics;

/// <summary>Steps of one track whose frames follow one another without a gap.</summary>
/// <param name="Track">Which track.</param>
/// <param name="Arrival">The number, on the clock of all tracks, of the frame in which the first step arrives.</param>
/// <param name="Steps">What the drift leaves of each step, row-major, shape [steps, dimension].</param>
internal sealed record Stretch(int Track, long Arrival, double[] Steps)
{
    /// <summary>The sums of the steps, from 0, shape [steps + 1, dimension]: where there is no drift, the positions from the first on.</summary>
    internal double[] Path(int dimension)
    {
        double[] path = new double[Steps.Length + dimension];
        for (int at = 0; at < Steps.Length; at++)
        {
            path[at + dimension] = path[at] + Steps[at];
        }

        return path;
    }
}
