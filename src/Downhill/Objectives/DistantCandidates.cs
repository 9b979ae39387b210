using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Candidates that are points of a law, drawn again where they come within a distance of a right answer.</summary>
/// <remarks>
/// A margin to wrong answers as near as one likes cannot be kept by a landscape without a cliff; to answers at a distance it can.
/// Source: the most offending incorrect answer of Y. LeCun, S. Chopra, R. Hadsell, M. Ranzato and F. J. Huang (2006), A tutorial on energy-based learning, definition 2.
/// </remarks>
public sealed record DistantCandidates : Candidates
{
    private const int Rounds = 1000;

    /// <summary>The law.</summary>
    public required Noise Noise { get; init; }

    /// <summary>The right answers, shape [answers, dimension].</summary>
    public required IReadOnlyList<double> From { get; init; }

    /// <summary>ε, in units of x. Default 0.1.</summary>
    public double LeastDistance { get; init => field = Require.Positive(value); } = 0.1;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Next to no point of the law is as far away.</exception>
    public override double[] Draw(double[] samples, int dimension, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(samples);
        double[] answers = [.. From], points = new double[samples.Length * Count];
        int filled = 0;
        for (int round = 0; filled < points.Length; round++)
        {
            double[] drawn = round < Rounds ? Noise.Draw((points.Length - filled) / dimension, rng.Fork(round))
                : throw new InvalidOperationException($"Of {points.Length / dimension} candidates {(points.Length - filled) / dimension} came within {LeastDistance} of an answer {Rounds} times over; take a smaller LeastDistance or a wider law.");
            for (int at = 0; at + dimension <= drawn.Length && filled < points.Length; at += dimension)
            {
                if (IsFar(drawn.AsSpan(at, dimension), answers))
                {
                    drawn.AsSpan(at, dimension).CopyTo(points.AsSpan(filled));
                    filled += dimension;
                }
            }
        }

        return points;
    }

    private bool IsFar(ReadOnlySpan<double> point, double[] answers)
    {
        for (int at = 0; at < answers.Length; at += point.Length)
        {
            double square = 0;
            for (int axis = 0; axis < point.Length; axis++)
            {
                double apart = answers[at + axis] - point[axis];
                square += apart * apart;
            }

            if (square < LeastDistance * LeastDistance)
            {
                return false;
            }
        }

        return true;
    }
}
