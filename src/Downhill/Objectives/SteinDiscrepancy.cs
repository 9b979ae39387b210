using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Kernel Stein discrepancy: the mean over pairs of samples of s·s′ k + s·∇′k + s′·∇k + ∇·∇′k with s = −∇E and k = (b² + |x − x′|²)^(−1/2).</summary>
/// <remarks>
/// <para>
/// Zero for the samples' own law. The U-statistic leaves out the pairs of a sample with itself: it is unbiased and may be negative; the
/// V-statistic has them, is never negative, and is too large by O(1/n). Cost: n² / 2 pairs, so batches of some hundreds.
/// </para>
/// <para>Source: Q. Liu, J. Lee and M. Jordan (2016), ICML, 276–284; the kernel: J. Gorham and L. Mackey (2017), ICML, 1292–1301.</para>
/// </remarks>
public sealed record SteinDiscrepancy : SampleObjective
{
    private const double Power = -0.5;

    /// <summary>b, in units of x. Default 1.</summary>
    public double Scale { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Whether pairs of a sample with itself are taken in (the V-statistic). Default: they are not.</summary>
    public bool IsBiased { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [new SamplePairs()];

    /// <inheritdoc/>
    public override bool Judges => IsBiased;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node x = Node.Point(energy.Dimension), score = -Derivative.Gradient(energy.Of(x), x), one = (0 * Sum(x)) + 1;
        Node pairs = SumRows(Kernel(Gather(x, SamplePairs.First), Gather(x, SamplePairs.Second), Gather(score, SamplePairs.First), Gather(score, SamplePairs.Second)));
        Node n = SumRows(one);
        Node mean = IsBiased ? ((2 * pairs) + SumRows(Kernel(x, x, score, score))) / (n * n) : 2 * pairs / (n * (n - 1));
        return new(Repeat(mean, one.Shape));
    }

    private Node Kernel(Node x, Node y, Node s, Node t)
    {
        Node away = x - y, square = SquaredNorm(away), q = square + (Scale * Scale), k = 1 / Sqrt(q), slope = 2 * Power * k / q;
        Node trace = (-x.Shape.Width * slope) - (4 * Power * (Power - 1) * k / (q * q) * square);
        return (Dot(s, t) * k) + (slope * (Dot(t, away) - Dot(s, away))) + trace;
    }
}
