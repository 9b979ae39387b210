using System.Text.Json.Nodes;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>A room with a wall, an expert in it, and the rewards that explain the expert when other rooms are seen too.</summary>
internal sealed record RoomStudy(RoomGrid Grid, RoomGrid Other, Mdp Home, Mdp Away, SoftValues Expert, RoomAnswer[] Answers, double[] Moved, double SlopeError)
{
    internal const double Discount = 0.9, Temperature = 0.3, Effort = 0.1;

    internal static RoomStudy Of(int side, ExperimentContext context)
    {
        RoomGrid grid = new(side) { Gap = side - 1 };
        Rewards pairs = Pairs(grid), states = Rewards.OfState(Ground(grid));
        Mdp home = grid.Process(pairs, Discount);
        RoomGrid elsewhere = grid with { Gap = side / 2 };
        Mdp away = elsewhere.Process(pairs, Discount);
        (string Id, string Words, Rewards Truth, Mdp[] Seen)[] cases =
        [
            ("alone", "one room: the shortest reward", pairs, [home]),
            ("wall", "and one with its gap at the bottom", pairs, [home, (grid with { Gap = 0 }).Process(pairs, Discount)]),
            ("wind", "and one with a wind", pairs, [home, (grid with { Wind = 0.3 }).Process(pairs, Discount)]),
            ("discount", "and itself at discount 0.5", pairs, [home, home.With(0.5, null)]),
            ("states", "one room, a reward of cells", states, [home.With(states)]),
        ];
        RoomAnswer[] answers = [.. cases.Select(one =>
        {
            context.Stop.ThrowIfCancellationRequested();
            context.Tell($"a room with a wall: {one.Words}");
            return RoomAnswer.Of(one.Id, one.Words, one.Truth, one.Seen, away.With(one.Truth), null);
        })];
        Rewards logarithm = Rewards.OfStateAction([.. SoftValues.Of(home, Temperature).Policy.Probabilities.Select(p => Temperature * Math.Log(p))]);
        answers = [RoomAnswer.Of("logarithm", "one room: T ln π", pairs, [home], away, logarithm), .. answers];
        Mdp bare = home.With(states);
        SoftValues expert = SoftValues.Of(bare, Temperature);
        PolicySensitivity sensitivity = PolicySensitivity.Of(bare, expert);
        return new(grid, elsewhere, home, away, expert, answers, sensitivity.Moved, SlopeErrors(bare, sensitivity));
    }

    /// <summary>What being in a cell earns: a goal, and a swamp before it.</summary>
    internal static double[] Ground(RoomGrid grid) => [.. Enumerable.Range(0, grid.States).Select(state =>
    {
        (int x, int y) = grid.CellOf(state);
        return x == grid.Side - 1 && y == 0 ? 1.0 : x > grid.Wall && y >= grid.Side - 2 ? -0.5 : 0;
    })];

    // Any move costs.
    private static Rewards Pairs(RoomGrid grid)
    {
        double[] ground = Ground(grid);
        return Rewards.OfStateAction([.. Enumerable.Range(0, grid.States * RoomGrid.Actions).Select(pair => ground[pair / RoomGrid.Actions] - (pair % RoomGrid.Actions < RoomGrid.Actions - 1 ? Effort : 0))]);
    }

    private static double SlopeErrors(Mdp mdp, PolicySensitivity sensitivity)
    {
        // Four points: the error is h⁴ of a fifth derivative of order T⁻⁵, and rounding 10⁻¹⁴ / h.
        const double H = 2e-4;
        double worst = 0;
        for (int state = 0; state < mdp.States; state++)
        {
            int at = state;
            double[] Logs(double by) => Array.ConvertAll(SoftValues.Of(mdp.With(Rewards.OfState([.. mdp.Rewards.Values.Select((r, s) => s == at ? r + by : r)])), Temperature).Policy.Probabilities, Math.Log);
            double[] up = Logs(H), down = Logs(-H), up2 = Logs(2 * H), down2 = Logs(-2 * H);
            worst = Math.Max(worst, up.Select((_, i) => Math.Abs((((8 * (up[i] - down[i])) - (up2[i] - down2[i])) / (12 * H)) - sensitivity.Slopes[at][i])).Max());
        }

        return worst;
    }
}

/// <summary>A reward found from the experts of some rooms, and what it is worth.</summary>
internal sealed record RoomAnswer(string Id, string Words, int Open, double[] Map, double Error, double Epic, double StarcHome, double StarcAway, double AtHome, Regret Home, Regret Elsewhere, double[] WantedAway)
{
    internal string[] Cells =>
    [
        Words, $"{Open}", Number.Format(Error, 2), Number.Format(Epic, 2), Number.Format(StarcHome, 2), Number.Format(StarcAway, 2),
        Number.Format(Home.Normalized, 2), Number.Format(Elsewhere.Normalized, 2),
    ];

    internal static RoomAnswer Of(string id, string words, Rewards truth, Mdp[] seen, Mdp away, Rewards? given)
    {
        Identification identification = Identification.Of(seen, truth.Kind);
        SoftValues[] experts = [.. seen.Select(mdp => SoftValues.Of(mdp, RoomStudy.Temperature))];
        Rewards found = given ?? identification.Explain([.. experts.Select(expert => expert.Policy)], RoomStudy.Temperature).Reward;
        double[] centred = Centred(truth.Values);
        double size = Math.Sqrt(centred.Sum(r => r * r)), error = Math.Sqrt(centred.Zip(Centred(found.Values), (a, b) => (a - b) * (a - b)).Sum());
        double atHome = SoftValues.Of(seen[0].With(found), RoomStudy.Temperature).Policy.Probabilities.Zip(experts[0].Policy.Probabilities, (a, b) => Math.Abs(a - b)).Worst();
        int each = truth.Values.Length / seen[0].States;
        return new(
            id, words, identification.Unknown.Length, [.. Centred(found.Values).Chunk(each).Select(row => row.Average())], error / size,
            RewardDistance.Epic(seen[0], truth, found), RewardDistance.Starc(seen[0], truth, found), RewardDistance.Starc(away, truth, found),
            atHome, Regret.Of(seen[0], found), Regret.Of(away, found), OptimalValues.Of(away.With(found)).Q);
    }

    internal JsonObject ToJson() => new()
    {
        ["open"] = Open,
        ["error"] = Error,
        ["epic"] = Epic,
        ["starc_home"] = StarcHome,
        ["starc_elsewhere"] = StarcAway,
        ["regret_home"] = Home.Normalized,
        ["regret_elsewhere"] = Elsewhere.Normalized,
    };

    internal static double[] Centred(double[] values)
    {
        double mean = values.Average();
        return Array.ConvertAll(values, x => x - mean);
    }
}
