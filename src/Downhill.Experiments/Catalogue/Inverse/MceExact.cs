using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Runs;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Maximum causal entropy with exact demonstrations: does the policy that is returned visit what the demonstrations did?</summary>
public sealed record MceExact : Experiment
{
    private static readonly double[] Discounts = [0.5, 0.9, 0.99, 1];
    private static readonly int[] Steps = [1, 2, 3, 5, 10, 20, 50];

    /// <summary>Random processes.</summary>
    [Setting("random processes for each discount and horizon", Minimum = 1, Maximum = 1000)]
    public int Processes { get; init; } = 5;

    /// <summary>States of each.</summary>
    [Setting("states of a random process", Minimum = 3, Maximum = 100)]
    public int States { get; init; } = 8;

    /// <summary>The longest horizon.</summary>
    [Setting("the longest horizon, in decisions", Minimum = 10, Maximum = 1000)]
    public int Longest { get; init; } = 50;

    /// <inheritdoc/>
    public override string Name => "mce-exact";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "With exact demonstrations the policy that maximum causal entropy returns visits what they visited, at every discount and horizon; where the discount is forgotten in training it does not.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    private int[] Horizons => [.. Steps.Where(h => h <= Longest)];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Processes = 1, Longest = 10 },
        ExperimentSize.Full => this with { Processes = 30 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ExactCell[] cells = [.. Cells(context)];
        ExactCell[] right = [.. cells.Where(cell => cell.Horizon is not null)], endless = [.. cells.Where(cell => cell.Horizon is null)];
        yield return AtMost("horizons", $"Discounts 0.5, 0.9, 0.99, 1 and horizons 1 to {Horizons[^1]}, rewards of states, pairs and transitions: the largest difference between the returned policy's visits and the demonstrations'.", right.Worst(cell => cell.Right), 1e-8, 3 * Processes * right.Length);
        yield return AtMost("endless", "The same without a horizon, and at discount 1 to a first exit: the largest difference.", endless.Worst(cell => cell.Right), 1e-8, 3 * Processes * endless.Length);
        yield return AtMost("any-expert", "The same where the expert has no such reward at all: the largest difference of what rewards of pairs tell apart.", cells.Worst(cell => cell.Anyone), 1e-8, Processes * cells.Length);
        foreach (Finding finding in Known(context))
        {
            yield return finding;
        }

        ExactCell[] wrong = [.. right.Where(cell => cell.Horizon > 1 && cell.Discount < 1)];
        yield return AtMost("wrong-settles", "Where training forgets the discount its own equation can be solved: what it leaves at most.", wrong.Worst(cell => cell.Left), 1e-9, Processes * wrong.Length);
        foreach (double discount in new[] { 0.5, 0.9 })
        {
            ExactCell at = right.Single(cell => cell.Discount == discount && cell.Horizon == 10);
            yield return AtLeast($"wrong-{discount:R}", $"At discount {discount:R} and horizon 10 the policy that it returns then visits other states than the demonstrations: the mean over processes of the largest difference.", at.Wrong, 1e-3, Processes);
        }

        yield return new Pictured("differences", "Visits of the returned policy against the demonstrations'", Figure(cells), "The largest difference between the discounted visits of the policy that is returned and those of the demonstrations, the mean over random processes: as they should be found (left), and at the fixed point of training that forgets the discount and counts the state after the last decision (right), as a known library has it. Rewards of states. Without a horizon: at the right end.");
        yield return new Noted("cells", new JsonArray([.. cells.Select(cell => (JsonNode)cell.ToJson())]));
    }

    private IEnumerable<ExactCell> Cells(ExperimentContext context)
    {
        foreach (double discount in Discounts)
        {
            foreach (int? horizon in Horizons.Select(h => (int?)h).Append(null))
            {
                context.Stop.ThrowIfCancellationRequested();
                context.Tell($"discount {discount:R}, horizon {horizon?.ToString() ?? "none"}");
                yield return ExactCell.Of(discount, horizon, States, Processes, context.Rng.Fork(11));
            }
        }
    }

    private IEnumerable<Finding> Known(ExperimentContext context)
    {
        (string Name, Func<double, Mdp> Of)[] known = [("reasonable", discount => KnownProcesses.Reasonable(discount)), ("random-transition", discount => KnownProcesses.RandomTransition(discount))];
        foreach ((string name, Func<double, Mdp> of) in known)
        {
            Mdp[] processes = [.. new[] { 0, 0.5, 0.9, 0.99, 1 }.Select(of)];
            yield return AtMost($"known-{name}", $"On the problem {name} of another library, at its five discounts: the largest difference.", processes.Worst(mdp => ExactCell.Apart(mdp, LinearRewards.Tabular(RewardKind.State))), 1e-8, processes.Length);
            context.Tell(name);
        }

        Mdp discounted = KnownProcesses.RandomTransition(0.9);
        Policy expert = SoftValues.Of(discounted).Policy;
        (Rewards rewards, _) = DroppedDiscount.Fit(discounted, expert);
        double off = ExactCell.Largest(Occupancy.Of(discounted, expert).States, Occupancy.Of(discounted, SoftValues.Of(discounted.With(rewards)).Policy).States);
        yield return AtLeast("known-wrong", "On random-transition at discount 0.9 training that forgets it returns a policy that is off by at least ten times what its own test tolerates.", off, 1e-2);
    }

