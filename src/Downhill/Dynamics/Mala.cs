using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>
/// Langevin dynamics with a Metropolis test: y = x − η ∇E(x) + √(2 η T) ξ is taken with probability min(1, exp(−E(y)/T) q(y → x) / (exp(−E(x)/T) q(x → y))),
/// q(x → y) ∝ exp(−|y − x + η ∇E(x)|² / (4 η T)), else x stays.
/// </summary>
/// <remarks>
/// <para>
/// Source: J. E. Besag (1994), J. R. Stat. Soc. B 56(4), 591–592; G. O. Roberts and R. L. Tweedie (1996), Bernoulli 2(4), 341–363.
/// </para>
/// <para>
/// Differs from the source: η here is h/2 there, and the temperature T is explicit. exp(−E/T) is stationary exactly, whatever η; η decides
/// only how fast a chain forgets. The second part of the state counts the proposals that were taken.
/// Cost: two energies and two gradients a step.
/// </para>
/// </remarks>
public sealed record Mala : SamplingRule
{
    /// <summary>η, in units of x² per unit of energy. Default 0.01.</summary>
    public override double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>T, in units of energy. Default 1: samples follow exp(−E).</summary>
    public override double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The number of the stream that the noise comes from. Default 0.</summary>
    public int Stream { get; init; }

    /// <inheritdoc/>
    public override SamplingRule Tested() => this;

    /// <summary>0.574, best where there are many dimensions. Source: G. O. Roberts and J. S. Rosenthal (1998), J. R. Stat. Soc. B 60(1), 255–268.</summary>
    public override double WantedAcceptance => 0.574;

    private Setting Eta => new("step_size", StepSize);

    private Setting Noise => new("noise", Math.Sqrt(2 * StepSize * Temperature));

    private Setting Heat => new("temperature", Temperature);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta, Noise, Heat];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x, Chance.NoneYet(x)];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        Node noise = Noise.Node * Normal(state[0].Shape, 2 * Stream, time);
        (Node next, Node taken) = Move(energy, state[0], Eta.Node, Heat.Node, noise, (2 * Stream) + 1, time);
        return [next, Select(taken, state[1] + 1, state[1])];
    }

    /// <inheritdoc/>
    public override Tally? Count(IReadOnlyList<double[]> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new Tally(state[1].Sum(), 0, []);
    }

    /// <summary>The step and whether it was taken, with the noise √(2 η T) ξ given.</summary>
    internal static (Node Next, Node Taken) Move(Func<Node, Node> energy, Node x, Node eta, Node temperature, Node noise, int stream, Node time)
    {
        Node here = energy(x), y = x - (eta * Derivative.Gradient(here, x)) + noise, there = energy(y);
        Node back = x - y + (eta * Derivative.Gradient(there, y));
        Node gain = ((here - there) / temperature) + ((SquaredNorm(noise) - SquaredNorm(back)) / (4 * eta * temperature));
        Node taken = Chance.Below(gain, stream, time);
        return (Select(taken, y, x), taken);
    }
}
