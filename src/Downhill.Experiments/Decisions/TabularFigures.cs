using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>The pictures and tables of a reward on a finite decision process.</summary>
internal static class TabularFigures
{
    private const int MostBars = 60, MostListed = 40;

    internal static IEnumerable<Finding> Of(TabularTask task, ExplainedDemonstrations found, RewardErrors? errors, TabularJudgement judged)
    {
        Mdp mdp = task.Mdp;
        if (found.Reward is { } reward)
        {
            double[] values = OfStates(mdp, reward, found.Policy);
            string what = reward.Kind == RewardKind.State ? "reward" : "reward of what the policy does";
            yield return new Pictured("reward", "The reward", Picture(task, [(what, values, reward.Kind == RewardKind.State ? errors : null)]), $"{(task.Settings.Grid is null ? "For each state" : "On the grid")}{(errors is null ? "" : task.Settings.Grid is null ? ", with 95 % intervals from resampled episodes" : "")}. Only differences, in units of the temperature, can be known.");
            yield return new Pictured("value", "What a state is worth", Picture(task, [("value", ValuesOf(mdp, reward, found.Policy), null)]), "What the policy collects of this reward from each state on, discounted.");
        }

        yield return new Pictured("visits", "Where it goes", Picture(task, [("demonstrations", judged.Done.States, null), ("policy", judged.Visits.States, null)]), "Discounted visits of states: in the demonstrations, and under the policy of the reward.");
        if (found.Course is { Values.Length: > 1 } course)
        {
            yield return new Pictured("learning", "How it was found", Search(course), "What was made small, step by step.");
        }

        yield return new Tabulated("State by state", Table(task, found, errors, judged));
    }

    private static Figure Search(SearchCourse course) => new("")
    {
        Width = 640,
        Height = 280,
        Description = $"The {course.Words}, step by step.",
        Panels = [new Panel { XLabel = course.Steps, YLabel = course.Words, Legend = Legend.None, Marks = [new Line([.. course.Values.Select((_, at) => (double)at)], course.Values)] }],
    };

    private static Figure Picture(TabularTask task, (string Title, double[] Values, RewardErrors? Errors)[] panels)
    {
        double least = panels.Min(panel => panel.Values.Min()), most = panels.Max(panel => panel.Values.Max());
        return new Figure("")
        {
            Width = panels.Length == 1 && task.Settings.Grid is not null ? 460 : 760,
            Columns = panels.Length,
            Description = string.Join(", ", panels.Select(panel => panel.Title)),
            Panels = [.. panels.Select(panel => task.Settings.Grid is { } width ? OnGrid(panel.Title, panel.Values, width, least, most) : InRow(panel.Title, panel.Values, panel.Errors))],
        };
    }

    private static Panel OnGrid(string title, double[] values, int width, double least, double most)
    {
        int height = values.Length / width;
        double[,] cells = new double[width, height];
        for (int state = 0; state < values.Length; state++)
        {
            cells[state % width, height - 1 - (state / width)] = values[state];
        }

        return new Panel
        {
            Title = title,
            EqualAspect = true,
            Legend = Legend.None,
            Marks = [new Heatmap(new Grid(cells, new Bounds(0, width - 1), new Bounds(0, height - 1))) { Smooth = false, Minimum = least, Maximum = most }],
        };
    }

    private static Panel InRow(string title, double[] values, RewardErrors? errors) => values.Length <= MostBars
        ? new Panel
        {
            Title = title,
            XLabel = "state",
            Legend = Legend.None,
            Marks = [new Bars([.. values.Select((_, state) => values.Length <= 30 || state % 5 == 0 ? $"{state}" : "")], values) { Lower = errors?.Low, Upper = errors?.High }],
        }
        : new Panel { Title = title, XLabel = "state", Legend = Legend.None, Marks = [new Line([.. Enumerable.Range(0, values.Length).Select(state => (double)state)], values)] };

    private static double[] OfStates(Mdp mdp, Rewards reward, Policy policy)
    {
        double[] expected = reward.Expected(mdp.Transitions);
        return reward.Kind == RewardKind.State ? reward.Values
            : [.. Enumerable.Range(0, mdp.States).Select(state => mdp.Terminal[state] ? 0 : Enumerable.Range(0, mdp.Actions).Sum(action => policy.At(state)[action] * expected[(state * mdp.Actions) + action]))];
    }

    private static double[] ValuesOf(Mdp mdp, Rewards reward, Policy policy) => PolicyValues.Of(mdp.With(reward), policy).V[..mdp.States];

    private static Report.Listing Table(TabularTask task, ExplainedDemonstrations found, RewardErrors? errors, TabularJudgement judged)
    {
        Mdp mdp = task.Mdp;
        int shown = Math.Min(MostListed, mdp.States);
        bool ofState = found.Reward?.Kind == RewardKind.State;
        return new(
            ["State", "reward", "visits, demonstrated", "visits of the policy", "most likely action", "its probability"],
            [.. Enumerable.Range(0, shown).Select(state => (string[])
            [
                mdp.Terminal[state] ? $"{state} (end)" : $"{state}",
                !ofState ? "" : errors is null ? Number.Format(found.Reward!.Values[state], 4) : Number.WithError(found.Reward!.Values[state], errors.Deviations[state]),
                Number.Format(judged.Done.States[state], 4),
                Number.Format(judged.Visits.States[state], 4),
                mdp.Terminal[state] ? "" : $"{Likeliest(found.Policy, state)}",
                mdp.Terminal[state] ? "" : Number.Format(found.Policy.At(state)[Likeliest(found.Policy, state)], 3),
            ])])
        {
            Caption = (shown < mdp.States ? $"The first {shown} of {mdp.States} states; all are in reward.json and policy.json. " : "") + (mdp.Horizon is null ? "" : "Actions are those of the first decision."),
            Numbers = [1, 2, 3, 5],
        };
    }

    private static int Likeliest(Policy policy, int state)
    {
        ReadOnlySpan<double> law = policy.At(state);
        int best = 0;
        for (int action = 1; action < law.Length; action++)
        {
            best = law[action] > law[best] ? action : best;
        }

        return best;
    }
}
