using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>For each sample of a batch the unit vector to the nearest other sample, the input "along"; 0 where there is no other.</summary>
internal sealed record NearestWay(IReadOnlyList<double> Samples) : Source
{
    private const string Name = "along";

    private readonly double[] _samples = [.. Samples];

    internal static Node Node(int dimension) => Compute.Node.Input(Name, Shape.PerRow(dimension));

    public override void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng)
    {
        T[] ways = new T[samples.Length];
        for (int at = 0; at < samples.Length; at += dimension)
        {
            ReadOnlySpan<double> here = samples.AsSpan(at, dimension);
            (int nearest, double square) = Nearest(here);
            for (int axis = 0; axis < dimension && nearest >= 0; axis++)
            {
                ways[at + axis] = T.CreateChecked((_samples[nearest + axis] - here[axis]) / Math.Sqrt(square));
            }
        }

        computation.Set(Name, ways);
    }

    private (int At, double Square) Nearest(ReadOnlySpan<double> here)
    {
        (int nearest, double least) = (-1, double.PositiveInfinity);
        for (int at = 0; at < _samples.Length; at += here.Length)
        {
            double square = 0;
            for (int axis = 0; axis < here.Length; axis++)
            {
                double apart = _samples[at + axis] - here[axis];
                square += apart * apart;
            }

            // The sample itself, and its equals, are no way.
            if (square < least && square > 0)
            {
                (nearest, least) = (at, square);
            }
        }

        return (nearest, least);
    }
}
