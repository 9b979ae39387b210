using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Control;
using Downhill.Data;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;
using Downhill.Imitation;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>Demonstrations in an environment.</summary>
internal sealed record EnvironmentTask(IrlSettings Settings, KnownEnvironment Environment, EnvironmentMethod Method, RecordedRollouts Recorded) : IrlTask(Settings)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Starts = 200, LookStarts = 50, Looks = 20, HeldOutEvery = 5;

    internal override string Title => Method.HasReward ? $"The reward behind {Path.GetFileName(Settings.Demonstrations)}" : $"What is done in {Path.GetFileName(Settings.Demonstrations)}";

    internal override string Lead =>
        $"{Words.Count(Recorded.Expert.Episodes.Count, "episode")} of {Problem.Name}, {Words.Count(Recorded.Expert.Steps.Count, "decision")} in all{(Ended == 0 ? ", all cut off by a time limit" : Ended == Recorded.Expert.Episodes.Count ? ", which all ended by themselves" : $", of which {Ended} ended by themselves and the others were cut off")}. {(Method.HasReward ? $"A reward of {(Settings.Reward == RewardOf.S ? "the state" : "the state and the action")} was looked for by {Method.Words}, in {Words.Count(Settings.Steps, "step")} of the environment." : $"They were imitated by {Method.Words}, which finds no reward.")}";

    internal override string Footer => $"All numbers stand in summary.json, the policy in policy.json and {LearnedBehaviour.PolicyFile}{(Method.HasReward ? $", the reward in reward.json and {LearnedBehaviour.RewardFile}" : "")}.";

    private ControlProblem Problem => Environment.Problem;

    private int Ended => Recorded.Expert.Episodes.Count(episode => episode.IsTerminated);

    private RewardForm Form => Method.Imitation?.Form ?? RewardForm.EitherSign;

    private Rng Rng => new((ulong)Settings.Seed);

    internal static EnvironmentTask Of(IrlSettings settings, string demonstrations, string name)
    {
        KnownEnvironment environment = KnownEnvironment.Named(name);
        EnvironmentMethod method = EnvironmentMethod.Of(settings, environment.Problem);
        _ = settings.Grid is null ? 0 : throw new SettingException("grid: found it beside --env, expected it with --mdp, for the pictures of a finite process");
        _ = settings.Reward != RewardOf.Sas || !method.HasReward ? 0 : throw new SettingException("reward: found sas with --env, expected s or sa");
        return new(settings, environment, method, RecordedRollouts.Read(demonstrations, environment));
    }

    internal override IEnumerable<Finding> Run(RunDirectory run, Action<string> tell, CancellationToken stop)
    {
        (ExpertDemonstrations shown, IReadOnlyList<Rollout> heldOut) = Split();
        if (!LearnedBehaviour.IsIn(run.Root))
        {
            Learn(run, shown, tell, stop);
        }

        LearnedBehaviour learned = LearnedBehaviour.Load(run.Root, Method, shown, Rng.Fork(1));
        LearningCurve[] curve = LearningCurve.Read(run);
        tell($"acting from {Starts} starts");
        EnvironmentJudgement judged = Judge(learned, shown, heldOut, stop);
        Describe(run, judged);
        stop.ThrowIfCancellationRequested();
        return [.. judged.Verdicts(), .. Pictures(learned, curve, judged), Table(judged), .. Numbers(curve, judged, heldOut.Count)];
    }

    /// <summary>A fifth of the episodes is held out, where there are five.</summary>
    private (ExpertDemonstrations Shown, IReadOnlyList<Rollout> HeldOut) Split()
    {
        Rollout[] all = [.. Recorded.Expert.Episodes];
        Rng.Fork(0).Shuffle(all.AsSpan());
        int heldOut = Method.HasReward ? all.Length / HeldOutEvery : 0;
        return (new(Problem, all[heldOut..]), all[..heldOut]);
    }

    private void Learn(RunDirectory run, ExpertDemonstrations shown, Action<string> tell, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        run.CutMetrics(0);
        double demonstrated = MeanReturn.Of(shown.Episodes).Value;
        int all = Method.HasReward ? Settings.Steps : EnvironmentMethod.Cloning.Updates, looks = 0;
        Rng rng = Rng.Fork(1);
        tell($"learning by {Method.Words}");
        LearnedBehaviour learned = Method.Imitation is { } imitation
            ? LearnedBehaviour.Of(imitation.Learn(shown, all, rng, (now, done) => Look(Trials.Best(now.Agent), now.Reward.Loss, done), stop))
            : Cloned(EnvironmentMethod.Cloning.Fit(shown, rng, Look, stop));
        learned.Save(run.Root);

        void Look(ActionRule rule, double loss, int done)
        {
            if ((long)done * Looks < (looks + 1L) * all)
            {
                return;
            }

            looks++;
            LearningCurve now = new(done, Trials.Returns(Problem, rule, LookStarts, Rng.Fork(2)).Average(), loss, clock.Elapsed.TotalSeconds);
            now.Save(run);
            tell(now.Told(all, demonstrated));
        }

        static LearnedBehaviour Cloned(ClonedPolicy clone) => new(clone.Rule, clone.Weights, null);
    }

    private EnvironmentJudgement Judge(LearnedBehaviour learned, ExpertDemonstrations shown, IReadOnlyList<Rollout> heldOut, CancellationToken stop)
    {
        IReadOnlyList<Rollout> own = Trials.Episodes(Problem, learned.Rule, Starts, Rng.Fork(3));
        stop.ThrowIfCancellationRequested();
        IReadOnlyList<Rollout> random = Trials.Episodes(Problem, Trials.AtRandom(Problem), Starts, Rng.Fork(3));
        stop.ThrowIfCancellationRequested();
        RewardCorrelations? correlations = learned.Reward is { } reward
            ? new(Of(heldOut.Count > 0 ? heldOut : shown.Episodes), heldOut.Count > 0, Of(own), Of(random))
            : null;
        return new(own, MeanReturn.Of(Recorded.Expert.Episodes), MeanReturn.Of(random), Recorded.Misfit, correlations);

        double Of(IReadOnlyList<Rollout> rollouts) => StepRewards.Correlation(Problem, reward, Form, rollouts);
    }

    /// <summary>Writes what the files of weights are weights of.</summary>
    private void Describe(RunDirectory run, EnvironmentJudgement judged)
    {
        Write("policy.json", new JsonObject
        {
            ["environment"] = Problem.Name,
            ["weights"] = LearnedBehaviour.PolicyFile,
            ["observation"] = Environment.Observation,
            ["action"] = Environment.Action,
            ["network"] = Method.HasReward && Problem.Actions.IsDiscrete ? "two critics, layers x W + b with max(., 0) between; the action of the largest lesser output"
                : $"layers x W + b with max(., 0) between; {(Problem.Actions.IsDiscrete ? "the action of the largest output" : $"{Number.Format(Environment.ActionScale)} tanh of the {(Method.HasReward ? "first half of the outputs" : "outputs")}")}",
        });
        if (judged.Correlations is { } found)
        {
            Write("reward.json", new JsonObject
            {
                ["environment"] = Problem.Name,
                ["weights"] = LearnedBehaviour.RewardFile,
                ["reward_of"] = SettingDescription.Kebab(Settings.Reward.ToString()),
                ["form"] = Form == RewardForm.NeverNegative ? "ln(1 + exp(network))" : "network",
                ["network"] = $"layers x W + b (reward.*) with tanh between; x is (observation - center) * inverse_radius, {(Settings.Reward == RewardOf.Sa ? $"the action{(Problem.Actions.IsDiscrete ? " as marks" : $" over {Number.Format(Environment.ActionScale)}")}, " : "")}0",
                ["correlation"] = Correlations(found),
            });
        }

        void Write(string name, JsonObject content) => DurableFile.WriteText(Path.Combine(run.Root, name), content.ToJsonString(Indented) + "\n");
    }

    private IEnumerable<Finding> Pictures(LearnedBehaviour learned, LearningCurve[] curve, EnvironmentJudgement judged)
    {
        yield return EnvironmentFigures.Learning(curve, judged, !Method.HasReward);
        yield return EnvironmentFigures.Ways(Environment, Recorded.Expert.Episodes, judged.Own);
        if (learned.Reward is { } reward)
        {
            yield return EnvironmentFigures.Along(rollout => StepRewards.Learned(Problem, reward, Form, rollout), Recorded.Expert.Episodes, judged.Own);
            if (Environment.Map is { } map)
            {
                yield return EnvironmentFigures.Map(Environment, map, learned, Form, Recorded.Expert.Episodes);
            }
        }
    }

    private static Tabulated Table(EnvironmentJudgement judged) => new("Returns", new Report.Listing(
        ["Who", "mean return"],
        [["the policy", judged.Policy.Text], ["the demonstrations", judged.Demonstrated.Text], ["random actions", judged.Random.Text], ["share of the way from random actions to the demonstrations", judged.Share?.Text ?? ""]])
    {
        Caption = $"By the environment's own reward: the policy and random actions on the same {judged.Own.Count} starts, the demonstrations on their own; ± one standard error over episodes.",
        Numbers = [1],
    });

    private IEnumerable<Finding> Numbers(LearningCurve[] curve, EnvironmentJudgement judged, int heldOut)
    {
        yield return new Noted("environment", Problem.Name);
        yield return new Noted("method", SettingDescription.Kebab(Method.Method.ToString()));
        yield return new Noted("reward_of", Method.HasReward ? SettingDescription.Kebab(Settings.Reward.ToString()) : null);
        yield return new Noted("episodes", Recorded.Expert.Episodes.Count);
        yield return new Noted("decisions", Recorded.Expert.Steps.Count);
        yield return new Noted("terminated", Ended);
        yield return new Noted("truncated", Recorded.Expert.Episodes.Count - Ended);
        yield return new Noted("held_out_episodes", heldOut);
        yield return new Noted("starts", judged.Own.Count);
        yield return new Noted("return_policy", judged.Policy.ToJson("reward"));
        yield return new Noted("return_demonstrations", judged.Demonstrated.ToJson("reward"));
        yield return new Noted("return_random", judged.Random.ToJson("reward"));
        yield return new Noted("share", judged.Share?.ToJson("1"));
        yield return new Noted("correlation", judged.Correlations is { } found ? Correlations(found) : null);
        yield return new Noted("misfit", LearnSummary.Number(judged.Misfit));
        yield return new Noted("steps", Method.HasReward ? curve.LastOrDefault()?.Steps : 0);
        yield return new Noted("seconds", curve.LastOrDefault()?.Seconds);
        yield return new Noted("curve", new JsonArray([.. curve.Select(look => new JsonObject { ["steps"] = look.Steps, ["return"] = LearnSummary.Number(look.Return), ["loss"] = LearnSummary.Number(look.Loss) })]));
    }

    private static JsonObject Correlations(RewardCorrelations found) => new()
    {
        ["demonstrations"] = LearnSummary.Number(found.Demonstrations),
        ["held_out"] = found.AreHeldOut,
        ["policy"] = LearnSummary.Number(found.Policy),
        ["random"] = LearnSummary.Number(found.Random),
    };
}
