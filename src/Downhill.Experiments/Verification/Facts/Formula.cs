using Downhill.Compute;

namespace Downhill.Experiments.Facts;

/// <summary>An energy given by its formula on the spot.</summary>
internal sealed record Formula : Energy
{
    private readonly Func<Node, Node> _formula;

    public Formula(int dimension, Func<Node, Node> formula, params IReadOnlyList<Parameter> parameters)
    {
        (Dimension, _formula, Parameters) = (dimension, formula, parameters);
    }

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Node Of(Node x) => _formula(x);

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new Formula(Dimension, _formula, parameters);

    /// <summary>The double well ¼(x² − 1)² beside ½ k y², coupled by c x y: two minima, a saddle, nothing separable.</summary>
    public static Formula CoupledWells { get; } = new(2, point =>
    {
        Node x = Maths.Slice(point, 0, 1), y = Maths.Slice(point, 1, 1);
        return Maths.Square(Maths.Square(x) - 1) / 4 + 0.75 * Maths.Square(y) + 0.4 * x * y;
    });
}
