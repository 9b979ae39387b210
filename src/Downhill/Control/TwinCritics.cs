using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Control;

/// <summary>Two networks that judge, and the copies of them that lag behind.</summary>
internal sealed class TwinCritics
{
    private readonly Perceptron[] _networks, _delayed;

    internal TwinCritics(int inputs, IReadOnlyList<int> widths, int outputs, Rng rng)
    {
        _networks = [new("critic.0", inputs, widths, outputs), new("critic.1", inputs, widths, outputs)];
        _delayed = [.. _networks.Select(network => network with { Name = "delayed." + network.Name })];
        Arrays = [.. _networks[0].Draw(rng.Fork(0)), .. _networks[1].Draw(rng.Fork(1))];
        Delayed = LearnedArray.Copy(Arrays, "delayed.");
    }

    internal LearnedArray[] Arrays { get; }

    internal LearnedArray[] Delayed { get; }

    internal Node[] Parameters => [.. _networks.SelectMany(network => network.Parameters)];

    internal Node[] Of(Node x) => [.. _networks.Select(network => network.Of(x))];

    internal Node Least(Node x) => Minimum(_networks[0].Of(x), _networks[1].Of(x));

    internal Node LeastDelayed(Node x) => Minimum(_delayed[0].Of(x), _delayed[1].Of(x));

    /// <summary>Half the squares of what the critics are off y by, a scalar per row.</summary>
    internal static Node Loss(IEnumerable<Node> values, Node y) => values.Select(q => 0.5 * Square(q - y)).Aggregate((a, b) => a + b);
}
