using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Control;

/// <summary>The bend between the layers of a network that acts or judges.</summary>
public enum Bend
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>sin x.</summary>
    Sin,
}

/// <summary>A network from vectors to vectors: a(… a(x W₁ + b₁) …) W + b.</summary>
internal sealed record Perceptron(string Name, int Inputs, IReadOnlyList<int> Widths, int Outputs, Bend Bend = Bend.Relu)
{
    private int[] Sizes => [Inputs, .. Widths, Outputs];

    /// <summary>The shared inputs of the graph, weights and biases layer by layer.</summary>
    internal Node[] Parameters => [.. ShapesOf().Select(p => Node.Input(p.Name, Shape.Shared(p.Height, p.Width)))];

    internal Node Of(Node x)
    {
        Node[] parameters = Parameters;
        for (int layer = 0; layer <= Widths.Count; layer++)
        {
            x = MatMul(x, parameters[2 * layer]) + parameters[(2 * layer) + 1];
            x = layer == Widths.Count ? x : Bent(x);
        }

        return x;
    }

    /// <summary>Random weights: N(0, 2/fan-in), a tenth of 1/√fan-in in the last layer so that nothing is decided yet; biases 0.</summary>
    internal LearnedArray[] Draw(Rng rng) => [.. ShapesOf().Select((p, at) => new LearnedArray(p.Name, p.Height == 0 || at % 2 == 1 ? new float[p.Width] : Numbers(p.Height, p.Width, at == 2 * Widths.Count, rng.Fork(at)), p.Width))];

    private Node Bent(Node x) => Bend switch { Bend.Relu => Maximum(x, 0), Bend.Tanh => Tanh(x), Bend.Sin => Sin(x) };

    private IEnumerable<(string Name, int Height, int Width)> ShapesOf()
    {
        int[] sizes = Sizes;
        for (int layer = 0; layer < sizes.Length - 1; layer++)
        {
            yield return ($"{Name}.{layer}.weight", sizes[layer], sizes[layer + 1]);
            yield return ($"{Name}.{layer}.bias", 1, sizes[layer + 1]);
        }
    }

    private float[] Numbers(int height, int width, bool isLast, Rng rng)
    {
        double deviation = isLast ? 0.1 / Math.Sqrt(height) : Math.Sqrt((Bend == Bend.Relu ? 2.0 : 1.0) / height);
        double[] numbers = new double[height * width];
        rng.Normal(numbers);
        return [.. numbers.Select(number => (float)(deviation * number))];
    }
}
