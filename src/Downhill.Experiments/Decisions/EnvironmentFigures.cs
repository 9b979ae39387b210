using Downhill.Control;
using Downhill.Imitation;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>The pictures of what was learned in an environment.</summary>
internal static class EnvironmentFigures
{
    private const int Shown = 8, Rewarded = 4, Nodes = 61, MostPoints = 600;

    internal static Pictured Learning(LearningCurve[] curve, EnvironmentJudgement judged, bool isRegression) => new(
        "learning", "Return while it learned",
        new Figure("")
        {
            Width = 640,
            Height = 300,
            Description = "Mean return of the policy while it learned.",
            Panels =
            [
                new Panel
                {
                    XLabel = isRegression ? "updates" : "steps of the environment",
                    YLabel = "mean return",
                    Marks =
                    [
                        new Line([.. curve.Select(look => (double)look.Steps)], [.. curve.Select(look => look.Return)]) { Label = "policy" },
                        new HorizontalRule(judged.Demonstrated.Value) { Label = "demonstrations" },
                        new HorizontalRule(judged.Random.Value) { Label = "random actions" },
                    ],
                },
            ],
        },
        $"By the environment's own reward, which was not learned from{(isRegression ? "; regression asks the environment nothing" : "")}.");

    internal static Pictured Ways(KnownEnvironment environment, IReadOnlyList<Rollout> demonstrated, IReadOnlyList<Rollout> own) => new(
        "episodes", "Episodes",
        new Figure("")
        {
            Width = 760,
            Height = 340,
            Columns = 2,
            SharedY = true,
            Description = "Demonstrations beside episodes of the policy.",
            Panels = [Way(environment, "Demonstrations", demonstrated), Way(environment, "The policy", own)],
        },
        $"At most {Shown} episodes each; starts differ.");

    internal static Pictured Along(Func<Rollout, double[]> reward, IReadOnlyList<Rollout> demonstrated, IReadOnlyList<Rollout> own) => new(
        "rewards", "The reward along episodes",
        new Figure("")
        {
            Width = 760,
            Height = 300,
            Columns = 2,
            SharedY = true,
            Description = "The learned reward along demonstrations and along episodes of the policy.",
            Panels = [Rewards("Demonstrations", demonstrated, reward), Rewards("The policy", own, reward)],
        },
        "The learned reward of each step. It tells what was demonstrated from what was not: only differences count, and where the policy is taken for the expert there are few.");

    /// <summary>The learned reward and the environment's own over states of two numbers, of what the policy does there.</summary>
    internal static Pictured Map(KnownEnvironment environment, StateMap map, LearnedBehaviour learned, RewardForm form, IReadOnlyList<Rollout> demonstrated)
    {
        ControlProblem problem = environment.Problem;
        double[][] states = [.. from i in Enumerable.Range(0, Nodes) from j in Enumerable.Range(0, Nodes) select new[] { At(map.Width, i), At(map.Height, j) }];
        float[] observations = new float[states.Length * problem.ObservationSize], actions = new float[states.Length * problem.Actions.Width];
        for (int row = 0; row < states.Length; row++)
        {
            problem.Observe(states[row], observations.AsSpan(row * problem.ObservationSize, problem.ObservationSize));
        }

        learned.Rule(observations, actions, default);
        double[] found = StepRewards.Learned(problem, learned.Reward!, form, observations, actions);
        double[] own = [.. states.Select((state, row) => problem.Step([.. state], actions.AsSpan(row * problem.Actions.Width, problem.Actions.Width), [.. state], default).Reward)];
        double[][] seen = [.. demonstrated.SelectMany(rollout => StatesOf(problem, rollout))];
        seen = [.. seen.Where((_, at) => at % Math.Max(1, seen.Length / MostPoints) == 0)];
        bool both = own.Max() > own.Min();
        return new(
            "reward", "The reward",
            new Figure("")
            {
                Width = both ? 820 : 480,
                Height = 340,
                Columns = both ? 2 : 1,
                Description = "The learned reward over the states.",
                Panels = both ? [Heat("Learned", found, map, seen), Heat("The environment's own", own, map, [])] : [Heat("Learned", found, map, seen)],
            },
            "Of what the policy does in each state; points are demonstrated states. Where no point is near, the learned reward is a guess.");
    }

    private static Panel Heat(string title, double[] values, StateMap map, double[][] seen)
    {
        double[,] nodes = new double[Nodes, Nodes];
        Buffer.BlockCopy(values, 0, nodes, 0, sizeof(double) * values.Length);
        return new Panel
        {
            Title = title,
            XLabel = map.X,
            YLabel = map.Y,
            XRange = map.Width,
            YRange = map.Height,
            Legend = Legend.None,
            Marks = [new Heatmap(new Grid(nodes, map.Width, map.Height)) { Label = "reward" }, .. seen.Length == 0 ? Array.Empty<Mark>() : [new Scatter([.. seen.Select(point => point[0])], [.. seen.Select(point => point[1])]) { Colour = Palette.Ink, Size = 2, Opacity = 0.5 }]],
        };
    }

    private static Panel Rewards(string title, IReadOnlyList<Rollout> rollouts, Func<Rollout, double[]> reward) => new()
    {
        Title = title,
        XLabel = "step",
        YLabel = "learned reward",
        Legend = Legend.None,
        Marks = [.. rollouts.Take(Rewarded).Select(reward).Select(values => new Line([.. values.Select((_, t) => (double)t)], values) { Colour = Palette.Blue, Width = 1, Opacity = 0.6 })],
    };

    private static double At(Bounds bounds, int node) => bounds.Least + ((bounds.Greatest - bounds.Least) * node / (Nodes - 1));

    private static Panel Way(KnownEnvironment environment, string title, IReadOnlyList<Rollout> rollouts) => new()
    {
        Title = title,
        XLabel = environment.View.X,
        YLabel = environment.View.Y,
        Legend = Legend.None,
        Marks = [.. rollouts.Take(Shown).Select(rollout =>
        {
            (double X, double Y)[] points = [.. StatesOf(environment.Problem, rollout).Select((state, t) => environment.View.At(state, t))];
            return new Line([.. points.Select(point => point.X)], [.. points.Select(point => point.Y)]) { Colour = Palette.Blue, Width = 1, Opacity = 0.6 };
        }), .. (environment.Problem as PointMaze)?.Walls.Select(wall => new Line([wall.From, wall.To], [wall.Height, wall.Height]) { Colour = Palette.Ink, Width = 4 }) ?? []],
    };

    private static IEnumerable<double[]> StatesOf(ControlProblem problem, Rollout rollout)
    {
        int seen = problem.ObservationSize;
        for (int at = 0; at < rollout.Observations.Length; at += seen)
        {
            double[] state = new double[problem.StateSize];
            problem.StateOf(rollout.Observations.AsSpan(at, seen), state);
            yield return state;
        }
    }
}
