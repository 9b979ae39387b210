using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Tests.Imitation;

/// <summary>Places in a ring: stay or go on; a reward for each place, never an end.</summary>
internal sealed record RingWorld(params double[] Rewards) : ControlProblem
{
    public override string Name => "ring";

    public override int StateSize => 1;

    public override int ObservationSize => Rewards.Length;

    public override ActionSpace Actions => ActionSpace.OneOf(2);

    public override int TimeLimit => 10;

    public override void Start(Span<double> state, Rng rng) => state[0] = rng.Below(0, Rewards.Length);

    public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
    {
        observation.Clear();
        observation[(int)state[0]] = 1;
    }

    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => state[0] = ActionSpace.Chosen(observation);

    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        double reward = Rewards[(int)state[0]];
        next[0] = ((int)state[0] + ActionSpace.Chosen(action)) % Rewards.Length;
        return new(reward, false);
    }

    /// <summary>π(go on) at each place, soft-optimal at temperature 1.</summary>
    internal double[] GoingOn(double discount)
    {
        double[] values = new double[Rewards.Length];
        for (int sweep = 0; sweep < 2000; sweep++)
        {
            values = [.. Enumerable.Range(0, Rewards.Length).Select(s => Rewards[s] + Math.Log(Math.Exp(discount * values[s]) + Math.Exp(discount * values[(s + 1) % Rewards.Length])))];
        }

        return [.. Enumerable.Range(0, Rewards.Length).Select(s => 1 / (1 + Math.Exp(discount * (values[s] - values[(s + 1) % Rewards.Length]))))];
    }

    /// <summary>Who goes on with some probability at each place.</summary>
    internal ActionRule Rule(double[] goingOn) => (observations, actions, rng) =>
    {
        for (int row = 0; row < actions.Length / 2; row++)
        {
            bool goes = rng.Uniform(row) < goingOn[ActionSpace.Chosen(observations.Slice(row * Rewards.Length, Rewards.Length))];
            (actions[2 * row], actions[(2 * row) + 1]) = goes ? (0, 1) : (1, 0);
        }
    };
}
