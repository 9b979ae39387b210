using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>An energy that is a network, and what is differentiated: cfg0 and cfg1 of bench/compare.sh with fewer rows.</summary>
internal sealed record GradientCase(string Activation, bool IsDouble, int Dimension, int Hidden, int Layers, int Batch)
{
    private const int Steps = 10;
    private const double StepSize = 0.05;

    // 100 and 70 rows: neither is a whole number of tiles.
    internal static readonly GradientCase[] All =
    [
        .. from activation in new[] { "silu", "tanh", "softplus" }
           from isDouble in new[] { false, true }
           from size in new[] { (Hidden: 64, Layers: 2, Batch: 100), (Hidden: 128, Layers: 3, Batch: 70) }
           select new GradientCase(activation, isDouble, 2, size.Hidden, size.Layers, size.Batch),
    ];

    private int[] Widths => [Dimension, .. Enumerable.Repeat(Hidden, Layers), 1];

    /// <summary>Weights and biases layer by layer, starts, targets, directions.</summary>
    internal IEnumerable<(string Name, Shape Shape, double[] Values)> Numbers()
    {
        Rng rng = new(31);
        for (int layer = 0; layer <= Layers; layer++)
        {
            // As PyTorch's linear layers start, doubled for more curvature.
            double bound = 2 / Math.Sqrt(Widths[layer]);
            yield return Uniform($"W{layer}", Shape.Shared(Widths[layer], Widths[layer + 1]), rng.Fork(2 * layer), bound);
            if (layer < Layers)
            {
                yield return Uniform($"b{layer}", Shape.Shared(1, Widths[layer + 1]), rng.Fork((2 * layer) + 1), bound / 2);
            }
        }

        string[] tables = ["x", "y", "v"];
        foreach (string table in tables)
        {
            yield return Uniform(table, Shape.PerRow(Dimension), rng.Fork(100 + table[0]), 1);
        }
    }

    /// <summary>The gradient of the matching loss after the descent, that of sliced score matching, and the energy's own.</summary>
    internal Node[] Outputs()
    {
        Node x = Node.Point(Dimension), v = Node.Point(Dimension, "v");
        Node[] parameters = [.. Numbers().Where(input => input.Shape.IsShared).Select(input => Node.Input(input.Name, input.Shape))];
        Node last = Scan.Over(Steps, [x], [], (c, _, _) => [c[0] - (StepSize * Derivative.Gradient(Energy(c[0], parameters), c[0]))]).Final[0];
        Node matching = SumRows(SquaredNorm(last - Node.Point(Dimension, "y"))) / Batch;

        Node gradient = Derivative.Gradient(Energy(x, parameters), x), along = Dot(gradient, v);
        Node sliced = SumRows((0.5 * Square(along)) - Dot(Derivative.Gradient(along, x), v)) / Batch;
        return [.. Derivative.Gradient(matching, parameters), .. Derivative.Gradient(sliced, parameters), gradient];
    }

    private Node Energy(Node x, Node[] parameters)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            Node z = MatMul(x, parameters[2 * layer]) + parameters[(2 * layer) + 1];
            x = Activation switch { "silu" => SiLU(z), "tanh" => Tanh(z), _ => Softplus(z) };
        }

        return MatMul(x, parameters[^1]);
    }

    private (string Name, Shape Shape, double[] Values) Uniform(string name, Shape shape, Rng rng, double bound) =>
        (name, shape, [.. Enumerable.Range(0, shape.Length * (shape.IsShared ? 1 : Batch)).Select(i => bound * ((2 * rng.Uniform(i)) - 1))]);
}
