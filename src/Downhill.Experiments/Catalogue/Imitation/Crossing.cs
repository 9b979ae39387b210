using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Experiments.Imitating;

/// <summary>Two places: from the first one comes to the second whatever one does, there action 0 leads back and action 1 ends the episode; every step has the same reward.</summary>
/// <remarks>With +1 it is right to go on, with −1 to end: of the kind of EarlyTermPos and EarlyTermNeg of the seals library.</remarks>
internal sealed record Crossing(double Reward) : ControlProblem
{
    public override string Name => "crossing";

    public override int StateSize => 1;

    public override int ObservationSize => 2;

    public override ActionSpace Actions => ActionSpace.OneOf(2);

    public override int TimeLimit => 40;

    public override void Start(Span<double> state, Rng rng) => state[0] = 0;

    public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
    {
        observation.Clear();
        observation[(int)state[0]] = 1;
    }

    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => state[0] = ActionSpace.Chosen(observation);

    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        bool ends = state[0] == 1 && ActionSpace.Chosen(action) == 1;
        next[0] = 1 - state[0];
        return new(Reward, ends);
    }

    /// <summary>One who does what is right here.</summary>
    internal static ActionRule Right(bool goesOn) => (_, actions, _) =>
    {
        for (int at = 0; at < actions.Length; at += 2)
        {
            (actions[at], actions[at + 1]) = goesOn ? (1, 0) : (0, 1);
        }
    };
}
