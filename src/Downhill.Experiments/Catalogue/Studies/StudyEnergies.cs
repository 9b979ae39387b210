using Downhill.Compute;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Experiments.Studies;

/// <summary>E(x) = b: an output bias, the same everywhere.</summary>
internal sealed record Level(int Points, double Height) : Energy
{
    public override int Dimension => Points;

    public override IReadOnlyList<Parameter> Parameters => [new("level.bias", 1, 1, [Height])];

    // The point stands in the formula, for an energy is a value per row.
    public override Node Of(Node x) => Parameters[0].Node + (0 * Maths.Sum(x));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this with { Height = parameters[0].Values[0] };
}

/// <summary>E(x) = θ · tanh(x W + b) with W and b given: linear in what is learned.</summary>
internal sealed record RandomFeatures(Parameter Weights, double[] Directions, double[] Offsets) : Energy
{
    internal RandomFeatures(int features, Rng rng)
        : this(new Parameter("features.weights", features, 1, new double[features]), Numbers(rng.Fork(0), 2 * features), Numbers(rng.Fork(1), features))
    {
    }

    public override int Dimension => 2;

    public override IReadOnlyList<Parameter> Parameters => [Weights];

    public override Node Of(Node x) =>
        Maths.MatMul(Maths.Tanh(Maths.MatMul(x, Node.Constant(Directions, 2, Offsets.Length)) + Node.Constant(Offsets, 1, Offsets.Length)), Weights.Node);

    public override Energy With(IReadOnlyList<Parameter> parameters) => this with { Weights = parameters[0] };

    internal static double[] Numbers(Rng rng, int count)
    {
        double[] numbers = new double[count];
        rng.Normal(numbers);
        return numbers;
    }
}

/// <summary>E(x) = x W₁ … w: a deep linear network, whose gradient is the same everywhere.</summary>
internal sealed record DeepLinear(IReadOnlyList<Parameter> Layers) : Energy
{
    public override int Dimension => Layers[0].Height;

    public override IReadOnlyList<Parameter> Parameters => Layers;

    public override Node Of(Node x) => Layers.Aggregate(x, (hidden, layer) => Maths.MatMul(hidden, layer.Node));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this with { Layers = parameters };

    internal static DeepLinear Random(int dimension, int width, Rng rng) => new(
    [
        new("linear.0", dimension, width, RandomFeatures.Numbers(rng.Fork(0), dimension * width)),
        new("linear.1", width, 1, [.. RandomFeatures.Numbers(rng.Fork(1), width).Select(w => w / width)]),
    ]);
}

/// <summary>E(x) = ½ |x W₁ … W_L|²: a deep quadratic, ∇E = M x with M = W₁ … W_L W_Lᵀ … W₁ᵀ.</summary>
internal sealed record DeepSquares(IReadOnlyList<Parameter> Layers) : Energy
{
    public override int Dimension => Layers[0].Height;

    public override IReadOnlyList<Parameter> Parameters => Layers;

    public override Node Of(Node x) => 0.5 * Maths.SquaredNorm(Layers.Aggregate(x, (hidden, layer) => Maths.MatMul(hidden, layer.Node)));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this with { Layers = parameters };

    /// <summary>Every layer a rotation times one number, so that M = size · I: balanced, and aligned with whatever is to be learned.</summary>
    internal static DeepSquares Balanced(int dimension, int depth, double size, Rng rng) => new(
        [.. Enumerable.Range(0, depth).Select(layer => new Parameter($"squares.{layer}", dimension, dimension, [.. Rotation(dimension, rng.Fork(layer)).ToRowMajorArray().Select(q => q * Math.Pow(size, 0.5 / depth))]))]);

    internal static Matrix<double> Rotation(int dimension, Rng rng) =>
        Matrix<double>.Build.DenseOfRowMajor(dimension, dimension, RandomFeatures.Numbers(rng, dimension * dimension)).QR().Q;
}
