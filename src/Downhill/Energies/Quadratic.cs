using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = ½ (x − c)ᵀ A (x − c): a bowl, a saddle or a hilltop with its centre at c.</summary>
/// <remarks>Only the symmetric part of A moves anything, so that is what is kept: ∇E = A (x − c) and ∂²E/∂x² = A.</remarks>
public sealed record Quadratic : Energy
{
    private readonly double[] _matrix;
    private readonly double[] _center;

    /// <summary>The quadratic of the symmetric part of a matrix, about a centre.</summary>
    /// <param name="matrix">A, row-major, shape [dimension, dimension], finite; its symmetric part (A + Aᵀ) / 2 is taken.</param>
    /// <param name="center">c, shape [dimension]; default 0.</param>
    /// <exception cref="ArgumentException">The matrix is not square or not finite, or the centre has another length.</exception>
    public Quadratic(IReadOnlyList<double> matrix, IReadOnlyList<double>? center = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Dimension = (int)Math.Round(Math.Sqrt(matrix.Count));
        if (Dimension == 0 || Dimension * Dimension != matrix.Count || !matrix.All(double.IsFinite))
        {
            throw new ArgumentException($"A must be square and finite: d² numbers, not {matrix.Count}.", nameof(matrix));
        }

        _center = center is null ? new double[Dimension] : [.. center];
        if (_center.Length != Dimension || !_center.All(double.IsFinite))
        {
            throw new ArgumentException($"The centre must be {Dimension} finite numbers, not {_center.Length}.", nameof(center));
        }

        _matrix = new double[matrix.Count];
        for (int i = 0; i < _matrix.Length; i++)
        {
            _matrix[i] = 0.5 * (matrix[i] + matrix[(i % Dimension * Dimension) + (i / Dimension)]);
        }
    }

    /// <summary>½ k |x|² in any number of dimensions.</summary>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <param name="stiffness">k; 0 is flat ground. Default 1.</param>
    public static Quadratic Isotropic(int dimension, double stiffness = 1)
    {
        double[] matrix = new double[Require.AtLeast(dimension, 1, nameof(dimension)) * dimension];
        for (int i = 0; i < dimension; i++)
        {
            matrix[(i * dimension) + i] = stiffness;
        }

        return new Quadratic(matrix);
    }

    /// <summary>A, symmetric, row-major, shape [dimension, dimension].</summary>
    public IReadOnlyList<double> Matrix => _matrix;

    /// <summary>c, shape [dimension].</summary>
    public IReadOnlyList<double> Center => _center;

    /// <summary>Whether A and c are learned: the parameters <c>quadratic.matrix</c> and <c>quadratic.center</c>. Default: they are given.</summary>
    public bool Learned { get; init; }

    /// <summary>What the parameters' names begin with. Default: "quadratic".</summary>
    public string Name { get; init; } = "quadratic";

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Learned
        ? [new($"{Name}.matrix", Dimension, Dimension, _matrix), new($"{Name}.center", 1, Dimension, _center)]
        : [];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node matrix = Learned ? Parameters[0].Node : Node.Constant(_matrix, Dimension, Dimension);
        Node offset = x - (Learned ? Parameters[1].Node : Node.Constant(_center, 1, Dimension));
        return 0.5 * Dot(MatMul(offset, matrix), offset);
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Learned ? new Quadratic(parameters[0].Values, parameters[1].Values) { Learned = true, Name = Name } : this;
    }
}
