using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>Unadjusted Langevin dynamics: x ← x − η ∇E(x) + √(2 η T) ξ, with ξ ~ N(0, I).</summary>
/// <remarks>
/// <para>Source: G. O. Roberts and R. L. Tweedie (1996), Bernoulli 2(4), 341–363.</para>
/// <para>
/// Differs from the source: η here is h/2 there, and the temperature T is explicit. There is no Metropolis test,
/// so the chain is biased by O(η): on E = x²/2 with T = 1 it settles at variance 1 / (1 − η/2), not at 1.
/// </para>
/// </remarks>
public sealed record Langevin : SamplingRule
{
    /// <summary>η, in units of x² per unit of energy. Default 0.01.</summary>
    public override double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>T, in units of energy. Default 1: samples follow exp(−E).</summary>
    public override double Temperature { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>The number of the stream that the noise comes from. Default 0.</summary>
    public int Stream { get; init; }

    /// <inheritdoc/>
    public override SamplingRule Tested() => new Mala { StepSize = StepSize, Temperature = Temperature, Stream = Stream };

    /// <summary>0.95: in few dimensions ηλ is then near 0.4 along the stiffest direction, and its variance a fifth too large; a smaller bias wants a step of one's own.</summary>
    public override double WantedAcceptance => 0.95;

    private Setting Eta => new("step_size", StepSize);

    private Setting Noise => new("noise", Math.Sqrt(2 * StepSize * Temperature));

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta, Noise];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        Node x = state[0];
        Node gradient = Derivative.Gradient(energy(x), x);
        return [x - (Eta.Node * gradient) + (Noise.Node * Maths.Normal(x.Shape, Stream, time))];
    }

    /// <inheritdoc/>
    public override Tally? Count(IReadOnlyList<double[]> state) => null;
}
