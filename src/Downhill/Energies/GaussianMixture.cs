using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = −ln Σₖ wₖ N(x; mₖ, Sₖ) with Σₖ wₖ = 1: exp(−E) is a density, its integral 1.</summary>
public sealed record GaussianMixture : Energy
{
    private readonly double[] _whitening;
    private readonly double[] _offsets;
    private readonly double[] _logWeights;

    /// <summary>The mixture of components; their weights are divided by their sum.</summary>
    /// <exception cref="ArgumentException">There is none, or their dimensions differ.</exception>
    public GaussianMixture(params IReadOnlyList<Gaussian> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        Components = [.. components];
        if (Components.Count == 0 || Components.Any(component => component.Mean.Count != Components[0].Mean.Count))
        {
            throw new ArgumentException("A mixture needs components, all of the same dimension.", nameof(components));
        }

        double total = Components.Sum(component => component.Weight);
        _logWeights = [.. Components.Select(component => Math.Log(component.Weight / total) - (0.5 * ((Dimension * Math.Log(2 * Math.PI)) + component.LogDeterminant)))];
        (_whitening, _offsets) = Whitening();
    }

    /// <summary>The components, with the weights that they were given.</summary>
    public IReadOnlyList<Gaussian> Components { get; }

    /// <inheritdoc/>
    public override int Dimension => Components[0].Mean.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        int count = Components.Count, width = count * Dimension;
        Node standard = MatMul(x, Node.Constant(_whitening, Dimension, width)) - Node.Constant(_offsets, 1, width);
        Node squares = MatMul(Square(standard), Node.Constant(Blocks(), width, count));
        return -LogSumExp(Node.Constant(_logWeights, 1, count) - (0.5 * squares));
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this;

    // All components at once: x ↦ (L₁⁻¹ x, …, L_K⁻¹ x) is one matrix [d, K d], and (L₁⁻¹ m₁, …) is taken off.
    private (double[] Matrix, double[] Offsets) Whitening()
    {
        int d = Dimension, width = Components.Count * d;
        double[] matrix = new double[d * width], offsets = new double[width];
        for (int column = 0; column < width; column++)
        {
            Gaussian component = Components[column / d];
            for (int i = 0; i < d; i++)
            {
                double entry = component.Whitening[(column % d * d) + i];
                matrix[(i * width) + column] = entry;
                offsets[column] += entry * component.Mean[i];
            }
        }

        return (matrix, offsets);
    }

    // The sum over each component's d numbers, as a matrix [K d, K] of zeros and ones.
    private double[] Blocks()
    {
        int count = Components.Count;
        double[] blocks = new double[count * Dimension * count];
        for (int row = 0; row < count * Dimension; row++)
        {
            blocks[(row * count) + (row / Dimension)] = 1;
        }

        return blocks;
    }
}
