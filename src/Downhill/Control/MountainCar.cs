using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A car too weak for the hill that it must climb: reward −1 a step, terminated at the top.</summary>
/// <remarks>
/// State and observation (x, v): v ← v + 0.001 (a − 1) − 0.0025 cos 3x, cut to ±0.07, x ← x + v, cut to [−1.2, 0.6], where the left end is a wall;
/// actions 0, 1, 2 push left, not, right. It starts at rest with x in [−0.6, −0.4]. Source: A. W. Moore (1990), thesis; constants of Gymnasium's MountainCar-v0.
/// </remarks>
public sealed record MountainCar : ControlProblem
{
    private const double Left = -1.2, Right = 0.6, Goal = 0.5, Fastest = 0.07, Push = 0.001, Gravity = 0.0025;

    /// <inheritdoc/>
    public override string Name => "mountain-car";

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override int ObservationSize => 2;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.OneOf(3);

    /// <inheritdoc/>
    public override int TimeLimit => 200;

    /// <inheritdoc/>
    public override void Start(Span<double> state, Rng rng)
    {
        state[0] = -0.6 + (0.2 * rng.Uniform(0));
        state[1] = 0;
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> state, Span<float> observation) => Copy(state, observation);

    /// <inheritdoc/>
    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => Copy(observation, state);

    /// <inheritdoc/>
    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        double push = Push * (ActionSpace.Chosen(action) - 1), pull = Gravity * Math.Cos(3 * state[0]);
        double v = Math.Clamp(state[1] + push - pull, -Fastest, Fastest), x = Math.Clamp(state[0] + v, Left, Right);
        next[0] = x;
        next[1] = x == Left && v < 0 ? 0 : v;
        return new(-1, x >= Goal && next[1] >= 0);
    }
}
