using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>
/// Langevin dynamics with inertia, by kick, drift, heat, drift: v ← v − h ∇E(x), x ← x + h/2 v, v ← e^(−γh) v + √(T (1 − e^(−2γh))) ξ,
/// x ← x + h/2 v.
/// </summary>
/// <remarks>
/// <para>Source: B. Leimkuhler and C. Matthews (2013), Appl. Math. Res. Express 2013(1), 34–56, where the order is called BAOAB.</para>
/// <para>
/// Differs from the source: the two half kicks that meet between steps are one, so a step costs one gradient; x is that of the source,
/// and v is half a kick behind it. There is no Metropolis test: the bias is O(h²), and on E = λx²/2 there is none, the variances of x and
/// v are T/λ and T for every h √λ below 2.
/// </para>
/// </remarks>
public sealed record UnderdampedLangevin : SamplingRule
{
    /// <summary>h, in units of time. Default 0.1.</summary>
    public override double StepSize { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>T, in units of energy. Default 1: samples follow exp(−E).</summary>
    public override double Temperature { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>γ, per unit of time. Default 1.</summary>
    public double Friction { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The number of the stream that the noise comes from. Default 0.</summary>
    public int Stream { get; init; }

    /// <summary>One leapfrog step of <see cref="Hmc"/>, which has the same error.</summary>
    public override SamplingRule Tested() => new Hmc { StepSize = StepSize, Temperature = Temperature, Leaps = 1, Jitter = 0, Stream = Stream };

    /// <summary>0.95: the bias is of second order, and small where a test would refuse one step in twenty.</summary>
    public override double WantedAcceptance => 0.95;

    private Setting H => new("step_size", StepSize);

    private Setting Kept => new("kept", Math.Exp(-Friction * StepSize));

    private Setting Noise => new("noise", Math.Sqrt(Temperature * -double.ExpM1(-2 * Friction * StepSize)));

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [H, Kept, Noise];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => new Inertial().AtRest(x);

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        Node x = state[0], kicked = state[1] - (H.Node * Derivative.Gradient(energy(x), x));
        Node heated = (Kept.Node * kicked) + (Noise.Node * Normal(x.Shape, Stream, time));
        return [x + (0.5 * H.Node * (kicked + heated)), heated];
    }

    /// <inheritdoc/>
    public override Tally? Count(IReadOnlyList<double[]> state) => null;
}
