using Downhill.Control;
using Downhill.Data;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>An environment that demonstrations may be of.</summary>
/// <param name="Problem">Its world.</param>
/// <param name="Observation">The numbers of an observation, in words.</param>
/// <param name="Action">The action, in words.</param>
/// <param name="ActionScale">What a recorded action is divided by to be between −1 and 1; of one of n, nothing.</param>
/// <param name="View">How an episode is drawn.</param>
/// <param name="Map">The axes of its states, where there are two.</param>
internal sealed record KnownEnvironment(ControlProblem Problem, string Observation, string Action, double ActionScale, EpisodeView View, StateMap? Map = null)
{
    private const double Degrees = 180 / Math.PI;

    private static readonly KnownEnvironment[] All =
    [
        new(new CartPole(), "the cart's place and speed, the pole's angle and its rate", "0 (left) or 1 (right)", 1, new("place of the cart, m", "angle of the pole, degrees", static (state, _) => (state[0], Degrees * state[2]))),
        new(
            new Pendulum(), "cosine and sine of the angle from upright, and its rate", "a torque from -2 to 2 N m", 2,
            new("step", "height of the tip, in lengths", static (state, t) => (t, Math.Cos(state[0]))),
            new("angle from upright", "its rate, 1/s", new(-Math.PI, Math.PI), new(-8, 8))),
        new(
            new MountainCar(), "place and speed", "0 (left), 1 (nothing) or 2 (right)", 1,
            new("place", "speed", static (state, _) => (state[0], state[1])),
            new("place", "speed", new(-1.2, 0.6), new(-0.07, 0.07))),
        new(new Acrobot(), "cosine and sine of both angles, and their rates", "0, 1 or 2 (torque -1, 0 or 1)", 1, new("step", "height of the tip, in lengths", static (state, t) => (t, -Math.Cos(state[0]) - Math.Cos(state[0] + state[1])))),
        new(
            new PointMaze(), "x and y", "two numbers from -1 to 1", 1,
            new("x", "y", static (state, _) => (state[0], state[1])),
            new("x", "y", new(0, 1), new(0, 1))),
    ];

    /// <summary>The largest recorded action.</summary>
    internal double LargestAction => Problem.Actions.IsDiscrete ? Problem.Actions.Width - 1 : ActionScale;

    /// <summary>How many numbers a recorded action has.</summary>
    internal int ActionColumns => Problem.Actions.IsDiscrete ? 1 : Problem.Actions.Width;

    internal static KnownEnvironment Named(string name)
    {
        string[] names = [.. All.Select(known => known.Problem.Name)];
        return Array.Find(All, known => known.Problem.Name == name) ?? throw new SettingException($"env: found '{name}', {NearestName.Advice(name, names)}");
    }
}

/// <summary>How an episode is drawn as a line.</summary>
/// <param name="X">What is to the right.</param>
/// <param name="Y">What is up.</param>
/// <param name="At">Where a state at a step is.</param>
internal sealed record EpisodeView(string X, string Y, Func<double[], int, (double X, double Y)> At);

/// <summary>The axes of states of two numbers.</summary>
/// <param name="X">The first number.</param>
/// <param name="Y">The second.</param>
/// <param name="Width">From where to where the first is shown.</param>
/// <param name="Height">From where to where the second is shown.</param>
internal sealed record StateMap(string X, string Y, Bounds Width, Bounds Height);
