using System.Numerics;
using Downhill.Compute.Differentiation;
using Downhill.Compute.Execution;
using Downhill.Compute.Kernels;

namespace Downhill.Compute;

/// <summary>Makes tangent kernels: K[i, j] = Σ over parameters θ of ⟨∂qᵢ/∂θ, ∂qⱼ/∂θ⟩, for any scalar q per row.</summary>
public static class TangentKernel
{
    /// <summary>The kernel of <paramref name="output"/>, compiled for this machine, on all its processors.</summary>
    public static TangentKernel<T> Compile<T>(Node output, params Node[] parameters)
        where T : unmanaged, IFloatingPointIeee754<T> => Compile<T>(Environment.ProcessorCount, output, parameters);

    /// <summary>The kernel of <paramref name="output"/>, compiled for this machine, on a given number of threads; the same bits on any number.</summary>
    /// <param name="threads">At least 1.</param>
    /// <param name="output">q, a scalar per row.</param>
    /// <param name="parameters">θ, matrices that all rows share; at least one.</param>
    /// <exception cref="ArgumentException">q is no scalar per row, a parameter is not shared, or something between them ties rows together.</exception>
    public static TangentKernel<T> Compile<T>(int threads, Node output, params Node[] parameters)
        where T : unmanaged, IFloatingPointIeee754<T> => Compile<T>(Lanes.Widest, Require.AtLeast(threads, 1, nameof(threads)), output, parameters);

    internal static TangentKernel<T> Compile<T>(LaneWidth width, int threads, Node output, Node[] parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.Length > 0
            ? new TangentKernel<T>(width, threads, output, [.. parameters.Distinct()])
            : throw new ArgumentException("A tangent kernel needs at least one parameter.", nameof(parameters));
    }
}

/// <summary>The Gram matrix of the derivatives of rows with respect to shared parameters: set the inputs of the graph, run, read.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// The derivatives themselves are not made where they factor (<see cref="Derivative.Factors"/>): of a layer [p, q] with biases,
/// K = (A Aᵀ + 1) ∘ (B Bᵀ), for B rows B² (p + q) / 2 multiply-adds instead of B² p q / 2. K is symmetric to the bit. Memory: B² numbers and
/// those of the factors. Input and use are those of a <see cref="Computation{T}"/>.
/// Source: A. Jacot, F. Gabriel and C. Hongler (2018), Neural tangent kernel, arXiv:1806.07572; J. Achiam, E. Knight and P. Abbeel (2019),
/// Towards characterizing divergence in deep Q-learning, arXiv:1903.08894, for the K of Q-learning.
/// </remarks>
public sealed class TangentKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CompiledComputation<T> _factors;
    private readonly GramBlocks<T> _blocks;
    private readonly Node[] _nodes;
    private AlignedBuffer<T> _values = new(0), _cross = new(0);
    private int _rows;
    private bool _hasRun;

    internal TangentKernel(LaneWidth width, int threads, Node output, Node[] parameters)
    {
        _nodes = [output, .. parameters];
        OuterProduct[][] terms = [.. new RowGradient(output, parameters).Terms().Select(Factoring.WrittenOut)];
        Node[] vectors = [.. terms.SelectMany(term => term).SelectMany(term => new[] { term.Left, term.Right }).Where(node => node.Fill is null).Distinct()];
        _factors = (CompiledComputation<T>)Computation.Compile<T>(width, threads, [output, .. vectors]);
        _blocks = new GramBlocks<T>(Machine<T>.Of(width), GramPlan.Of(terms, node => _factors.PlaceOf(1 + Array.IndexOf(vectors, node))), _factors, threads);
    }

    /// <summary>q of every row.</summary>
    /// <exception cref="InvalidOperationException">The kernel has not run.</exception>
    public ReadOnlySpan<T> Outputs => _factors[0];

    /// <summary>K, row-major, [rows, rows]; valid until the next run.</summary>
    /// <exception cref="InvalidOperationException">The kernel has not run.</exception>
    public ReadOnlySpan<T> Values => _hasRun ? _values.Span[..(_rows * _rows)] : throw new InvalidOperationException("There is nothing to read yet; call Run first.");

    /// <summary>The names of the inputs that are to be set.</summary>
    public IReadOnlyCollection<string> Inputs => _factors.Inputs;

    /// <inheritdoc cref="Computation{T}.Set(string, ReadOnlySpan{T})"/>
    public void Set(string name, ReadOnlySpan<T> values) => _factors.Set(name, values);

    /// <inheritdoc cref="Computation{T}.Set(string, T)"/>
    public void Set(string name, T value) => _factors.Set(name, value);

    /// <inheritdoc cref="Computation{T}.Set(RowIndex, ReadOnlySpan{int})"/>
    public void Set(RowIndex index, ReadOnlySpan<int> owners) => _factors.Set(index, owners);

    /// <inheritdoc cref="Computation{T}.SetRows"/>
    public void SetRows(Rows rows, int count) => _factors.SetRows(rows, count);

    /// <inheritdoc cref="Computation{T}.Seed"/>
    public void Seed(Rng rng) => _factors.Seed(rng);

    /// <summary>Computes q and K.</summary>
    /// <exception cref="InvalidOperationException">An input, or the number of rows of a table, is not set.</exception>
    /// <exception cref="ArgumentException">Inputs of one table have different numbers of rows, or there are more rows than an array holds numbers of K (46,340).</exception>
    public void Run()
    {
        _factors.Run();
        _rows = _factors.OutputRows;
        _blocks.Run(_factors, _factors, Room(ref _values, _rows, _rows));
        _hasRun = true;
    }

    /// <summary>K between the rows of this kernel and those of another of the same graph, [rows here, rows there], row-major; valid until the next call.</summary>
    /// <param name="other">Compiled for the same output and parameters, with the same values of the parameters; its inputs are set. It need not have run.</param>
    /// <exception cref="ArgumentException">The other is of another graph.</exception>
    /// <exception cref="InvalidOperationException">An input, or the number of rows of a table, is not set here or there.</exception>
    public ReadOnlySpan<T> Between(TangentKernel<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other == this || !other._nodes.SequenceEqual(_nodes))
        {
            throw new ArgumentException("Kernels between two sets of rows are of one output and the same parameters, compiled twice; this one is not.", nameof(other));
        }

        _factors.Run();
        other._factors.Run();
        int rows = _factors.OutputRows, columns = other._factors.OutputRows;
        _blocks.Run(_factors, other._factors, Room(ref _cross, rows, columns));
        return _cross.Span[..(rows * columns)];
    }

    private static AlignedBuffer<T> Room(ref AlignedBuffer<T> buffer, int rows, int columns)
    {
        int length = Require.ArrayLength(rows, columns);
        return buffer.Length < length ? buffer = new AlignedBuffer<T>(length) : buffer;
    }
}
