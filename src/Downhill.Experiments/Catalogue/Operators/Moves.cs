using Downhill.Compute;

namespace Downhill.Experiments.Operators;

/// <summary>Steps that were seen, in the plane: x before, x, and x after, shape [n, 2] each.</summary>
internal sealed record Moves(double[] Before, double[] From, double[] To)
{
    private const double Reach = 1.4;

    internal int Count => From.Length / 2;

    /// <summary>The mean square of a coordinate's change.</summary>
    internal double Spread => From.Zip(To, (from, to) => (to - from) * (to - from)).Average();

    /// <summary>Points at random, up to 1.4 from the middle in each coordinate.</summary>
    internal static double[] Starts(int count, Rng rng) => [.. Enumerable.Range(0, 2 * count).Select(i => Quartic.Middle + (Reach * ((2 * rng.Uniform(i)) - 1)))];

    /// <summary>Tracks of an operator from points at rest; to each step noise is added, of a size relative to the steps.</summary>
    /// <param name="model">The operator.</param>
    /// <param name="theta">The energy and the operator's own settings.</param>
    /// <param name="tracks">How many.</param>
    /// <param name="steps">Of each.</param>
    /// <param name="noise">The deviation of the noise, over the root mean square of the steps without it.</param>
    /// <param name="rng">Where starts and noise are drawn from.</param>
    /// <returns>The steps of the first tracks, and those of the last quarter.</returns>
    internal static (Moves Seen, Moves Aside) Draw(OperatorModel model, double[] theta, int tracks, int steps, double noise, Rng rng)
    {
        Moves[] still = Run(model, theta, tracks, steps, 0, rng), moved = Run(model, theta, tracks, steps, noise * Math.Sqrt(still.Average(step => step.Spread)), rng);
        int seen = 2 * (tracks - (tracks / 4));
        return (Joined(moved, values => values[..seen]), Joined(moved, values => values[seen..]));
    }

    private static Moves[] Run(OperatorModel model, double[] theta, int tracks, int steps, double deviation, Rng rng)
    {
        double[] before = Starts(tracks, rng.Fork(0)), x = before;
        List<Moves> moves = [];
        for (int step = 0; step < steps; step++)
        {
            Rng draw = rng.Fork(1 + step);
            double[] next = [.. model.Next(theta, before, x).Select((value, i) => value + (deviation * draw.Normal(i)))];
            moves.Add(new(before, x, next));
            (before, x) = (x, next);
        }

        return [.. moves];
    }

    private static Moves Joined(Moves[] moves, Func<double[], double[]> part) =>
        new([.. moves.SelectMany(step => part(step.Before))], [.. moves.SelectMany(step => part(step.From))], [.. moves.SelectMany(step => part(step.To))]);
}
