using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>How well the policy that was found does what was done.</summary>
/// <param name="LogLikelihood">Mean ln π of a demonstrated action, in nats; −∞ where the policy never takes one.</param>
/// <param name="Probability">Mean π of a demonstrated action.</param>
/// <param name="ProbabilityError">Its standard error, over episodes.</param>
/// <param name="Chance">One in the number of actions.</param>
/// <param name="Done">Discounted visits of the demonstrations.</param>
/// <param name="Visits">Those of the policy.</param>
internal sealed record TabularJudgement(double LogLikelihood, double Probability, double ProbabilityError, double Chance, Occupancy Done, Occupancy Visits)
{
    /// <summary>Half of the sum of the differences of the visits of pairs, over all visits: 0 where they agree, 1 where they have nothing in common.</summary>
    internal double Difference => Done.Pairs.Zip(Visits.Pairs, (a, b) => Math.Abs(a - b)).Sum() / 2 / Math.Max(double.Epsilon, Done.Pairs.Sum());

    internal static TabularJudgement Of(Mdp mdp, Demonstrations demonstrations, ExplainedDemonstrations found)
    {
        double[][] taken = [.. demonstrations.Episodes.Select(episode => Taken(mdp, episode, found.Policy))];
        double decisions = Math.Max(1, taken.Sum(each => each.Length)), mean = taken.Sum(each => each.Sum()) / decisions;
        double scatter = taken.Sum(each => Math.Pow(each.Sum() - (each.Length * mean), 2));
        return new(taken.Sum(each => each.Sum(Math.Log)) / decisions, mean, Math.Sqrt(scatter) / decisions, 1.0 / mdp.Actions, Occupancy.Of(mdp, demonstrations), Occupancy.Of(mdp, found.Policy));
    }

    internal IEnumerable<Finding> Verdicts()
    {
        string compared = $"{Number.Format(Probability, 3)} on average, where chance gives {Number.Format(Chance, 3)}";
        yield return new Said(Probability - Chance > 2 * ProbabilityError
            ? new Verdict(Standing.Good, "Explained", $"The policy of this reward takes the demonstrated action with probability {compared}.")
            : new Verdict(Standing.Bad, "Not explained", $"The policy of this reward takes the demonstrated action with probability {compared}: what was done looks random, or the reward cannot depend on what it should."));
        yield return new Said(new Verdict(Difference < 0.1 ? Standing.Good : Standing.Warn, "Visits", $"The policy and the demonstrations share {Number.Format(100 * (1 - Difference), 3)} % of their discounted visits of states and actions."));
    }

    private static double[] Taken(Mdp mdp, Episode episode, Policy policy) =>
        [.. Enumerable.Range(0, Math.Min(episode.Actions.Length, mdp.Horizon ?? int.MaxValue)).Select(t => policy.At(episode.States[t], t)[episode.Actions[t]])];
}
