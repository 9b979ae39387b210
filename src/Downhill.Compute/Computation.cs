using System.Numerics;
using Downhill.Compute.Execution;
using Downhill.Compute.Kernels;

namespace Downhill.Compute;

/// <summary>Makes computations of graphs.</summary>
public static class Computation
{
    /// <summary>A computation that evaluates node by node with plain loops: slow, and the definition of what a graph means.</summary>
    public static Computation<T> Interpret<T>(params Node[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T> => new Interpreter<T>(Checked(outputs));

    /// <summary>A computation compiled for this machine, on all its processors.</summary>
    public static Computation<T> Compile<T>(params Node[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T> => Compile<T>(Environment.ProcessorCount, outputs);

    /// <summary>A computation compiled for this machine: fused kernels over tiles of rows, on a given number of threads; the same bits on any number.</summary>
    public static Computation<T> Compile<T>(int threads, params Node[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T> => Compile<T>(Lanes.Widest, Require.AtLeast(threads, 1, nameof(threads)), outputs);

    internal static Computation<T> Compile<T>(LaneWidth width, int threads, Node[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T> => new CompiledComputation<T>(KnownPlans<T>.All.Of(width, Checked(outputs)), Machine<T>.Of(width), threads);

    private static Node[] Checked(Node[] outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return outputs.Length > 0 && Array.TrueForAll(outputs, output => output is not null)
            ? outputs
            : throw new ArgumentException("A computation needs at least one output, and none of them may be null.", nameof(outputs));
    }
}

/// <summary>A graph ready to run: set its inputs, run, read its outputs. One computation serves one caller at a time.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// Rows are given row-major, [rows, steps · height · width]; how many there are follows from what is set. An input keeps its values until
/// it is set again.
/// </remarks>
public abstract class Computation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Sets an input.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="values">For a shared input its numbers, row-major; for an input per row those of every row.</param>
    /// <exception cref="ArgumentException">The length does not fit, or a number of rows differs within a table.</exception>
    public abstract void Set(string name, ReadOnlySpan<T> values);

    /// <summary>Sets a shared scalar: a step size, a temperature.</summary>
    public void Set(string name, T value) => Set(name, new ReadOnlySpan<T>(in value));

    /// <summary>Whether there is an input of that name.</summary>
    public abstract bool Reads(string input);

    /// <summary>Sets which owner each part-row belongs to.</summary>
    /// <param name="index">The relation.</param>
    /// <param name="owners">A row of the owner table for each row of the part table.</param>
    /// <exception cref="ArgumentException">A number is not a row of the owner table when the program runs.</exception>
    public abstract void Set(RowIndex index, ReadOnlySpan<int> owners);

    /// <summary>Sets how many rows a table has, where no input says it: a table of noise alone.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="count">The number of its rows.</param>
    /// <exception cref="ArgumentException">The graph has no such table, or the count is negative.</exception>
    public abstract void SetRows(Rows rows, int count);

    /// <summary>Sets the stream that <see cref="Maths.Normal"/> draws from.</summary>
    public abstract void Seed(Rng rng);

    /// <summary>Computes the outputs.</summary>
    /// <exception cref="InvalidOperationException">An input, or the number of rows of a table, is not set.</exception>
    /// <exception cref="ArgumentException">Inputs of one table have different numbers of rows, or a relation points beyond its owners.</exception>
    public abstract void Run();

    /// <summary>The output at <paramref name="output"/>, row-major; valid until the next run.</summary>
    /// <exception cref="InvalidOperationException">The computation has not run.</exception>
    public abstract ReadOnlySpan<T> this[int output] { get; }

    internal static void RequireLength(string name, Shape shape, int length)
    {
        if (shape.IsShared ? length != shape.Length : length % shape.Length != 0)
        {
            throw new ArgumentException($"{name} holds {shape}: {(shape.IsShared ? "" : "a multiple of ")}{shape.Length} numbers, not {length}.", nameof(length));
        }
    }

    internal static void RequireOutput(int output, int count, bool hasRun)
    {
        if (!hasRun)
        {
            throw new InvalidOperationException("There is nothing to read yet; call Run first.");
        }

        if ((uint)output >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(nameof(output), output, $"There is no output {output}; this computation has outputs 0 to {count - 1}.");
        }
    }

    internal static void RequireTable(Rows rows, int count, IEnumerable<Rows> known)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Require.AtLeast(count, 0, nameof(count));
        Rows[] tables = [.. known.Distinct()];
        if (!tables.Contains(rows))
        {
            throw new ArgumentException($"There is no table {rows.Name}; this computation has: {string.Join(", ", tables.Select(table => table.Name))}.", nameof(rows));
        }
    }

    internal static void RequireOwners(RowIndex index, bool isInside, int owners)
    {
        if (!isInside)
        {
            throw new ArgumentException($"{index.Name} points to a row beyond the {owners} rows of {index.Owner.Name}; an owner is a row, counted from 0.");
        }
    }

    internal static ArgumentException DifferentRows(Rows rows, IEnumerable<(string Name, int Count)> counts) =>
        new($"The inputs per {rows.Name} have different numbers of rows ({string.Join(", ", counts.Select(c => $"{c.Name} {c.Count}"))}); set all of them for the same number.");

    internal static InvalidOperationException NotSet(string name) => new($"The input {name} is not set; call Set(\"{name}\", …) before Run.");

    internal static InvalidOperationException NotSet(RowIndex index) =>
        new($"The relation {index.Name} is not set; call Set({index.Name}, owners) with an owner for each row of {index.Part.Name} before Run.");

    internal static InvalidOperationException NoRows(Rows rows) =>
        new($"The number of rows of {rows.Name} is not known, for no input has them; call SetRows({rows.Name}, count) before Run.");

    internal static ArgumentException NoSuchInput(string name, IEnumerable<string> known) =>
        new($"There is no input {name}; this computation has: {string.Join(", ", known.DefaultIfEmpty("none"))}.");
}
