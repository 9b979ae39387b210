using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Experiments.Imitating;

/// <summary>A cart-pole with one number more to see: 0, and <paramref name="Leak"/> once it has fallen.</summary>
internal sealed record LeakingPole(float Leak) : ControlProblem
{
    private const double Away = 2.4, Lean = 12 * Math.PI / 180;

    private static readonly CartPole Inner = new();

    public override string Name => "leaking-pole";

    public override int StateSize => Inner.StateSize;

    public override int ObservationSize => Inner.ObservationSize + 1;

    public override ActionSpace Actions => Inner.Actions;

    public override int TimeLimit => Inner.TimeLimit;

    public override void Start(Span<double> state, Rng rng) => Inner.Start(state, rng);

    public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
    {
        Inner.Observe(state, observation[..4]);
        observation[4] = Math.Abs(state[0]) > Away || Math.Abs(state[2]) > Lean ? Leak : 0;
    }

    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => Inner.StateOf(observation[..4], state);

    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng) => Inner.Step(state, action, next, rng);
}
