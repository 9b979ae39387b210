using Downhill.Control;
using Downhill.Imitation;
using Downhill.Tests.Data;

namespace Downhill.Tests.Control;

/// <summary>The problems against episodes that the original ones recorded.</summary>
public sealed class RecordedEpisodesTests
{
    private const string CartPoles = "imitation_rollouts/cartpole_expert.npz", Pendulums = "imitation_rollouts/pendulum_expert.npz";

    [SharedDataFact(CartPoles)]
    public void Every_recorded_step_of_the_cart_pole_is_made_again() => EveryStep(new CartPole(), CartPoles, 1, 57, 26_964);

    [SharedDataFact(Pendulums)]
    public void Every_recorded_step_of_the_pendulum_is_made_again() => EveryStep(new Pendulum(), Pendulums, 2, 56, 11_200);

    // An observation is rounded to 6e-8 of its size, and an upright pole falls at 4 per second: after a second errors are 55 times as large.
    [SharedDataFact(CartPoles)]
    public void A_second_of_the_cart_pole_follows_from_its_first_observation_and_its_actions() => FromTheFirst(new CartPole(), CartPoles, 1, 50, 55 * 4e-7);

    // √15 per second for an upright pendulum; its speeds are up to 8.
    [SharedDataFact(Pendulums)]
    public void A_second_of_the_pendulum_follows_from_its_first_observation_and_its_actions() => FromTheFirst(new Pendulum(), Pendulums, 2, 20, 48 * 1e-6);

    private static void EveryStep(ControlProblem problem, string recording, double scale, int episodes, int steps)
    {
        string file = SharedData.PathOf(recording);
        ExpertDemonstrations recorded = ExpertDemonstrations.Read(file, problem, scale);
        Assert.Equal((episodes, steps), (recorded.Episodes.Count, recorded.Steps.Count));
        double worst = 0;
        foreach (Rollout episode in recorded.Episodes)
        {
            int count = episode.Actions.Length / problem.Actions.Width;
            double sum = 0;
            for (int t = 0; t < count; t++)
            {
                (Outcome outcome, float[] next) = Stepped(problem, Observation(problem, episode, t), Action(problem, episode, t));
                worst = Math.Max(worst, Difference(next, Observation(problem, episode, t + 1)));
                sum += outcome.Reward;
                Assert.Equal(t == count - 1 && episode.IsTerminated, outcome.IsTerminated);
            }

            // Rewards of a pendulum are up to 16, from angles rounded at 1e-7.
            Assert.Equal(episode.Return, sum, 1e-6 * count);
        }

        // Numbers are below 8: a rounding of 5e-7, once in what it came from and once in the result.
        Assert.InRange(worst, 0, 1.5e-6);
    }

    private static void FromTheFirst(ControlProblem problem, string recording, double scale, int steps, double tolerance)
    {
        foreach (Rollout episode in ExpertDemonstrations.Read(SharedData.PathOf(recording), problem, scale).Episodes)
        {
            double[] state = new double[problem.StateSize];
            float[] seen = new float[problem.ObservationSize];
            problem.StateOf(Observation(problem, episode, 0), state);
            for (int t = 0; t < steps; t++)
            {
                problem.Step(state, Action(problem, episode, t), state, default);
                problem.Observe(state, seen);
                Assert.InRange(Difference(seen, Observation(problem, episode, t + 1)), 0, tolerance);
            }
        }
    }

    private static (Outcome Outcome, float[] Next) Stepped(ControlProblem problem, ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        double[] state = new double[problem.StateSize];
        float[] next = new float[problem.ObservationSize];
        problem.StateOf(observation, state);
        Outcome outcome = problem.Step(state, action, state, default);
        problem.Observe(state, next);
        return (outcome, next);
    }

    private static ReadOnlySpan<float> Observation(ControlProblem problem, Rollout episode, int t) => episode.Observations.AsSpan(t * problem.ObservationSize, problem.ObservationSize);

    private static ReadOnlySpan<float> Action(ControlProblem problem, Rollout episode, int t) => episode.Actions.AsSpan(t * problem.Actions.Width, problem.Actions.Width);

    private static double Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        }

        return largest;
    }
}
