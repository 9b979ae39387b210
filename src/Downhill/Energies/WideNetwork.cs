using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>The bend between the layers of a <see cref="WideNetwork"/>.</summary>
public enum Nonlinearity
{
    /// <summary>tanh z.</summary>
    Tanh,

    /// <summary>z σ(z).</summary>
    Silu,

    /// <summary>ln(1 + eᶻ).</summary>
    Softplus,

    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>sin z.</summary>
    Sine,
}

/// <summary>Where a network's factors 1/√fan-in stand.</summary>
public enum WeightScaling
{
    /// <summary>In the formula, h W/√fan-in with weights of order one: the tangent kernel has a limit as layers grow wide.</summary>
    Tangent,

    /// <summary>In the first weights, h W with weights of order 1/√fan-in: the same function at the start; its tangent kernel grows with the width.</summary>
    Standard,
}

/// <summary>A network E(x) = vᵀ a(… a(x W₁ + b₁) …) whose scaling is chosen; biases of the first layer start from N(0, 1), others at 0.</summary>
/// <remarks>
/// The same draws give the same function at the start under either scaling.
/// Source: A. Jacot, F. Gabriel and C. Hongler (2018), Neural tangent kernel, arXiv:1806.07572.
/// </remarks>
public sealed record WideNetwork : Energy
{
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly int[] _widths;

    /// <summary>A network with random weights.</summary>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <param name="widths">The hidden layers' widths, at least one.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="scaling">Where 1/√fan-in stands. Default: in the formula.</param>
    public WideNetwork(int dimension, IReadOnlyList<int> widths, Rng rng, WeightScaling scaling = WeightScaling.Tangent)
    {
        ArgumentNullException.ThrowIfNull(widths);
        Dimension = Require.AtLeast(dimension, 1, nameof(dimension));
        _widths = widths.Count > 0 && widths.All(width => width > 0) ? [.. widths] : throw new ArgumentException("a network needs hidden layers of at least one unit.", nameof(widths));
        Scaling = scaling;
        _parameters = [.. Draw(rng)];
    }

    private WideNetwork(WideNetwork source, IReadOnlyList<Parameter> parameters)
        : base(source) => (Dimension, _widths, Scaling, Bend, _parameters) = (source.Dimension, source._widths, source.Scaling, source.Bend, parameters);

    /// <summary>The bend after each hidden layer. Default: tanh.</summary>
    public Nonlinearity Bend { get; init; } = Nonlinearity.Tanh;

    /// <summary>Where 1/√fan-in stands.</summary>
    public WeightScaling Scaling { get; }

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node hidden = x;
        for (int layer = 0; layer < _widths.Length; layer++)
        {
            hidden = Bent((Factor(Parameters[2 * layer]) * MatMul(hidden, Parameters[2 * layer].Node)) + Parameters[(2 * layer) + 1].Node);
        }

        return Factor(Parameters[^1]) * MatMul(hidden, Parameters[^1].Node);
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new WideNetwork(this, parameters);

    private double Factor(Parameter weight) => Scaling == WeightScaling.Tangent ? Math.Sqrt(1.0 / weight.Height) : 1;

    private Node Bent(Node z) => Bend switch
    {
        Nonlinearity.Tanh => Tanh(z),
        Nonlinearity.Silu => SiLU(z),
        Nonlinearity.Softplus => Softplus(z),
        Nonlinearity.Relu => Maximum(z, 0),
        Nonlinearity.Sine => Sin(z),
    };

    private IEnumerable<Parameter> Draw(Rng rng)
    {
        int before = Dimension;
        for (int layer = 0; layer <= _widths.Length; layer++)
        {
            bool isLast = layer == _widths.Length;
            int width = isLast ? 1 : _widths[layer];
            double deviation = Scaling == WeightScaling.Tangent ? 1 : Math.Sqrt(1.0 / before);
            yield return new($"wide.{layer}.weight", before, width, Normal(rng.Fork(2 * layer), before * width, deviation));
            if (!isLast)
            {
                yield return new($"wide.{layer}.bias", 1, width, Normal(rng.Fork((2 * layer) + 1), width, layer == 0 ? 1 : 0));
            }

            before = width;
        }
    }

    private static double[] Normal(Rng rng, int count, double deviation)
    {
        double[] numbers = new double[count];
        rng.Normal(numbers);
        return [.. numbers.Select(number => deviation * number)];
    }
}
