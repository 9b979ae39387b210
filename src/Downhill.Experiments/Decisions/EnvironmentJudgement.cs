using Downhill.Control;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>What an imitator gets in its environment, and how its reward goes with the environment's own.</summary>
/// <param name="Own">Episodes of the policy.</param>
/// <param name="Demonstrated">Mean return of the demonstrations.</param>
/// <param name="Random">That of random actions.</param>
/// <param name="Misfit">What the environment's steps are off the recorded ones by.</param>
/// <param name="Correlations">Of the learned reward with the environment's own; null where there is no reward, NaN where one of the two never changes.</param>
internal sealed record EnvironmentJudgement(IReadOnlyList<Rollout> Own, MeanReturn Demonstrated, MeanReturn Random, double Misfit, RewardCorrelations? Correlations)
{
    private const double Good = 0.9, Fair = 0.5, FoundAgain = 0.7, Foreign = 0.05, TwoErrors = 2;

    internal MeanReturn Policy => MeanReturn.Of(Own);

    /// <summary>(J − J random) / (J demonstrated − J random), with the errors of all three; null where demonstrations are not told from random actions.</summary>
    internal MeanReturn? Share
    {
        get
        {
            double way = Demonstrated.Value - Random.Value, expertError = double.IsNaN(Demonstrated.Error) ? 0 : Demonstrated.Error;
            if (!(way > TwoErrors * Math.Sqrt((expertError * expertError) + (Random.Error * Random.Error))))
            {
                return null;
            }

            double share = (Policy.Value - Random.Value) / way;
            return new(share, Math.Sqrt(Square(Policy.Error) + Square(share * expertError) + Square((1 - share) * Random.Error)) / way);
        }
    }

    internal IEnumerable<Finding> Verdicts()
    {
        yield return new Said(OfReturns());
        if (Correlations is { } correlations)
        {
            yield return new Said(OfReward(correlations));
        }

        if (!(Misfit < Foreign))
        {
            yield return new Said(new Verdict(Standing.Warn, "Another world", $"The environment's own steps are off the recorded ones by {Number.Format(100 * Misfit, 3)} % of what the records change by: look at the order of the columns, the unit of the actions, and whether it is this environment."));
        }
    }

    private Verdict OfReturns()
    {
        string returns = $"The policy's mean return is {Policy.Text} on {Own.Count} starts, that of the demonstrations {Demonstrated.Text}, of random actions {Random.Text}";
        return Share switch
        {
            null => new(Standing.Warn, "Nothing to imitate", $"{returns}: by the environment's own reward the demonstrations are no better than chance."),
            { } share when share.Low >= Good => new(Standing.Good, "Imitated", $"{returns}: {Number.Format(share.Value, 3)} of the way from chance to the demonstrations."),
            { Value: >= Fair } share => new(Standing.Warn, "Partly imitated", $"{returns}: {share.Text} of the way from chance to the demonstrations; more --steps or more demonstrations may help."),
            { } share => new(Standing.Bad, "Not imitated", $"{returns}: {share.Text} of the way from chance to the demonstrations; try more --steps, --reward sa, or another --method."),
        };
    }

    private static Verdict OfReward(RewardCorrelations found)
    {
        string where = found.AreHeldOut ? "Along demonstrations that were held out" : "Along the demonstrations (too few to hold any out)";
        return found.IsNowhere ? new(Standing.Warn, "Reward", "The environment's own reward or the learned one is the same at every step, so there is nothing to compare.")
            : double.IsNaN(found.Demonstrations) ? new(Standing.Warn, "Reward", $"{where} the environment's own reward or the learned one never changes, so they cannot be compared there; along random actions they correlate by {Told(found.Random)}.")
            : new(found.Demonstrations >= FoundAgain ? Standing.Good : Standing.Warn, "Reward", $"{where} the learned reward and the environment's own correlate by {Told(found.Demonstrations)}, along the policy's episodes by {Told(found.Policy)}, along random actions by {Told(found.Random)}; a reward that explains what was done need not be the one that was meant.");
    }

    private static string Told(double correlation) => double.IsNaN(correlation) ? "nothing that can be said" : Number.Format(correlation, 2);

    private static double Square(double x) => x * x;
}

/// <summary>Correlations of the learned reward with the environment's own, step by step.</summary>
/// <param name="Demonstrations">Along demonstrations.</param>
/// <param name="AreHeldOut">Whether these were held out.</param>
/// <param name="Policy">Along the policy's episodes.</param>
/// <param name="Random">Along episodes of random actions.</param>
internal sealed record RewardCorrelations(double Demonstrations, bool AreHeldOut, double Policy, double Random)
{
    /// <summary>Whether there is none at all.</summary>
    internal bool IsNowhere => double.IsNaN(Demonstrations) && double.IsNaN(Policy) && double.IsNaN(Random);
}
