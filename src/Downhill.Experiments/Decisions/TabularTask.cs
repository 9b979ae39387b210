using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>Demonstrations of a finite decision process.</summary>
internal sealed record TabularTask(IrlSettings Settings, Mdp Mdp, Demonstrations Demonstrations) : IrlTask(Settings)
{
    internal override string Title => $"The reward behind {Path.GetFileName(Settings.Demonstrations)}";

    internal override string Lead =>
        $"{Words.Count(Demonstrations.Episodes.Count, "episode")} of {Words.Count(Demonstrations.Decisions, "decision")} in a process of {Words.Count(Mdp.States, "state")} and {Words.Count(Mdp.Actions, "action")}, discount {Number.Format(Mdp.Discount)}{(Mdp.Horizon is { } h ? $", {Words.Count(h, "decision")} an episode" : "")}. A reward of {Of(Settings.Reward)} was looked for by {Method.Words}.";

    internal override string Footer => "All numbers stand in summary.json, the reward in reward.json, the policy in policy.json.";

    private TabularMethod Method => TabularMethod.Of(Settings.Method);

    internal static TabularTask Of(IrlSettings settings, string demonstrations, string mdp)
    {
        Mdp process = MdpFile.Read(mdp);
        Demonstrations done = DemonstrationFile.Read(demonstrations, process);
        TabularTask task = new(settings, process, done);
        _ = task.Method;
        if (settings.Grid is { } width && process.States % width != 0)
        {
            throw new SettingException($"grid: found {width} states in a row, which {process.States} states do not fill, expected a width that divides them");
        }

        return task;
    }

    internal override IEnumerable<Finding> Run(RunDirectory run, Action<string> tell, CancellationToken stop)
    {
        tell($"fitting by {Method.Words}");
        ExplainedDemonstrations found = Method.Explain(Mdp, Demonstrations, Settings);
        found.Save(run, Mdp);
        stop.ThrowIfCancellationRequested();
        double[][] again = [.. Resampled(tell, stop)];
        RewardErrors? errors = found.Reward is { } reward && again.Length > 1 ? RewardErrors.Of(reward, again) : null;
        RewardGauge? gauge = found.Reward is null ? null : RewardGauge.Of(Mdp, found.Reward.Kind);
        TabularJudgement judged = TabularJudgement.Of(Mdp, Demonstrations, found);
        return [.. judged.Verdicts(), .. gauge?.Verdicts() ?? [], .. TabularFigures.Of(this, found, errors, judged), .. Numbers(found, errors, gauge, judged)];
    }

    private IEnumerable<double[]> Resampled(Action<string> tell, CancellationToken stop)
    {
        Rng rng = new Rng((ulong)Settings.Seed).Fork(1);
        for (int set = 0; set < Settings.Resamples && Method.HasReward && Demonstrations.Episodes.Count > 1; set++)
        {
            stop.ThrowIfCancellationRequested();
            tell($"fitting to resampled episodes, {set + 1} of {Settings.Resamples}");
            Rng own = rng.Fork(set);
            Demonstrations drawn = new([.. Enumerable.Range(0, Demonstrations.Episodes.Count).Select(i => Demonstrations.Episodes[own.Below(i, Demonstrations.Episodes.Count)])]);
            yield return Method.Explain(Mdp, drawn, Settings).Reward!.Values;
        }
    }

    private IEnumerable<Finding> Numbers(ExplainedDemonstrations found, RewardErrors? errors, RewardGauge? gauge, TabularJudgement judged)
    {
        yield return new Noted("method", SettingDescription.Kebab(Method.Method.ToString()));
        yield return new Noted("reward_of", SettingDescription.Kebab(Settings.Reward.ToString()));
        yield return new Noted("states", Mdp.States);
        yield return new Noted("actions", Mdp.Actions);
        yield return new Noted("episodes", Demonstrations.Episodes.Count);
        yield return new Noted("decisions", Demonstrations.Decisions);
        yield return new Noted("steps", found.Steps);
        yield return new Noted("slope", found.Slope is { } slope ? LearnSummary.Number(slope) : null);
        yield return new Noted("log_likelihood", LearnSummary.Number(judged.LogLikelihood));
        yield return new Noted("probability_of_action", LearnSummary.Quantity(judged.Probability, judged.ProbabilityError, null, "1"));
        yield return new Noted("probability_by_chance", judged.Chance);
        yield return new Noted("occupancy_difference", LearnSummary.Number(judged.Difference));
        yield return new Noted("gauge_dimension", gauge?.Unknown);
        yield return new Noted("reward", found.Reward is { } reward
            ? new JsonArray([.. reward.Values.Select((value, i) => LearnSummary.Quantity(value, errors?.Deviations[i], errors is { } e ? (e.Low[i], e.High[i]) : null, "1"))])
            : null);
    }

    private static string Of(RewardOf reward) => reward switch
    {
        RewardOf.S => "the state",
        RewardOf.Sa => "the state and the action",
        RewardOf.Sas => "the state, the action and the state that follows",
    };
}
