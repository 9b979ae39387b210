using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = Σᵢ xᵢ w₁ᵢ w₂ᵢ … w_Nᵢ: a table of which each entry is a product of N numbers.</summary>
/// <remarks>
/// Of one-hot points it says what <see cref="Linear"/> says, and learns otherwise: its tangent kernel is diag(Σₖ Πⱼ≠ₖ wⱼᵢ²), for two layers
/// diag(w₁² + w₂²), so that what is large already moves fast.
/// Source: S. Arora, N. Cohen and E. Hazan (2018), On the optimization of deep networks, arXiv:1802.06509, entry by entry.
/// </remarks>
public sealed record LayeredTable : Energy
{
    private readonly IReadOnlyList<Parameter> _layers;

    /// <summary>A table of products.</summary>
    /// <param name="layers">w₁ … w_N, at least one, each of shape [dimension].</param>
    /// <param name="name">What the parameters' names begin with; default "table".</param>
    /// <exception cref="ArgumentException">There is no layer, or their lengths differ.</exception>
    public LayeredTable(IReadOnlyList<double[]> layers, string name = "table")
    {
        ArgumentNullException.ThrowIfNull(layers);
        _ = layers.Count > 0 && layers.All(layer => layer.Length == layers[0].Length) ? 0 : throw new ArgumentException($"layers of {string.Join(", ", layers.Select(layer => layer.Length))} numbers, expected at least one, all of one length.", nameof(layers));
        _layers = [.. layers.Select((layer, k) => new Parameter($"{name}.{k}.weight", 1, layer.Length, layer))];
    }

    private LayeredTable(IReadOnlyList<Parameter> layers) => _layers = layers;

    /// <inheritdoc/>
    public override int Dimension => _layers[0].Width;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _layers;

    /// <summary>Layers that start alike: wₖᵢ = |qᵢ|^(1/N), the first with the sign of qᵢ.</summary>
    /// <param name="values">q, shape [dimension].</param>
    /// <param name="layers">N.</param>
    public static LayeredTable Balanced(double[] values, int layers)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] size = [.. values.Select(q => Math.Pow(Math.Abs(q), 1.0 / Require.AtLeast(layers, 1)))];
        double[] signed = [.. size.Zip(values, Math.CopySign)];
        return new([signed, .. Enumerable.Range(1, layers - 1).Select(_ => (double[])[.. size])]);
    }

    /// <inheritdoc/>
    public override Node Of(Node x) => Sum(_layers.Aggregate(x, (product, layer) => product * layer.Node));

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new LayeredTable(parameters);
}
