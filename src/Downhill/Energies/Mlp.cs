using Downhill.Compute;

namespace Downhill.Energies;

/// <summary>The bend between the layers of a network.</summary>
public enum Activation
{
    /// <summary>x σ(x).</summary>
    Silu,

    /// <summary>ln(1 + eˣ).</summary>
    Softplus,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>Scaled exponential linear; its second derivative jumps at 0, so learn with it through one step only.</summary>
    Selu,
}

/// <summary>A network: E(x) = s · wᵀ a(… a((x − c) / r · W₁ + b₁) …), hidden layers of any widths, no constant at the end.</summary>
/// <remarks>
/// A constant in E moves nothing (its gradient is zero), so the last layer has none. The scaling of points (c, r) and of the energy (s)
/// is fixed, so that what is learned has numbers of order one: weights of the first layer start from N(0, 1/dimension), later ones from
/// N(0, 1/fan-in), first biases from N(0, 1), other biases at 0.
/// </remarks>
public sealed record Mlp : Energy
{
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>A network with random weights.</summary>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <param name="widths">The hidden layers' widths, at least one.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="name">What the parameters' names begin with; default "mlp".</param>
    public Mlp(int dimension, IReadOnlyList<int> widths, Rng rng, string name = "mlp")
    {
        ArgumentNullException.ThrowIfNull(widths);
        Dimension = Require.AtLeast(dimension, 1, nameof(dimension));
        Widths = widths.Count > 0 && widths.All(width => width > 0) ? [.. widths] : throw new ArgumentException("A network needs hidden layers of at least one unit.", nameof(widths));
        Name = name;
        _parameters = [.. Draw(rng)];
        Center = new double[dimension];
        Radius = [.. Enumerable.Repeat(1.0, dimension)];
    }

    /// <summary>What the parameters' names begin with.</summary>
    public string Name { get; }

    /// <summary>The hidden layers' widths.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>The bend after each hidden layer. Default: Silu.</summary>
    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>c, the middle of the points that are expected, shape [dimension]. Default 0.</summary>
    public IReadOnlyList<double> Center { get; init; }

    /// <summary>r, how far they spread, shape [dimension], positive. Default 1.</summary>
    public IReadOnlyList<double> Radius { get; init; }

    /// <summary>s, the scale of the energy. Default 1.</summary>
    public double Scale { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        double[] inverse = [.. Radius.Select(r => 1 / r)];
        Node hidden = (x - Node.Constant([.. Center], 1, Dimension)) * Node.Constant(inverse, 1, Dimension);
        for (int layer = 0; layer < Widths.Count; layer++)
        {
            hidden = Bend(Maths.MatMul(hidden, Parameters[2 * layer].Node) + Parameters[(2 * layer) + 1].Node);
        }

        return Scale * Maths.MatMul(hidden, Parameters[^1].Node);
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new Mlp(this, parameters);

    private Mlp(Mlp source, IReadOnlyList<Parameter> parameters)
        : base(source)
    {
        (Dimension, Widths, Name, Activation) = (source.Dimension, source.Widths, source.Name, source.Activation);
        (Center, Radius, Scale) = (source.Center, source.Radius, source.Scale);
        _parameters = parameters;
    }

    private Node Bend(Node z) => Activation switch
    {
        Activation.Silu => Maths.SiLU(z),
        Activation.Softplus => Maths.Softplus(z),
        Activation.Tanh => Maths.Tanh(z),
        Activation.Selu => Maths.Selu(z),
    };

    private IEnumerable<Parameter> Draw(Rng rng)
    {
        int before = Dimension;
        for (int layer = 0; layer < Widths.Count; layer++)
        {
            yield return new Parameter($"{Name}.{layer}.weight", before, Widths[layer], Normal(rng.Fork(2 * layer), before * Widths[layer], Math.Sqrt(1.0 / before)));
            yield return new Parameter($"{Name}.{layer}.bias", 1, Widths[layer], Normal(rng.Fork((2 * layer) + 1), Widths[layer], layer == 0 ? 1 : 0));
            before = Widths[layer];
        }

        yield return new Parameter($"{Name}.out.weight", before, 1, Normal(rng.Fork(-1), before, Math.Sqrt(1.0 / before)));
    }

    private static double[] Normal(Rng rng, int count, double deviation)
    {
        double[] numbers = new double[count];
        rng.Normal(numbers);
        return [.. numbers.Select(number => deviation * number)];
    }
}
