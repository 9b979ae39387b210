using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>
/// Hamiltonian Monte Carlo: p ~ N(0, T I), then L leapfrog steps x ← x + h/2 p, p ← p − h ∇E(x), x ← x + h/2 p, taken with probability
/// min(1, exp(−ΔH/T)), H = E(x) + |p|²/2, else x stays.
/// </summary>
/// <remarks>
/// <para>
/// Source: S. Duane, A. D. Kennedy, B. J. Pendleton and D. Roweth (1987), Phys. Lett. B 195(2), 216–222; R. M. Neal (2011), Handbook of
/// Markov Chain Monte Carlo, chapter 5.
/// </para>
/// <para>
/// Differs from the source: drift, kick, drift (L gradients and not L + 1), and each chain draws its step from h (1 − j, 1 + j), for an
/// orbit of whole periods would never forget, and a chain that begins far up would never take a step that is only right below. A
/// trajectory whose ΔH is 1000 T or more, or no number, is counted as diverged. Cost: L gradients and two energies a step.
/// </para>
/// </remarks>
public sealed record Hmc : SamplingRule
{
    private const double Divergence = 1000;

    /// <summary>h, in units of x per root of energy (the mass is 1). Default 0.1.</summary>
    public override double StepSize { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>T, in units of energy. Default 1: samples follow exp(−E).</summary>
    public override double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>L, leapfrog steps of a trajectory. Default 10.</summary>
    public int Leaps { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>j, from 0 to 1. Default 1.</summary>
    public double Jitter { get; init => field = Require.Within(value, 0, 1); } = 1;

    /// <summary>The number of the stream that the noise comes from. Default 0.</summary>
    public int Stream { get; init; }

    /// <inheritdoc/>
    public override SamplingRule Tested() => this;

    /// <summary>0.651, best where there are many dimensions. Source: A. Beskos, N. Pillai, G. Roberts, J.-M. Sanz-Serna and A. Stuart (2013), Bernoulli 19(5A), 1501–1534.</summary>
    public override double WantedAcceptance => 0.651;

    private Setting H => new("step_size", StepSize);

    private Setting Heat => new("temperature", Temperature);

    private Setting Spread => new("jitter", Jitter);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [H, Heat, Spread];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x, Chance.NoneYet(x), Chance.NoneYet(x)];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        Node x = state[0], here = energy(x), p = Sqrt(Heat.Node) * Normal(x.Shape, 3 * Stream, time);
        Node h = H.Node * (1 + (Spread.Node * ((2 * Chance.Uniform(here, (3 * Stream) + 1, time)) - 1)));
        IReadOnlyList<Node> end = Scan.Over(Leaps, [x, p], [], (c, _, _) => Leap(energy, c, h), LoopStorage.States).Final;
        Node gain = (here - energy(end[0]) + (0.5 * (SquaredNorm(p) - SquaredNorm(end[1])))) / Heat.Node;
        Node taken = Chance.Below(gain, (3 * Stream) + 2, time);
        return [Select(taken, end[0], x), state[1] + taken, state[2] + 1 - Less(-Divergence, gain)];
    }

    /// <inheritdoc/>
    public override Tally? Count(IReadOnlyList<double[]> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new Tally(state[1].Sum(), state[2].Sum(), []);
    }

    private static Node[] Leap(Func<Node, Node> energy, Node[] c, Node h)
    {
        Node half = c[0] + (0.5 * h * c[1]), p = c[1] - (h * Derivative.Gradient(energy(half), half));
        return [half + (0.5 * h * p), p];
    }
}
