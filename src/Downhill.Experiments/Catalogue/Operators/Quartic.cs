using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Operators;

/// <summary>E(x) = Σ θₖ mₖ(x − 2), mₖ the monomials of two coordinates from degree one to four: linear in what is learned, and every truth here is one.</summary>
internal sealed record Quartic(Parameter Theta) : Energy
{
    internal const double Middle = 2;
    private const string Name = "quartic";

    private static readonly (int First, int Second)[] Powers = [.. from degree in Enumerable.Range(1, 4) from second in Enumerable.Range(0, degree + 1) select (degree - second, second)];

    internal Quartic(double[] coefficients)
        : this(new Parameter(Name, Powers.Length, 1, coefficients))
    {
    }

    /// <summary>How many numbers there are.</summary>
    internal static int Count => Powers.Length;

    /// <summary>½ |x − 2|².</summary>
    internal static Quartic Bowl { get; } = Of((2, 0, 0.5), (0, 2, 0.5));

    /// <summary>Two wells, coupled: (u² − 1)²/4 + ¾ v² + 0.4 u v, u and v from the middle.</summary>
    internal static Quartic Wells { get; } = Of((4, 0, 0.25), (2, 0, -0.5), (0, 2, 0.75), (1, 1, 0.4));

    /// <summary>A bowl with a bend: ½ u² + 1.2 v² + 0.7 u v + 0.15 u⁴ + 0.2 u² v + 0.1 v⁴.</summary>
    internal static Quartic Bent { get; } = Of((2, 0, 0.5), (0, 2, 1.2), (1, 1, 0.7), (4, 0, 0.15), (2, 1, 0.2), (0, 4, 0.1));

    /// <summary>A curved valley: 1.2 (v − ½ u² + 0.4)² + ¼ u².</summary>
    internal static Quartic Valley { get; } = Of((0, 2, 1.2), (4, 0, 0.3), (2, 0, 0.25 - 0.48), (2, 1, -1.2), (0, 1, 0.96));

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Theta];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node u = Slice(x, 0, 1) - Middle, v = Slice(x, 1, 1) - Middle;
        return MatMul(Join([.. Powers.Select(power => power.First == 0 ? Power(v, power.Second) : power.Second == 0 ? Power(u, power.First) : Power(u, power.First) * Power(v, power.Second))]), Theta.Node);
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new Quartic(parameters[0]);

    private static Quartic Of(params (int First, int Second, double Value)[] terms)
    {
        double[] coefficients = new double[Powers.Length];
        foreach ((int first, int second, double value) in terms)
        {
            coefficients[Array.IndexOf(Powers, (first, second))] += value;
        }

        return new(coefficients);
    }
}
