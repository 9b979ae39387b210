using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Stochastic-gradient Langevin dynamics: x ← x − ηₜ (∇E(x) + s ζ) + √(2 ηₜ T) ξ with ηₜ = a (b + t)^(−g).</summary>
/// <remarks>
/// <para>Source: M. Welling and Y. W. Teh (2011), ICML, 681–688.</para>
/// <para>
/// Differs from the source: η here is ε/2 there, a is given by the first step, a = η₀ b^g, and the error of a gradient from a batch is
/// drawn as s ζ, ζ ~ N(0, I). On E = λx²/2 the variance follows v ← (1 − ηₜλ)² v + 2 ηₜ T + ηₜ² s²: the noise of the gradient falls with
/// the square of the step, so it is forgotten as the steps shrink, and so is the bias.
/// </para>
/// </remarks>
public sealed record StochasticGradientLangevin : SamplingRule
{
    /// <summary>η₀, in units of x² per unit of energy. Default 0.01.</summary>
    public override double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>T, in units of energy. Default 1: samples follow exp(−E).</summary>
    public override double Temperature { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>b, in steps: η₀ is halved after (2^(1/g) − 1) b of them. Default 1000.</summary>
    public double Delay { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>g, from above ½ to 1 where the law is to be exact in the end; 0 keeps the step. Default 0.55.</summary>
    public double Decay { get; init => field = Require.Within(value, 0, 1); } = 0.55;

    /// <summary>s, in units of energy per x. Default 0: gradients have no error.</summary>
    public double GradientError { get; init => field = Require.NotNegative(value); }

    /// <summary>The number of the stream that the noise comes from. Default 0.</summary>
    public int Stream { get; init; }

    /// <inheritdoc/>
    public override SamplingRule Tested() => new Mala { StepSize = StepSize, Temperature = Temperature, Stream = Stream };

    /// <summary>0.95, as for <see cref="Langevin"/>; what bias the first steps have, the later ones lose.</summary>
    public override double WantedAcceptance => 0.95;

    private Setting First => new("step_size", StepSize);

    private Setting B => new("delay", Delay);

    private Setting G => new("decay", Decay);

    private Setting Heat => new("temperature", Temperature);

    private Setting Error => new("gradient_error", GradientError);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [First, B, G, Heat, Error];

    /// <summary>ηₜ.</summary>
    /// <param name="time">t, the number of the step, from 0.</param>
    public double StepAt(double time) => StepSize * Math.Pow(1 + (time / Delay), -Decay);

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(time);
        Node x = state[0], eta = First.Node * Exp(-G.Node * Log1p(time / B.Node));
        Node gradient = Derivative.Gradient(energy(x), x) + (Error.Node * Normal(x.Shape, (2 * Stream) + 1, time));
        return [x - (eta * gradient) + (Sqrt(2 * eta * Heat.Node) * Normal(x.Shape, 2 * Stream, time))];
    }

    /// <inheritdoc/>
    public override Tally? Count(IReadOnlyList<double[]> state) => null;
}
