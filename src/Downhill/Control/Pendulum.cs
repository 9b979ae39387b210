using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A pendulum to be swung up with too weak a torque: reward −(θ² + 0.1 ω² + 0.001 u²) of the state before the step, never terminated.</summary>
/// <remarks>
/// State (θ, ω) with θ = 0 upright, observation (cos θ, sin θ, ω): ω ← ω + τ (3 g / 2 l sin θ + 3 u / m l²), cut to ±8, then θ ← θ + τ ω;
/// u is twice the action, in N m; g = 10, m = l = 1. It starts with θ in ±π and ω in ±1. Source: Gymnasium's Pendulum-v1.
/// </remarks>
public sealed record Pendulum : ControlProblem
{
    private const double Fastest = 8, Torque = 2;

    /// <summary>τ, in seconds. Default 0.05.</summary>
    public double TimeStep { get; init => field = Require.Positive(value); } = 0.05;

    /// <inheritdoc/>
    public override string Name => "pendulum";

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override int ObservationSize => 3;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Vector(1);

    /// <inheritdoc/>
    public override int TimeLimit => 200;

    /// <inheritdoc/>
    public override void Start(Span<double> state, Rng rng)
    {
        state[0] = Math.PI * ((2 * rng.Uniform(0)) - 1);
        state[1] = (2 * rng.Uniform(1)) - 1;
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
    {
        (double sine, double cosine) = Math.SinCos(state[0]);
        observation[0] = (float)cosine;
        observation[1] = (float)sine;
        observation[2] = (float)state[1];
    }

    /// <inheritdoc/>
    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state)
    {
        state[0] = Math.Atan2(observation[1], observation[0]);
        state[1] = observation[2];
    }

    /// <inheritdoc/>
    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        double theta = state[0], omega = state[1], u = Torque * Math.Clamp(action[0], -1, 1), upright = Math.IEEERemainder(theta, 2 * Math.PI);
        double cost = (upright * upright) + (0.1 * omega * omega) + (0.001 * u * u);
        next[1] = Math.Clamp(omega + (TimeStep * ((15 * Math.Sin(theta)) + (3 * u))), -Fastest, Fastest);
        next[0] = theta + (TimeStep * next[1]);
        return new(-cost, false);
    }
}
