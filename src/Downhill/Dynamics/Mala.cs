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
/// only how fast a chain forgets. The second part of the state counts the proposals that were taken, in every coordinate the same.
/// Cost: two energies and two gradients a step.
/// </para>
/// </remarks>
public sealed record Mala : Stepper
{
    /// <summary>η, in units of x² per unit of energy. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>T, in units of energy. Default 1: samples follow exp(−E).</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The number of the stream that the noise comes from. Default 0.</summary>
    public int Stream { get; init; }

    private Setting Eta => new("step_size", StepSize);

    private Setting Noise => new("noise", Math.Sqrt(2 * StepSize * Temperature));

    private Setting Heat => new("temperature", Temperature);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta, Noise, Heat];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x, 0 * x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        Node x = state[0], here = energy(x), noise = Noise.Node * Normal(x.Shape, 2 * Stream, time);
        Node y = x - (Eta.Node * Derivative.Gradient(here, x)) + noise, there = energy(y);
        Node back = x - y + (Eta.Node * Derivative.Gradient(there, y));
        Node gain = ((here - there) / Heat.Node) + ((SquaredNorm(noise) - SquaredNorm(back)) / (4 * Eta.Node * Heat.Node));

        // Half the squared norm of two normal numbers is −ln of a uniform one. A proposal whose energy is no number is not taken.
        Node taken = Less(-0.5 * SquaredNorm(Normal(here.Shape with { Width = 2 }, (2 * Stream) + 1, time)), gain);
        return [Select(taken, y, x), Select(taken, state[1] + 1, state[1])];
    }
}
