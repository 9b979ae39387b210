using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Studies;

/// <summary>E(x, y) = q (x² + y²)² − Σₖ Dₖ exp(−((x − aₖ)² + (y − bₖ)²) / (2 wₖ²)): the form of the three-wells example, its numbers learned or given.</summary>
/// <remarks>With one width for all wells it has 2 + 3 K parameters, eleven for three wells; with a width for each 1 + 4 K.</remarks>
internal sealed record WellForm : Energy
{
    /// <summary>q.</summary>
    internal required double Quartic { get; init; }

    /// <summary>Dₖ.</summary>
    internal required double[] Depths { get; init; }

    /// <summary>aₖ.</summary>
    internal required double[] X { get; init; }

    /// <summary>bₖ.</summary>
    internal required double[] Y { get; init; }

    /// <summary>wₖ; one number where all are equal.</summary>
    internal required double[] Widths { get; init; }

    /// <summary>The three-wells example itself.</summary>
    internal static WellForm Example { get; } = new() { Quartic = 1.0 / 8, Depths = [4, 4.5, 2.5], X = [-0.9, 0.9, 0], Y = [-0.5, -0.5, 1.1], Widths = [0.55] };

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <summary>How many numbers there are to learn.</summary>
    internal int Count => 1 + (3 * Depths.Length) + Widths.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Row("quartic", [Quartic]), Row("depth", Depths), Row("x", X), Row("y", Y), Row("width", Widths)];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node[] p = [.. Parameters.Select(parameter => parameter.Node)];
        Node squares = Square(Slice(x, 0, 1) - p[2]) + Square(Slice(x, 1, 1) - p[3]);
        return (p[0] * Square(SquaredNorm(x))) - Dot(p[1], Exp(-0.5 * squares / Square(p[4])));
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this with
    {
        Quartic = parameters[0].Values[0],
        Depths = parameters[1].Values,
        X = parameters[2].Values,
        Y = parameters[3].Values,
        Widths = parameters[4].Values,
    };

    /// <summary>∂(∇E)/∂θ at a point, shape [2, <see cref="Count"/>], θ in the order of <see cref="Parameters"/>.</summary>
    internal double[] Sensitivity(double x, double y)
    {
        int n = Count, k = Depths.Length;
        double[] rows = new double[2 * n];
        double square = (x * x) + (y * y);
        (rows[0], rows[n]) = (4 * square * x, 4 * square * y);
        for (int well = 0; well < k; well++)
        {
            int width = Widths.Length == 1 ? 0 : well;
            double w = Widths[width], u = x - X[well], v = y - Y[well], r = (u * u) + (v * v), e = Math.Exp(-0.5 * r / (w * w)) / (w * w), height = Depths[well] * e;
            Add(1 + well, e * u, e * v);
            Add(1 + k + well, height * ((u * u / (w * w)) - 1), height * u * v / (w * w));
            Add(1 + (2 * k) + well, height * u * v / (w * w), height * ((v * v / (w * w)) - 1));
            Add(1 + (3 * k) + width, height * u * ((r / (w * w)) - 2) / w, height * v * ((r / (w * w)) - 2) / w);
        }

        return rows;

        void Add(int column, double alongX, double alongY)
        {
            rows[column] += alongX;
            rows[n + column] += alongY;
        }
    }

    private static Parameter Row(string name, double[] values) => new($"wells.{name}", 1, values.Length, values);
}
