using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill;

/// <summary>E(x | y) = E(x, y): the landscape of the coordinates x that move, while the others, y, are given.</summary>
/// <remarks>
/// <para>
/// A point is x alone, so steppers, samplers and objectives move x only: x ← x − η ∂E/∂x is the mask M of x − η M ∇E, taken after the gradient.
/// y enters the graph as the input "given", a value per row, which <see cref="Training.Windows.Given"/> sets; <see cref="Holding"/> holds it at numbers.
/// </para>
/// <para>
/// Nothing that only x does tells E(x, y) from E(x, y) + g(y). Source: Y. LeCun, S. Chopra, R. Hadsell, M. Ranzato and F. J. Huang (2006),
/// A tutorial on energy-based learning, in Predicting Structured Data, MIT Press.
/// </para>
/// </remarks>
public sealed record ConditionalEnergy : Energy
{
    private readonly int[] _moving;
    private readonly int[] _given;
    private readonly double[]? _held;

    /// <summary>A landscape of which some coordinates move.</summary>
    /// <param name="inner">E(x, y).</param>
    /// <param name="moving">Which of its coordinates x is, in the order in which x has them; y is the others, ascending.</param>
    /// <exception cref="ArgumentException">None moves, one is named twice, or there is no such coordinate.</exception>
    public ConditionalEnergy(Energy inner, IReadOnlyList<int> moving)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(moving);
        Inner = inner;
        _moving = [.. moving];
        _given = [.. Enumerable.Range(0, inner.Dimension).Except(_moving)];
        if (_moving.Length == 0 || _moving.Length + _given.Length != inner.Dimension || _moving.Distinct().Count() != _moving.Length)
        {
            throw new ArgumentException($"What moves must be different coordinates from 0 to {inner.Dimension - 1}, at least one, not [{string.Join(", ", _moving)}].", nameof(moving));
        }
    }

    private ConditionalEnergy(ConditionalEnergy source, Energy inner, double[]? held)
        : this(inner, source._moving) => _held = held;

    /// <summary>E(x, y).</summary>
    public Energy Inner { get; }

    /// <summary>Which coordinates of <see cref="Inner"/> x is.</summary>
    public IReadOnlyList<int> Moving => _moving;

    /// <summary>Which coordinates of <see cref="Inner"/> y is, ascending.</summary>
    public IReadOnlyList<int> Given => _given;

    /// <summary>The numbers that y is held at, or null: y is the input "given".</summary>
    public IReadOnlyList<double>? Held => _held;

    /// <inheritdoc/>
    public override int Dimension => _moving.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

    /// <summary>The same landscape with y held at numbers, one for each coordinate of <see cref="Given"/>: nothing needs to be given any more.</summary>
    /// <exception cref="ArgumentException">There are too few or too many.</exception>
    public ConditionalEnergy Holding(params ReadOnlySpan<double> given) => given.Length == _given.Length
        ? new(this, Inner, given.ToArray())
        : throw new ArgumentException($"{_given.Length} coordinates are given, not {given.Length}.", nameof(given));

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape shape = x.Shape with { Width = _given.Length };
        return _given.Length == 0 ? Of(x, x) : Of(x, _held is null ? Node.Input("given", shape) : Repeat(Node.Constant(_held, 1, _held.Length), shape));
    }

    /// <summary>E(x, y) with y as a node, [Given.Count] per row.</summary>
    public Node Of(Node x, Node given) => Inner.Of(Join([.. Enumerable.Range(0, Inner.Dimension).Select(column => Column(column, x, given))]));

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new ConditionalEnergy(this, Inner.With(parameters), _held);

    private Node Column(int column, Node x, Node given)
    {
        int place = Array.IndexOf(_moving, column);
        return place >= 0 ? Slice(x, place, 1) : Slice(given, Array.IndexOf(_given, column), 1);
    }
}
