using Downhill.Compute;
using MathNet.Numerics.LinearAlgebra;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Climbing a density p and climbing ln p go the same ways to the same places; but with noise the one samples exp(p), and only the other p.</summary>
/// <remarks>
/// <para>
/// ∇p = p ∇ln p, p > 0: the same orbits, at another speed. dx = (α/2) ∇U dt + √α dW settles at exp(U)/Z: at exp(p) for U = p, at p for U = ln p.
/// </para>
/// <para>
/// Measured without sampling: the kernel of a step x → x + (α/2) U′(x) + √α ξ on a grid between two mirrors, and its stationary law
/// by solving for it. What is left is the bias of a step, of order α.
/// </para>
/// </remarks>
public sealed record DensityOrEnergy : Verification
{
    private const int Cells = 240;
    private const double End = 3, Width = 2 * End / Cells;

    private static readonly double[] Places = [.. Enumerable.Range(0, Cells).Select(i => ((i + 0.5) * Width) - End)];

    /// <inheritdoc/>
    public override string Name => "density-or-energy";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "Noise with the drift of a density p settles at exp(p), not at p; with the drift of ln p it settles at p; without noise both go the same way.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the other drift", "settles-at-exp-p"),
        new("the other drift", "not-at-p"),
        new("the other drift", "logarithm-settles-at-p"),
        new("the other drift", "order"),
        new("the density's sign", "same-way"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        // Two narrow bumps, so that p is far from flat: up to 1.1.
        Node x = Node.Point(1);
        Node p = Bump(x, -1, 0.25, 0.45) + Bump(x, 0.8, 0.2, 0.55);
        double[][] values = new Calculation(p, Derivative.Gradient(p, x), Derivative.Gradient(Log(p), x)).With("x", Places).Run();
        double[] density = values[0], slope = values[1], score = values[2], atExp = Normed([.. density.Select(Math.Exp)]), atP = Normed(density);
        double sign = Makes("the density's sign") ? -1 : 1;
        double apart = slope.Select((s, i) => sign * s - density[i] * score[i]).Worst(Math.Abs);
        yield return AtMost("same-way", "∇p = p ∇ln p: where there is no noise, both climb along the same orbits to the same tops.", apart, 1e-12, Cells);

        bool isSwapped = Makes("the other drift");
        double[] alphas = Compare.Halvings(0.02, 3);
        double[] bias = [.. alphas.Select(alpha => Variation(Stationary(isSwapped ? score : slope, alpha), atExp))];
        double[] settled = Stationary(isSwapped ? score : slope, alphas[^1]);

        // p bends by 27 at most, so a step of α = 0.005 is biased by some α/2 · 27 = 7 % where it bends most, and the law by a part of that.
        yield return AtMost("settles-at-exp-p", "With the drift of p the stationary law is exp(p): the total variation between them.", bias[^1], 0.02, Cells);
        yield return Within("order", "What is left is the bias of a step, of this order in α.", Compare.Order(alphas, bias), 1, 0.25, alphas.Length);
        yield return AtLeast("not-at-p", "It is not p.", Variation(settled, atP), 0.3, Cells);

        // The logarithm bends 1/0.2² = 25 times as much: η λ = α/2 · 25 must be small.
        const double Fine = 0.002;
        yield return AtMost("logarithm-settles-at-p", "With the drift of ln p it is p.", Variation(Stationary(isSwapped ? slope : score, Fine), atP), 0.02, Cells);
    }

    private static Node Bump(Node x, double at, double width, double weight) =>
        Exp(Square((x - at) / width) / -2) * (weight / (width * Math.Sqrt(2 * Math.PI)));

    /// <summary>The law that x → x + (α/2) u(x) + √α ξ leaves as it is, mirrored at both ends: π K = π.</summary>
    private static double[] Stationary(double[] drift, double alpha)
    {
        Matrix<double> kernel = Matrix<double>.Build.Dense(Cells, Cells, (from, to) =>
        {
            double mean = Places[from] + (alpha / 2 * drift[from]);
            return Weight(Places[to] - mean) + Weight(2 * End - Places[to] - mean) + Weight(-2 * End - Places[to] - mean);
        });
        kernel = Matrix<double>.Build.DenseOfRowVectors(kernel.EnumerateRows().Select(row => row / row.Sum()));

        // One of the equations follows from the others; that the law sums to one takes its place.
        Matrix<double> system = kernel.Transpose() - Matrix<double>.Build.DenseIdentity(Cells);
        system.SetRow(0, Enumerable.Repeat(1.0, Cells).ToArray());
        return [.. system.Solve(Vector<double>.Build.Dense(Cells, i => i == 0 ? 1 : 0))];

        double Weight(double off) => Math.Exp(off * off / (-2 * alpha));
    }

    private static double[] Normed(double[] values) => [.. values.Select(value => value / values.Sum())];

    private static double Variation(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Sum() / 2;
}
