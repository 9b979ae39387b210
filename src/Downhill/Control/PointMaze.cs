using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A point that moves in the unit square around walls towards a goal: reward −‖s − goal‖ of the state before the step, never terminated.</summary>
/// <remarks>
/// State and observation (x, y): x ← x + h a₁, then y ← y + h a₂, both cut to [0, 1]; what would cross a wall stays just before it, and so glides along.
/// The reward depends on the state alone, and the next state on nothing random, as the theorem on transferred rewards asks.
/// Source: after the shifted maze of J. Fu, K. Luo and S. Levine (2018), arXiv:1710.11248. Differs from the source: no physics engine, a unit square, starts everywhere.
/// </remarks>
public sealed record PointMaze : ControlProblem
{
    // How far before a wall the point stays; nothing can be there and on the other side.
    private const double Gap = 1e-6;

    /// <summary>The walls. Default: one at half height that leaves the right quarter open.</summary>
    public IReadOnlyList<Wall> Walls { get; init; } = [new(0.5, 0, 0.75)];

    /// <summary>x of the goal. Default 0.5.</summary>
    public double GoalX { get; init => field = Require.Within(value, 0, 1); } = 0.5;

    /// <summary>y of the goal. Default 0.85.</summary>
    public double GoalY { get; init => field = Require.Within(value, 0, 1); } = 0.85;

    /// <summary>h: how far a whole action moves the point along each axis. Default 0.1.</summary>
    public double Stride { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>It starts with y in [0, highest start] and x in [0, 1]. Default 1: anywhere.</summary>
    public double HighestStart { get; init => field = Require.Within(value, 0, 1); } = 1;

    /// <summary>Steps after which an episode is cut off. Default 50.</summary>
    public int LongestEpisode { get; init => field = Require.AtLeast(value, 1); } = 50;

    /// <inheritdoc/>
    public override string Name => "point-maze";

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override int ObservationSize => 2;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Vector(2);

    /// <inheritdoc/>
    public override int TimeLimit => LongestEpisode;

    /// <inheritdoc/>
    public override void Start(Span<double> state, Rng rng)
    {
        Uniform(state, 0, 1, rng);
        state[1] *= HighestStart;
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> state, Span<float> observation) => Copy(state, observation);

    /// <inheritdoc/>
    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => Copy(observation, state);

    /// <inheritdoc/>
    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        double x = state[0], y = state[1], distance = Math.Sqrt(((x - GoalX) * (x - GoalX)) + ((y - GoalY) * (y - GoalY)));
        next[0] = Math.Clamp(x + (Stride * Math.Clamp(action[0], -1, 1)), 0, 1);
        next[1] = Before(next[0], y, Math.Clamp(y + (Stride * Math.Clamp(action[1], -1, 1)), 0, 1));
        return new(-distance, false);
    }

    private double Before(double x, double from, double to)
    {
        foreach (Wall wall in Walls)
        {
            if (x >= wall.From && x <= wall.To && (from < wall.Height) != (to < wall.Height))
            {
                to = from < wall.Height ? Math.Min(to, wall.Height - Gap) : Math.Max(to, wall.Height + Gap);
            }
        }

        return to;
    }
}
