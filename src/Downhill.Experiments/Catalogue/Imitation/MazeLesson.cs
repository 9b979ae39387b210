using Downhill.Control;
using Downhill.Imitation;

namespace Downhill.Experiments.Imitating;

/// <summary>What one repetition of the moved maze gave.</summary>
internal sealed record MazeLesson
{
    internal const int Nodes = 41;

    /// <summary>Returns in the moved maze, 0 for random actions and 1 for the oracle.</summary>
    internal required double[] Shares { get; init; }

    internal required double Expert { get; init; }

    internal required double ExpertAtRandom { get; init; }

    /// <summary>The learned reward at the places of <see cref="Places"/>.</summary>
    internal required double[] Learned { get; init; }

    internal required IReadOnlyList<Rollout>[] Ways { get; init; }

    /// <summary>A grid over the unit square, x slowest.</summary>
    internal static (double X, double Y)[] Places { get; } = [.. from i in Enumerable.Range(0, Nodes) from j in Enumerable.Range(0, Nodes) select (i / (Nodes - 1.0), j / (Nodes - 1.0))];

    internal double Correlation
    {
        get
        {
            double[] truth = True(new PointMaze());
            double a = truth.Average(), b = Learned.Average();
            double cross = truth.Zip(Learned).Sum(pair => (pair.First - a) * (pair.Second - b));
            return cross / Math.Sqrt(truth.Sum(t => (t - a) * (t - a)) * Learned.Sum(l => (l - b) * (l - b)));
        }
    }

    internal static double[] True(PointMaze maze) => [.. Places.Select(place => -Math.Sqrt(Math.Pow(place.X - maze.GoalX, 2) + Math.Pow(place.Y - maze.GoalY, 2)))];

    internal static double[] MapOf(LearnedReward reward)
    {
        Experience at = new(Places.Length, 2, 2);
        Array.Fill(at.GoesOn, 1);
        for (int i = 0; i < Places.Length; i++)
        {
            (at.Observations[2 * i], at.Observations[(2 * i) + 1]) = ((float)Places[i].X, (float)Places[i].Y);
        }

        reward.WriteInner(at);
        return [.. at.Rewards.Select(number => (double)number)];
    }
}
