using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>A sum of convex local energies is convex: any two states come nearer, and there is one place to settle, however many parts there are.</summary>
/// <remarks>
/// A chain of eight, E = Σ ln cosh(xᵢ − xᵢ₊₁ − aᵢ) + ½ k |x|²: bent, so that nothing is linear; ∂²E/∂x² ≥ k, so |x(t) − y(t)| ≤ e^(−kt) |x(0) − y(0)|.
/// To have more than one place to settle, a local energy must not be convex: ¼ (xᵢ² − 1)² in place of the bowl has many.
/// </remarks>
public sealed record ConvexSums : Verification
{
    private const int N = 8;
    private const int Rows = 40;
    private const double K = 0.3;

    private readonly double[] _offsets = Calculation.Normal(141, N - 1, 1.5);
    private readonly double[] _starts = Calculation.Normal(142, N * Rows, 2);

    /// <inheritdoc/>
    public override string Name => "convex-sums";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Local convex energies add up to one basin that contracts at the least curvature; several places to settle need a local energy that is not convex.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("local energies that are not convex", "curvature"),
        new("local energies that are not convex", "contraction"),
        new("local energies that are not convex", "one-basin"),
        new("local energies that are convex", "many-basins"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        bool isConvex = !Makes("local energies that are not convex");
        Node x = Node.Point(N);
        double[] hessians = new Calculation(Derivative.Hessian(Chain(x, isConvex), x)).With("x", _starts).Join();
        double least = hessians.Chunk(N * N).Min(hessian => Dense.Eigenvalues(Dense.Square(hessian, N))[0]);
        yield return AtLeast("curvature", "The chain bends up everywhere at least as its bowls do: the least eigenvalue of ∂²E/∂x², over k.", least / K, 1 - 1e-12, Rows);

        double[] times = [1, 4, 10];
        double worst = times.Worst(time => Farthest(Followed(isConvex, time)) / Math.Exp(-K * time));
        yield return AtMost("contraction", "Any two states come nearer at least as e^(−kt), here relative to that.", worst, 1, Rows * (Rows - 1) / 2 * times.Length);

        // e^(−0.3 · 80) of a distance of about 10 is left: 4 · 10⁻¹⁰.
        double[] ends = Followed(isConvex, 80);
        double spread = ends.Chunk(N).Worst(end => Compare.Largest(Compare.Difference(end, ends[..N])));
        yield return AtMost("one-basin", "From everywhere the flow leads to one place: how far the ends are apart.", spread, 1e-8, Rows);

        double[] wells = Followed(Makes("local energies that are convex"), 80);
        int places = wells.Chunk(N).Select(end => string.Join(' ', end.Select(value => Math.Round(value, 2) + 0.0))).Distinct().Count();
        yield return AtLeast("many-basins", "With a local energy of two wells in place of the bowl there are several: places found.", places, 5, Rows);
    }

    private Node Chain(Node x, bool isConvex)
    {
        Node steps = Slice(x, 0, N - 1) - Slice(x, 1, N - 1) - Node.Constant(_offsets, 1, N - 1);

        // ln cosh z = softplus(2z) − z − ln 2. The springs between wells are weak, so that each well counts.
        Node springs = Sum(Softplus(2 * steps) - steps);
        return isConvex ? springs + K / 2 * SquaredNorm(x) : 0.1 * springs + Sum(Square(Square(x) - 1)) / 4;
    }

    private double[] Followed(bool isConvex, double time)
    {
        const double H = 0.05;
        int steps = (int)Math.Round(time / H);
        return new Calculation(Flow.Of(state => [-Derivative.Gradient(Chain(state[0], isConvex), state[0])], [Node.Point(N)], H, steps).Final[0]).With("x", _starts).Join();
    }

    /// <summary>The largest distance between two states now, relative to what it was.</summary>
    private double Farthest(double[] now)
    {
        double[][] before = [.. _starts.Chunk(N)], after = [.. now.Chunk(N)];
        return Enumerable.Range(0, Rows).Worst(i => Enumerable.Range(0, i).Select(j =>
            Compare.Length(Compare.Difference(after[i], after[j])) / Compare.Length(Compare.Difference(before[i], before[j]))).Append(0).Worst());
    }
}
