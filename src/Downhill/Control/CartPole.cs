using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A pole balanced on a cart that is pushed left or right: reward 1 a step, terminated when the pole leans 12° or the cart is 2.4 m away.</summary>
/// <remarks>
/// State and observation (x, ẋ, θ, θ̇): T = (F + m l θ̇² sin θ) / M, θ̈ = (g sin θ − T cos θ) / (l (4/3 − m cos² θ / M)), ẍ = T − m l θ̈ cos θ / M,
/// with l half of the pole and M both masses; then x ← x + τ ẋ, ẋ ← ẋ + τ ẍ, and so for θ. It starts uniform in ±0.05.
/// Source: A. G. Barto, R. S. Sutton and C. W. Anderson (1983), IEEE Trans. Syst. Man Cybern. 13(5), 834–846; constants of Gymnasium's CartPole-v1.
/// </remarks>
public sealed record CartPole : ControlProblem
{
    private const double Gravity = 9.8, PoleMass = 0.1, Mass = 1.1, Half = 0.5, Force = 10, Away = 2.4, Lean = 12 * 2 * Math.PI / 360;

    /// <summary>τ, in seconds. Default 0.02.</summary>
    public double TimeStep { get; init => field = Require.Positive(value); } = 0.02;

    /// <inheritdoc/>
    public override string Name => "cart-pole";

    /// <inheritdoc/>
    public override int StateSize => 4;

    /// <inheritdoc/>
    public override int ObservationSize => 4;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.OneOf(2);

    /// <inheritdoc/>
    public override int TimeLimit => 500;

    /// <inheritdoc/>
    public override void Start(Span<double> state, Rng rng) => Uniform(state, -0.05, 0.05, rng);

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> state, Span<float> observation) => Copy(state, observation);

    /// <inheritdoc/>
    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => Copy(observation, state);

    /// <inheritdoc/>
    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        double x = state[0], speed = state[1], lean = state[2], turn = state[3];
        (double sine, double cosine) = Math.SinCos(lean);
        double push = ((ActionSpace.Chosen(action) == 1 ? Force : -Force) + (PoleMass * Half * turn * turn * sine)) / Mass;
        double leaning = ((Gravity * sine) - (push * cosine)) / (Half * ((4.0 / 3) - (PoleMass * cosine * cosine / Mass)));
        double pushed = push - (PoleMass * Half * leaning * cosine / Mass);
        next[0] = x + (TimeStep * speed);
        next[1] = speed + (TimeStep * pushed);
        next[2] = lean + (TimeStep * turn);
        next[3] = turn + (TimeStep * leaning);
        return new(1, Math.Abs(next[0]) > Away || Math.Abs(next[2]) > Lean);
    }
}
