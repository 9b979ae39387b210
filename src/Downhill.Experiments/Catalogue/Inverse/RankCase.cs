using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Random environments of one kind, and what their soft policies show.</summary>
internal sealed record RankCase(string Id, string Words, bool IsKnown, int[] Ranks, int[] Open, double[] Errors, double[] Amplifications, double Moved, double Size)
{
    internal const int States = 6, Actions = 3;

    internal static IEnumerable<RankCase> All(int draws, ExperimentContext context)
    {
        yield return Of("transitions", "two environments of other transitions", true, draws, context, (first, second) => [first, second]);
        yield return Of("discounts", "one environment at discounts 0.9 and 0.5", true, draws, context, (first, _) => [first, first.With(0.5, null)]);
        yield return Of("alone", "one environment", false, draws, context, (first, _) => [first]);
        yield return Of("deaf", "two in which actions change nothing", false, draws, context, (first, second) => [Deaf(first), Deaf(second)]);
    }

    internal static Mdp Draw(Rng rng) => new Garnet { States = States, Actions = Actions, Branches = 3 }.Draw(rng);

    /// <summary>The process in which what follows is what follows the first action, whatever is done.</summary>
    internal static Mdp Deaf(Mdp mdp) => new(
        Transitions.Of(mdp.States, mdp.Actions, Enumerable.Range(0, mdp.States * mdp.Actions).SelectMany(pair =>
        {
            Range row = mdp.Transitions.Row(pair / mdp.Actions, 0);
            return mdp.Transitions.Next[row].Zip(mdp.Transitions.Probabilities[row], (next, p) => (pair / mdp.Actions, pair % mdp.Actions, next, p));
        })),
        mdp.Rewards,
        mdp.Initial,
        mdp.Terminal,
        mdp.Discount);

    internal JsonObject ToJson() => new()
    {
        ["rank_least"] = Ranks.Min(),
        ["rank_greatest"] = Ranks.Max(),
        ["open_least"] = Open.Min(),
        ["open_greatest"] = Open.Max(),
        ["largest_error"] = Errors.Max(),
    };

    private static RankCase Of(string id, string words, bool isKnown, int draws, ExperimentContext context, Func<Mdp, Mdp, Mdp[]> choose)
    {
        (int[] ranks, int[] open, double[] errors, double[] amplifications) = (new int[draws], new int[draws], new double[draws], new double[draws]);
        (double moved, double size) = (0, 0);
        for (int draw = 0; draw < draws; draw++)
        {
            context.Stop.ThrowIfCancellationRequested();
            Rng rng = context.Rng.Fork(701).Fork(draw);
            Mdp first = Draw(rng.Fork(0));
            Mdp[] environments = choose(first, Draw(rng.Fork(1)).With(first.Rewards));
            Identification identification = Identification.Of(environments);
            Rewards found = identification.Explain([.. environments.Select(mdp => SoftValues.Of(mdp).Policy)]).Reward;
            double mean = first.Rewards.Values.Average();
            double[] truth = [.. first.Rewards.Values.Select(r => r - mean)];
            (ranks[draw], open[draw], amplifications[draw]) = (Identification.Rank(environments), identification.Unknown.Length, identification.Amplification);
            errors[draw] = truth.Zip(found.Values, (a, b) => Math.Abs(a - b)).Worst();
            size = Math.Max(size, truth.Max(Math.Abs));
            moved = Math.Max(moved, environments.Max(mdp => identification.Unknown.Max(direction => Distance(mdp, direction))));
        }

        return new(id, words, isKnown, ranks, open, errors, amplifications, moved, size);
    }

    private static double Distance(Mdp mdp, double[] direction) =>
        SoftValues.Of(mdp.With(Rewards.OfStateAction([.. mdp.Rewards.Values.Zip(direction, (r, d) => r + d)]))).Policy.Probabilities
            .Zip(SoftValues.Of(mdp).Policy.Probabilities, (a, b) => Math.Abs(a - b)).Worst();
}
