using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>How well the policy that was found does what was done.</summary>
/// <param name="LogLikelihood">Mean ln π of a demonstrated action, in nats.</param>
/// <param name="LogLikelihoodError">Its standard error, over episodes.</param>
/// <param name="Chance">ln of one in the number of actions.</param>
/// <param name="Done">Discounted visits of the demonstrations.</param>
/// <param name="Visits">Those of the policy.</param>
internal sealed record TabularJudgement(double LogLikelihood, double LogLikelihoodError, double Chance, Occupancy Done, Occupancy Visits)
{
    /// <summary>Half of the sum of the differences of the visits of pairs, over all visits: 0 where they agree, 1 where they have nothing in common.</summary>
    internal double Difference => Done.Pairs.Zip(Visits.Pairs, (a, b) => Math.Abs(a - b)).Sum() / 2 / Math.Max(double.Epsilon, Done.Pairs.Sum());

    internal static TabularJudgement Of(Mdp mdp, Demonstrations demonstrations, ExplainedDemonstrations found)
    {
        double[] sums = [.. demonstrations.Episodes.Select(episode => LogOf(mdp, episode, found.Policy))];
        int[] counts = [.. demonstrations.Episodes.Select(episode => Counted(mdp, episode))];
        double mean = sums.Sum() / Math.Max(1, counts.Sum());
        double scatter = sums.Zip(counts, (sum, count) => Math.Pow(sum - (count * mean), 2)).Sum();
        return new(mean, Math.Sqrt(scatter) / Math.Max(1, counts.Sum()), -Math.Log(mdp.Actions), Occupancy.Of(mdp, demonstrations), Occupancy.Of(mdp, found.Policy));
    }

    internal IEnumerable<Finding> Verdicts()
    {
        double gain = LogLikelihood - Chance;
        yield return new Said(gain > 2 * LogLikelihoodError
            ? new Verdict(Standing.Good, "Explained", $"An action that was taken has the probability {Number.Format(Math.Exp(LogLikelihood), 3)} under the policy of this reward, where chance gives {Number.Format(Math.Exp(Chance), 3)} (geometric means).")
            : new Verdict(Standing.Bad, "Not explained", $"An action that was taken is not likelier under the policy of this reward than by chance ({Number.Format(Math.Exp(LogLikelihood), 3)} against {Number.Format(Math.Exp(Chance), 3)}): what was done looks random, or the reward cannot depend on what it should."));
        yield return new Said(new Verdict(Difference < 0.1 ? Standing.Good : Standing.Warn, "Visits", $"The policy and the demonstrations share {Number.Format(100 * (1 - Difference), 3)} % of their discounted visits of states and actions."));
    }

    private static double LogOf(Mdp mdp, Episode episode, Policy policy) =>
        Enumerable.Range(0, Counted(mdp, episode)).Sum(t => Math.Log(Math.Max(double.Epsilon, policy.At(episode.States[t], t)[episode.Actions[t]])));

    private static int Counted(Mdp mdp, Episode episode) => Math.Min(episode.Actions.Length, mdp.Horizon ?? int.MaxValue);
}
