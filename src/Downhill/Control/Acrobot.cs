using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A double pendulum with a torque between its links, whose tip is to be swung a link's length above its pivot: reward −1 a step, 0 for the last, then terminated.</summary>
/// <remarks>
/// State (θ₁, θ₂, ω₁, ω₂), θ₁ = 0 hanging, θ₂ against the first link; observation (cos θ₁, sin θ₁, cos θ₂, sin θ₂, ω₁, ω₂). One step of Runge and Kutta's
/// fourth order in <see cref="TimeStep"/>, then angles are wrapped to ±π, speeds cut to ±4π and ±9π. Masses, lengths and moments of inertia 1,
/// g = 9.8; actions 0, 1, 2 are torques −1, 0, 1. It starts uniform in ±0.1.
/// Source: R. S. Sutton (1996), NIPS 8, 1038–1044, as in Gymnasium's Acrobot-v1.
/// </remarks>
public sealed record Acrobot : ControlProblem
{
    private const double Gravity = 9.8, Middle = 0.5, Fastest = 4 * Math.PI, FastestOuter = 9 * Math.PI;

    /// <summary>The length of a step, in seconds. Default 0.2.</summary>
    public double TimeStep { get; init => field = Require.Positive(value); } = 0.2;

    /// <inheritdoc/>
    public override string Name => "acrobot";

    /// <inheritdoc/>
    public override int StateSize => 4;

    /// <inheritdoc/>
    public override int ObservationSize => 6;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.OneOf(3);

    /// <inheritdoc/>
    public override int TimeLimit => 500;

    /// <inheritdoc/>
    public override void Start(Span<double> state, Rng rng) => Uniform(state, -0.1, 0.1, rng);

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
    {
        for (int link = 0; link < 2; link++)
        {
            (double sine, double cosine) = Math.SinCos(state[link]);
            (observation[2 * link], observation[(2 * link) + 1], observation[4 + link]) = ((float)cosine, (float)sine, (float)state[2 + link]);
        }
    }

    /// <inheritdoc/>
    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state)
    {
        for (int link = 0; link < 2; link++)
        {
            (state[link], state[2 + link]) = (Math.Atan2(observation[(2 * link) + 1], observation[2 * link]), observation[4 + link]);
        }
    }

    /// <inheritdoc/>
    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        RungeKutta(state, ActionSpace.Chosen(action) - 1, next);
        next[0] = Math.IEEERemainder(next[0], 2 * Math.PI);
        next[1] = Math.IEEERemainder(next[1], 2 * Math.PI);
        next[2] = Math.Clamp(next[2], -Fastest, Fastest);
        next[3] = Math.Clamp(next[3], -FastestOuter, FastestOuter);
        bool isUp = -Math.Cos(next[0]) - Math.Cos(next[0] + next[1]) > 1;
        return new(isUp ? 0 : -1, isUp);
    }

    private void RungeKutta(ReadOnlySpan<double> state, double torque, Span<double> next)
    {
        Span<double> slope = stackalloc double[4], at = stackalloc double[4], sum = stackalloc double[4];
        state.CopyTo(at);
        sum.Clear();
        for (int stage = 0; stage < 4; stage++)
        {
            Slope(at, torque, slope);
            double weight = stage is 1 or 2 ? 2 : 1, ahead = stage == 2 ? TimeStep : TimeStep / 2;
            for (int i = 0; i < 4; i++)
            {
                sum[i] += weight * slope[i];
                at[i] = state[i] + (ahead * slope[i]);
            }
        }

        for (int i = 0; i < 4; i++)
        {
            next[i] = state[i] + (TimeStep / 6 * sum[i]);
        }
    }

    private static void Slope(ReadOnlySpan<double> at, double torque, Span<double> slope)
    {
        double omega = at[2], outer = at[3], cosine = Math.Cos(at[1]), sine = Math.Sin(at[1]);
        double inertia = (Middle * Middle) + 1 + (Middle * Middle) + (2 * Middle * cosine) + 2, coupling = (Middle * Middle) + (Middle * cosine) + 1;
        double outerPull = Middle * Gravity * Math.Sin(at[0] + at[1]);
        double pull = (-Middle * outer * (outer + (2 * omega)) * sine) + ((Middle + 1) * Gravity * Math.Sin(at[0])) + outerPull;
        double outerTurn = (torque + (coupling / inertia * pull) - (Middle * omega * omega * sine) - outerPull) / ((Middle * Middle) + 1 - (coupling * coupling / inertia));
        slope[0] = omega;
        slope[1] = outer;
        slope[2] = -((coupling * outerTurn) + pull) / inertia;
        slope[3] = outerTurn;
    }
}
