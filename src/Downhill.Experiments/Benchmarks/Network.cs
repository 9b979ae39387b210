using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Benchmarks;

/// <summary>E(x) = wᵀ a(… a(x W₀ + b₀) …) as a graph, its weights being inputs.</summary>
internal sealed class Network
{
    private readonly Activation _activation;

    internal Network(NetworkSize size, Activation activation)
    {
        (Size, _activation) = (size, activation);
        X = Node.Point(size.Dimension);
        int[] widths = size.Widths;
        Parameters =
        [
            .. Enumerable.Range(0, size.Layers).SelectMany(layer => new[]
            {
                Node.Input(Weight(layer), Shape.Shared(widths[layer], widths[layer + 1])),
                Node.Input(Bias(layer), Shape.Shared(1, widths[layer + 1])),
            }),
            Node.Input(Weight(size.Layers), Shape.Shared(size.Hidden, 1)),
        ];
    }

    internal NetworkSize Size { get; }

    internal Node X { get; }

    /// <summary>Layer by layer W, b; and the last W.</summary>
    internal Node[] Parameters { get; }

    internal static string Weight(int layer) => $"W{layer}";

    internal static string Bias(int layer) => $"b{layer}";

    internal Node Energy(Node x)
    {
        Node h = x;
        for (int layer = 0; layer < Size.Layers; layer++)
        {
            h = Bend(MatMul(h, Parameters[2 * layer]) + Parameters[(2 * layer) + 1]);
        }

        return MatMul(h, Parameters[^1]);
    }

    private Node Bend(Node z) => _activation switch
    {
        Activation.Silu => SiLU(z),
        Activation.Softplus => Softplus(z),
        Activation.Tanh => Tanh(z),
        Activation.Selu => Selu(z),
    };
}