    private static Figure Figure(ExactCell[] cells) => new("")
    {
        Width = 900,
        Height = 420,
        SharedY = true,
        Description = "Differences of visits over the horizon.",
        Panels = [.. new[] { (Title: "visits of the right policy", Of: (Func<ExactCell, double>)(cell => cell.RightOfStates)), (Title: "where training forgets the discount", Of: cell => cell.Wrong) }.Select(side => new Panel
        {
            Title = side.Title,
            XLabel = "horizon (right end: none)",
            YLabel = "largest difference of visits",
            XScale = Scale.Log,
            YScale = Scale.Log,
            YRange = new(1e-17, 1),
            XRange = new(0.9, 180),
            Marks =
            [
                new HorizontalRule(1e-8) { Label = "asked" },
                .. Discounts.Select((discount, i) =>
                {
                    ExactCell[] own = [.. cells.Where(cell => cell.Discount == discount && double.IsFinite(side.Of(cell)))];
                    return new Line([.. own.Select(cell => (double)(cell.Horizon ?? 150))], [.. own.Select(cell => Math.Max(2e-17, side.Of(cell)))]) { Label = $"discount {discount:R}", Colour = Palette.OfSeries(i) };
                }),
            ],
        })],
    };
}

/// <summary>What was measured at one discount and horizon: means and maxima over random processes.</summary>
/// <param name="Discount">γ.</param>
/// <param name="Horizon">H, or null: none, and at discount 1 a first exit.</param>
/// <param name="Right">The largest difference of visits, over processes and kinds of rewards.</param>
/// <param name="RightOfStates">The mean over processes, rewards of states.</param>
/// <param name="Anyone">The largest where the expert is anyone, rewards of pairs.</param>
/// <param name="Wrong">The mean over processes where training forgets the discount; NaN without a horizon.</param>
/// <param name="Left">What the wrong equation leaves.</param>
internal sealed record ExactCell(double Discount, int? Horizon, double Right, double RightOfStates, double Anyone, double Wrong, double Left)
{
    internal static ExactCell Of(double discount, int? horizon, int states, int processes, Rng rng)
    {
        bool exits = horizon is null && discount == 1;
        List<double> right = [], ofStates = [], anyone = [], wrong = [], left = [];
        for (int i = 0; i < processes; i++)
        {
            foreach (RewardKind kind in Enum.GetValues<RewardKind>())
            {
                Mdp mdp = Process(discount, horizon, states, kind, exits, rng.Fork(i));
                double apart = Apart(mdp, LinearRewards.Tabular(kind));
                right.Add(apart);
                if (kind == RewardKind.State)
                {
                    ofStates.Add(apart);
                    (double off, double rest) = horizon is null ? (double.NaN, double.NaN) : Mistaken(mdp);
                    wrong.Add(off);
                    left.Add(rest);
                }
            }

            Mdp pairs = Process(discount, horizon, states, RewardKind.StateAction, exits, rng.Fork(i));
            anyone.Add(Apart(pairs, LinearRewards.Tabular(RewardKind.StateAction), Someone(pairs, rng.Fork(1000 + i))));
        }

        return new(discount, horizon, right.Worst(), ofStates.Average(), anyone.Worst(), wrong.Average(), left.Worst());
    }

    /// <summary>The largest difference of visits between a soft-optimal expert and what is returned.</summary>
    internal static double Apart(Mdp mdp, LinearRewards rewards) => Apart(mdp, rewards, SoftValues.Of(mdp).Policy);

    internal static double Largest(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Worst();

    internal JsonObject ToJson() => new()
    {
        ["discount"] = Discount,
        ["horizon"] = Horizon,
        ["right"] = Right,
        ["right_of_states"] = RightOfStates,
        ["anyone"] = Anyone,
        ["wrong"] = double.IsFinite(Wrong) ? Wrong : null,
    };

    private static double Apart(Mdp mdp, LinearRewards rewards, Policy expert)
    {
        InverseFit fit = new MaximumCausalEntropy().Fit(mdp, rewards, expert);
        Occupancy did = Occupancy.Of(mdp, expert), does = Occupancy.Of(mdp, fit.Policy);
        return rewards.Kind == RewardKind.State ? Largest(did.States, does.States) : Largest(did.Pairs, does.Pairs);
    }

    private static (double Off, double Left) Mistaken(Mdp mdp)
    {
        Policy expert = SoftValues.Of(mdp).Policy;
        (Rewards rewards, double left) = DroppedDiscount.Fit(mdp, expert);
        return (Largest(Occupancy.Of(mdp, expert).States, Occupancy.Of(mdp, SoftValues.Of(mdp.With(rewards)).Policy).States), left);
    }

    private static Mdp Process(double discount, int? horizon, int states, RewardKind kind, bool exits, Rng rng)
    {
        Mdp mdp = new Garnet { States = states, Actions = 3, Branches = 2, Ends = exits ? 1 : 0, Kind = kind, Discount = discount, Horizon = horizon }.Draw(rng);

        // A first exit has a value where staying away costs more than the entropy of three choices and the luckiest reward earn.
        return !exits ? mdp : mdp.With(kind switch
        {
            RewardKind.State => Rewards.OfState([.. mdp.Rewards.Values.Select((r, s) => mdp.Terminal[s] ? r : r - 4)]),
            RewardKind.StateAction => Rewards.OfStateAction([.. mdp.Rewards.Values.Select((r, pair) => mdp.Terminal[pair / 3] ? r : r - 4)]),
            RewardKind.Transition => Rewards.OfTransition([.. mdp.Rewards.Values.Select(r => r - 4)]),
        });
    }

    private static Policy Someone(Mdp mdp, Rng rng)
    {
        double[][] weights = [.. Enumerable.Range(0, mdp.States * (mdp.Horizon ?? 1)).Select(row => Enumerable.Range(0, mdp.Actions).Select(a => 0.1 + rng.Uniform((row * mdp.Actions) + a)).ToArray())];
        return new(mdp.States, mdp.Actions, [.. weights.SelectMany(row => row.Select(w => w / row.Sum()))], mdp.Horizon);
    }
}
