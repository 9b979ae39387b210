using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>The pictures of <see cref="Identify"/>.</summary>
internal static class RoomFigure
{
    /// <summary>The true reward and those found, with the room in which they are put to use.</summary>
    internal static Figure Rewards(RoomStudy study)
    {
        double[] truth = [.. RoomAnswer.Centred(study.Home.Rewards.Values).Chunk(RoomGrid.Actions).Select(row => row.Average())];
        double reach = Math.Ceiling(20 * truth.Max(Math.Abs)) / 20;
        double[] wanted = OptimalValues.Of(study.Away).Q;
        return new("")
        {
            Width = 820,
            Columns = 2,
            Description = "The true reward of a room's cells and the rewards found, with what they ask for in another room.",
            Panels =
            [
                RoomFigures.Map("true reward", study.Other, truth, reach, RoomFigures.Arrows(study.Other, wanted)),
                .. study.Answers.Where(answer => answer.Id is "logarithm" or "alone" or "wind")
                    .Select(answer => RoomFigures.Map(answer.Id == "logarithm" ? "one room: T ln π" : answer.Id == "alone" ? "one room: the shortest" : "a windy room seen too", study.Other, answer.Map, reach, RoomFigures.Arrows(study.Other, answer.WantedAway))),
            ],
        };
    }

    /// <summary>Open directions and regrets.</summary>
    internal static Figure Open(RoomStudy study)
    {
        string[] names = [.. study.Answers.Select(answer => answer.Words)];
        return new("")
        {
            Width = 900,
            Height = 300,
            Columns = 2,
            Description = "Open directions, and regrets at home and elsewhere.",
            Panels =
            [
                new()
                {
                    Title = "directions that stay open",
                    XLabel = "dimensions of the reward",
                    Marks = [new Bars(names, [.. study.Answers.Select(answer => (double)answer.Open)]) { Horizontal = true }],
                },
                new()
                {
                    Title = "regret of acting for the reward found",
                    XLabel = "regret / that of chance",
                    Marks =
                    [
                        new Bars(names, [.. study.Answers.Select(answer => answer.Home.Normalized)]) { Horizontal = true, Label = "at home" },
                        new Bars(names, [.. study.Answers.Select(answer => answer.Elsewhere.Normalized)]) { Horizontal = true, Label = "elsewhere" },
                    ],
                },
            ],
        };
    }

    /// <summary>Visits, and how far the policy moves.</summary>
    internal static Figure Sensitivity(RoomStudy study)
    {
        Mdp bare = study.Home.With(Downhill.Rewards.OfState(RoomStudy.Ground(study.Grid)));
        double[] visits = Occupancy.Of(bare, study.Expert.Policy).States;
        double all = visits.Sum();
        return new("")
        {
            Width = 800,
            Columns = 2,
            Description = "Where the expert is, and how far its policy moves when the reward of a cell changes.",
            Panels =
            [
                RoomFigures.Heat("share of decisions", study.Grid, [.. visits.Select(n => n / all)], RoomFigures.Arrows(study.Grid, study.Expert.Q)),
                RoomFigures.Heat("total variation per unit of reward", study.Grid, study.Moved, RoomFigures.Arrows(study.Grid, study.Expert.Q)),
            ],
        };
    }

    /// <summary>Errors against decisions.</summary>
    internal static Figure Sampled(SampledCase[] cases)
    {
        double[] n = [.. cases[0].Decisions.Select(k => (double)k)];
        return new("")
        {
            Width = 640,
            Height = 360,
            Description = "The error of the reward falls as one over the root of decisions, the higher the more alike the environments.",
            Panels =
            [
                new()
                {
                    XLabel = "decisions in each state",
                    YLabel = "error of the reward",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Marks =
                    [
                        .. cases.Select(one => new Line(n, one.Means) { Label = one.Words }),
                        new Line(n, [.. n.Select(k => cases[0].Means[^1] * Math.Sqrt(n[^1] / k))]) { Dash = Dash.Dotted, Colour = Palette.Ink, Width = 1.2 },
                    ],
                },
            ],
        };
    }
}
