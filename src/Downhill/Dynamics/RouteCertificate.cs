using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Evidence for a route: how steep E still is at the end of an inner loop, and by how much a step contracts there; over rows, the worst.</summary>
/// <param name="Steps">K.</param>
/// <param name="Slope">|∂E/∂y| at y_K, in units of energy per unit of y.</param>
/// <param name="Move">|f(y_K) − y_K|, how far one more step would go, in units of y.</param>
/// <param name="Contraction">ρ, by which a step shrinks small differences at y_K in the long run: |I − ηH| for gradient descent. An estimate, from below.</param>
public sealed record RouteCertificate(int Steps, double Slope, double Move, double Contraction)
{
    private const int Probes = 64;

    /// <summary>Move / (1 − ρ), about how far the minimum is from y_K, in units of y; infinite where steps do not contract.</summary>
    /// <remarks>Source: S. Banach (1922), Fund. Math. 3, 133–181: the bound a posteriori of a contraction.</remarks>
    public double Distance => Contraction < 1 ? Move / (1 - Contraction) : double.PositiveInfinity;

    /// <summary>ρᴷ′, the part of the derivative that the last K′ steps miss.</summary>
    /// <param name="last">K′.</param>
    public double Missed(int last) => Math.Pow(Contraction, last);

    /// <summary>The evidence as nodes [slope, move, contraction], each a scalar per row.</summary>
    /// <remarks>The contraction is found by 64 power iterations with the transposed Jacobian of a step: as many vector-Jacobian products.</remarks>
    /// <param name="loop">The loop; its route does not matter.</param>
    /// <param name="energy">E of a point.</param>
    /// <param name="start">y₀, a vector per row.</param>
    public static Node[] Nodes(InnerLoop loop, Func<Node, Node> energy, Node start)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(energy);
        Node[] end = [.. loop.Run(energy, loop.Stepper.AtRest(start), 0, loop.Steps, LoopStorage.States).Select(StopGradient)];
        Node[] next = loop.Stepper.Step(energy, end, loop.Steps);
        return [Sqrt(SquaredNorm(Derivative.Gradient(energy(end[0]), end[0]))), Sqrt(SquaredNorm(next[0] - end[0])), Growth(end, next)];
    }

    /// <summary>The worst row's numbers.</summary>
    /// <param name="loop">The loop that was measured.</param>
    /// <param name="evidence">The values of <see cref="Nodes"/>.</param>
    public static RouteCertificate Of(InnerLoop loop, IReadOnlyList<double[]> evidence)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(evidence);
        return new(loop.Steps, Worst(evidence[0]), Worst(evidence[1]), Worst(evidence[2]));
    }

    /// <summary>The cheapest route that the evidence allows, and why.</summary>
    /// <param name="tolerance">How far from the minimum is at the minimum, in units of y; and which part of the derivative may be missed.</param>
    public (GradientRoute Route, string Reason) Choose(double tolerance)
    {
        Require.Positive(tolerance);
        int last = Contraction <= 0 ? 1 : (int)Math.Max(1, Math.Ceiling(Math.Log(tolerance) / Math.Log(Contraction)));
        return this switch
        {
            { Contraction: not < 1 } => (GradientRoute.Checkpoints, Invariant($"a step does not contract at the end (factor {Contraction:g4}), so only the steps themselves have a derivative")),
            _ when Distance <= tolerance => (GradientRoute.Implicit, Invariant($"the minimum is about {Distance:g2} away, and a step contracts by {Contraction:g4}")),
            _ when last < Steps => (GradientRoute.Truncated(last), Invariant($"the minimum is about {Distance:g2} away, but steps contract by {Contraction:g4}: all before the last {last} count for {Missed(last):g2}")),
            _ => (GradientRoute.Checkpoints, Invariant($"the minimum is about {Distance:g2} away, and {Steps} steps that contract by {Contraction:g4} still count from the first")),
        };
    }

    // What is not a number is the worst of all; the sequence's own Max would leave it out.
    private static double Worst(double[] rows) => rows.Aggregate(Math.Max);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    // |v| grows by the factor ρ an iteration once v lies along the slowest direction; where that turns (momentum), it does so on average.
    private static Node Growth(Node[] end, Node[] next)
    {
        Node[] first = [.. end.Select(part => Probe(part.Shape)), Repeat(0, Sum(end[0]).Shape)];
        Node mean = Scan.Over(Probes, first, [], (c, _, t) => Iterate(c, t), LoopStorage.States).Final[^1];
        return Exp(mean);

        // The carries are the parts of v, and the mean of ln |v′| / |v| over the second half of the iterations.
        Node[] Iterate(Node[] c, Node t)
        {
            Node[] v = Derivative.VectorJacobian(next, c[..^1], end);
            Node norm = Sqrt(v.Select(SquaredNorm).Aggregate((a, b) => a + b));
            Node counted = Less(Probes / 2 - 0.5, t) / (Probes / 2);
            return [.. v.Select(part => part / Select(Less(0, norm), norm, 1)), c[^1] + Select(Less(0, counted), counted * Log(norm), 0)];
        }
    }

    private static Node Probe(Shape shape) =>
        // Fractions of multiples of the golden ratio: no direction that a landscape would have by design.
        Repeat(Node.Constant([.. Enumerable.Range(1, shape.Width).Select(i => 0.1 + (i * 1.618033988749895 % 1))], 1, shape.Width), shape);
}
