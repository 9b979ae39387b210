using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Points of a law for each sample, under its condition: the input "own_negatives", [count, dimension] per sample.</summary>
/// <remarks>They are met one after the other, so that memory does not grow with their number times the network's width.</remarks>
internal sealed record OwnNegatives(Noise Noise, int Count)
{
    internal const string Name = "own_negatives";

    // Below every number that an energy may be, in float too.
    private const double Lowest = -1e30;

    /// <summary>How many there are for a sample: a stratified law gives whole grids.</summary>
    internal int Steps => Noise.Draw(Count, new Rng(0)).Length / Noise.Dimension;

    private Node Points => Node.Input(Name, Shape.PerRow(Noise.Dimension) with { Steps = Steps });

    private Node Zero => 0 * Maths.Sum(Node.Point(Noise.Dimension));

    /// <summary>The points of all samples, shape [samples, steps, dimension].</summary>
    internal double[] Draw(int samples, Rng rng)
    {
        int each = Steps * Noise.Dimension;
        double[] points = new double[samples * each];
        for (int sample = 0; sample < samples; sample++)
        {
            Noise.Draw(Count, rng.Fork(sample)).CopyTo(points, sample * each);
        }

        return points;
    }

    /// <summary>The mean of f, a scalar per sample.</summary>
    internal Node Mean(Func<Node, Node> f) => Scan.Over(Steps, [Zero], [Points], (sum, y, _) => [sum[0] + f(y[0])], LoopStorage.States).Final[0] / Steps;

    /// <summary>ln Σ exp f, a scalar per sample; the largest term so far is taken out, so that nothing overflows.</summary>
    internal Node LogSumExp(Func<Node, Node> f)
    {
        IReadOnlyList<Node> final = Scan.Over(Steps, [Zero + Lowest, Zero], [Points], Add, LoopStorage.States).Final;
        return Maths.StopGradient(final[0]) + Maths.Log(final[1]);

        Node[] Add(Node[] carry, Node[] y, Node t)
        {
            Node term = f(y[0]), largest = Maths.StopGradient(Maths.Maximum(carry[0], term));
            return [largest, (carry[1] * Maths.Exp(carry[0] - largest)) + Maths.Exp(term - largest)];
        }
    }
}
