using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Sliced score matching: ½ |∇E|² − vᵀ (∂²E/∂x²) v, v of independent signs: the Laplacian by one Hessian-vector product.</summary>
/// <remarks>
/// Its mean over v is that of <see cref="ScoreMatching"/>, at a cost that does not grow with the dimension.
/// Source: Y. Song, S. Garg, J. Shi and S. Ermon (2019), arXiv:1905.07088 (the form with reduced variance).
/// </remarks>
public sealed record SlicedScoreMatching : SampleObjective
{
    private const int Stream = 7001;

    /// <summary>Directions v for a sample. Default 1.</summary>
    public int Projections { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [];

    /// <inheritdoc/>
    public override bool Judges => true;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node x = Node.Point(energy.Dimension), gradient = Derivative.Gradient(energy.Of(x), x);
        Node curvature = Enumerable.Range(0, Projections).Select(Along).Aggregate((a, b) => a + b) / Projections;
        return new((0.5 * SquaredNorm(gradient)) - curvature);

        Node Along(int projection)
        {
            Node v = Sign(Normal(x.Shape, Stream, projection));
            return Dot(Derivative.VectorJacobian(gradient, v, x), v);
        }
    }
}
