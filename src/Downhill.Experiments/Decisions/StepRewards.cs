using Downhill.Control;
using Downhill.Imitation;

namespace Downhill.Experiments.Decisions;

/// <summary>Rewards of steps: the environment's own, and a learned one.</summary>
internal static class StepRewards
{
    /// <summary>The environment's own reward of each step.</summary>
    internal static double[] Own(ControlProblem problem, Rollout rollout)
    {
        int seen = problem.ObservationSize, width = problem.Actions.Width;
        double[] state = new double[problem.StateSize];
        return [.. Enumerable.Range(0, rollout.Actions.Length / width).Select(t =>
        {
            problem.StateOf(rollout.Observations.AsSpan(t * seen, seen), state);
            return problem.Step(state, rollout.Actions.AsSpan(t * width, width), state, default).Reward;
        })];
    }

    /// <summary>The learned reward of each step; what follows an end is not in it.</summary>
    internal static double[] Learned(ControlProblem problem, LearnedReward reward, RewardForm form, Rollout rollout)
    {
        int steps = rollout.Actions.Length / problem.Actions.Width;
        return Learned(problem, reward, form, rollout.Observations.AsSpan(0, steps * problem.ObservationSize), rollout.Actions);
    }

    /// <summary>The learned reward of observations and actions, a row each.</summary>
    internal static double[] Learned(ControlProblem problem, LearnedReward reward, RewardForm form, ReadOnlySpan<float> observations, ReadOnlySpan<float> actions)
    {
        Experience steps = new(actions.Length / problem.Actions.Width, problem.ObservationSize, problem.Actions.Width);
        observations.CopyTo(steps.Observations);
        observations.CopyTo(steps.Next);
        actions.CopyTo(steps.Actions);
        Array.Fill(steps.GoesOn, 1);
        reward.WriteInner(steps);
        return [.. steps.Rewards.Select(logit => form == RewardForm.NeverNegative ? Softplus(logit) : logit)];
    }

    /// <summary>The correlation of both over all steps; NaN where one of them never changes.</summary>
    internal static double Correlation(ControlProblem problem, LearnedReward reward, RewardForm form, IEnumerable<Rollout> rollouts)
    {
        (double[] Own, double[] Learned)[] pairs = [.. rollouts.Select(rollout => (Own(problem, rollout), Learned(problem, reward, form, rollout)))];
        double[] own = [.. pairs.SelectMany(pair => pair.Own)], learned = [.. pairs.SelectMany(pair => pair.Learned)];
        double a = own.Average(), b = learned.Average();
        double cross = own.Zip(learned).Sum(pair => (pair.First - a) * (pair.Second - b)), spread = own.Sum(x => (x - a) * (x - a)) * learned.Sum(x => (x - b) * (x - b));
        return spread > 0 ? cross / Math.Sqrt(spread) : double.NaN;
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
