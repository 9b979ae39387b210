using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Of some candidates for each sample the one of lowest energy; with a temperature T, one drawn with probabilities ∝ exp(−E/T).</summary>
/// <remarks>
/// <para>
/// T = 0 among the samples of the batch is batch-hard mining. T > 0 prioritises by violation: whatever violates a margin more has lower energy.
/// T = 1 among candidates of a flat law is a sample of exp(−E) as their number grows.
/// </para>
/// <para>
/// Source: batch-hard: A. Hermans, L. Beyer and B. Leibe (2017), arXiv:1703.07737; drawing by the largest of ln p plus Gumbel noise: E. J. Gumbel (1954),
/// NBS Applied Mathematics Series 33.
/// </para>
/// </remarks>
public sealed record HardestNegatives : Negatives
{
    private const int Stream = 7011;

    // Above every energy that is a number, in float too.
    private const double Highest = 1e30;

    /// <summary>Where they are looked for.</summary>
    public required Candidates Among { get; init; }

    /// <summary>T, in units of energy. Default 0: the hardest.</summary>
    public double Temperature { get; init => field = Require.NotNegative(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [Among];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override Node Of(Energy energy, Node x)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(x);
        Node none = (0 * Sum(x)) + Highest;
        return StopGradient(Scan.Over(Among.Count, [StopGradient(x), none], [Among.Points(energy.Dimension)], Better, LoopStorage.States).Final[0]);

        Node[] Better(Node[] best, Node[] candidate, Node t)
        {
            Node key = energy.Of(candidate[0]) - Gumbel(none.Shape, t), better = Less(key, best[1]);
            return [Select(better, candidate[0], best[0]), Select(better, key, best[1])];
        }
    }

    // −ln u of a uniform u is half the squared norm of two normal numbers.
    private Node Gumbel(Shape shape, Node t) => Temperature == 0 ? 0 : -Temperature * Log(0.5 * SquaredNorm(Normal(shape with { Width = 2 }, Stream, t)));
}
