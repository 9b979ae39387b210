using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = w · x: a slope, or with one coordinate for each of finitely many states a table.</summary>
public sealed record Linear : Energy
{
    private readonly Parameter _weights;

    /// <summary>A slope.</summary>
    /// <param name="weights">w, shape [dimension].</param>
    /// <param name="name">What the parameter's name begins with; default "linear".</param>
    public Linear(double[] weights, string name = "linear")
        : this(new Parameter($"{name}.weight", weights?.Length ?? throw new ArgumentNullException(nameof(weights)), 1, weights))
    {
    }

    private Linear(Parameter weights) => _weights = weights;

    /// <inheritdoc/>
    public override int Dimension => _weights.Height;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_weights];

    /// <inheritdoc/>
    public override Node Of(Node x) => MatMul(x, _weights.Node);

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new Linear((parameters ?? throw new ArgumentNullException(nameof(parameters)))[0]);
}
