using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = x W₁ W₂ … W_N: a slope w = W₁ … W_N whose layers are learned.</summary>
/// <remarks>
/// Layers that are balanced, Wₖᵀ Wₖ = Wₖ₊₁ Wₖ₊₁ᵀ, move w by ‖w‖^(2 − 2/N) (1 + (N − 1) w wᵀ/‖w‖²) times what a plain slope would move by.
/// Source: S. Arora, N. Cohen and E. Hazan (2018), On the optimization of deep networks, arXiv:1802.06509, claim 2.
/// </remarks>
public sealed record DeepLinear : Energy
{
    private readonly IReadOnlyList<Parameter> _layers;

    /// <summary>A product of matrices.</summary>
    /// <param name="layers">W₁ … W_N, at least one, the width of each the height of the next, the last of width one.</param>
    /// <exception cref="ArgumentException">The shapes do not chain.</exception>
    public DeepLinear(IReadOnlyList<Parameter> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        bool chains = layers.Count > 0 && layers[^1].Width == 1 && layers.Zip(layers.Skip(1), (a, b) => a.Width == b.Height).All(fits => fits);
        _ = chains ? 0 : throw new ArgumentException($"layers {string.Join(", ", layers.Select(layer => $"[{layer.Height}, {layer.Width}]"))}, expected each as wide as the next is high, and the last of width 1.", nameof(layers));
        _layers = layers;
    }

    /// <inheritdoc/>
    public override int Dimension => _layers[0].Height;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _layers;

    /// <summary>Balanced layers of rank one for a slope: W₁ = ‖w‖^(1/N) (w/‖w‖) u₁ᵀ, Wₖ = ‖w‖^(1/N) uₖ₋₁ uₖᵀ, with unit vectors u drawn at random.</summary>
    /// <param name="weights">w, shape [dimension], not zero.</param>
    /// <param name="widths">The widths between the layers; none: one layer.</param>
    /// <param name="rng">Where the u are drawn from.</param>
    /// <param name="name">What the parameters' names begin with; default "deep".</param>
    public static DeepLinear Balanced(double[] weights, IReadOnlyList<int> widths, Rng rng, string name = "deep")
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(widths);
        double length = Require.Positive(Math.Sqrt(weights.Sum(w => w * w)), nameof(weights)), share = Math.Pow(length, 1.0 / (widths.Count + 1));
        double[][] units = [[.. weights.Select(w => w / length)], .. widths.Select((width, k) => Unit(rng.Fork(k), width)), [1]];
        return new([.. Enumerable.Range(0, widths.Count + 1).Select(k => new Parameter($"{name}.{k}.weight", units[k].Length, units[k + 1].Length, [.. units[k].SelectMany(a => units[k + 1].Select(b => share * a * b))]))]);
    }

    /// <inheritdoc/>
    public override Node Of(Node x) => _layers.Aggregate(x, (product, layer) => MatMul(product, layer.Node));

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new DeepLinear(parameters);

    private static double[] Unit(Rng rng, int width)
    {
        double[] numbers = new double[width];
        rng.Normal(numbers);
        double length = Math.Sqrt(numbers.Sum(u => u * u));
        return [.. numbers.Select(u => u / length)];
    }
}
