using System.Collections.Concurrent;
using System.Diagnostics;

namespace Downhill.Compute;

/// <summary>A value in a graph that is written for one point and runs on many rows.</summary>
/// <remarks>Nodes are immutable; the operators and <see cref="Maths"/> make new ones. Shapes are repeated to fit where one side is 1.</remarks>
public sealed class Node
{
    private static readonly ConcurrentDictionary<Detail.Named, Node> NamedInputs = new();

    private Node(Op op, Node[] inputs, Detail? detail)
    {
        Op = op;
        Inputs = inputs;
        Detail = detail;
        Shape = Shapes.Of(op, inputs, detail);
    }

    /// <summary>What the node holds.</summary>
    public Shape Shape { get; }

    internal Op Op { get; }

    internal Node[] Inputs { get; }

    internal Detail? Detail { get; }

    /// <summary>The value of a <see cref="Op.Constant"/> that is one number everywhere, else null.</summary>
    internal double? Fill => Detail is Detail.Filled filled ? filled.Value : null;

    /// <summary>A point: an input of <paramref name="width"/> numbers per row, set under <paramref name="name"/>.</summary>
    public static Node Point(int width, string name = "x", Rows? rows = null) => Input(name, Shape.PerRow(width, rows));

    /// <summary>An input: per row (points, targets, row weights), stacked over steps, or shared (parameters, step sizes, temperatures).</summary>
    /// <param name="name">Equal names are the same input.</param>
    /// <param name="shape">What it holds.</param>
    public static Node Input(string name, Shape shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        // One node for each name and shape: a derivative with respect to an input finds it wherever the input was asked for.
        return NamedInputs.GetOrAdd(new Detail.Named(name, shape), static named => Create(Op.Input, [], named));
    }

    /// <summary>A scalar that all rows share and that is set under <paramref name="name"/>: a step size, a temperature.</summary>
    public static Node Setting(string name) => Input(name, Shape.Scalar);

    /// <summary>A matrix of given numbers that all rows share, row-major.</summary>
    public static Node Constant(double[] values, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Length == height * width
            ? Create(Op.Constant, [], new Detail.Listed(values, Shape.Shared(height, width)))
            : throw new ArgumentException($"A constant [{height}, {width}] needs {height * width} numbers, not {values.Length}.", nameof(values));
    }

    /// <summary>Whether the node depends on an input of that name, of whatever shape. Cost: a walk over its graph.</summary>
    public bool Reads(string input) => Graph.Of([this]).Inputs.ContainsKey(input);

    /// <summary>One number, shared by all rows.</summary>
    public static implicit operator Node(double value) => Constant(value, Shape.Scalar);

    /// <summary>a + b, number by number.</summary>
    public static Node operator +(Node a, Node b) => Simplify.Add(a, b);

    /// <summary>a − b, number by number.</summary>
    public static Node operator -(Node a, Node b) => Simplify.Subtract(a, b);

    /// <summary>a b, number by number.</summary>
    public static Node operator *(Node a, Node b) => Simplify.Multiply(a, b);

    /// <summary>a / b, number by number.</summary>
    public static Node operator /(Node a, Node b) => Simplify.Divide(a, b);

    /// <summary>−a, number by number.</summary>
    public static Node operator -(Node a) => Simplify.Negate(a);

    /// <summary>The operation and shape, for messages.</summary>
    public override string ToString() => Detail is Detail.Named named ? $"{named.Name}: {Shape}" : $"{Op}: {Shape}";

    internal static Node Constant(double value, Shape shape) => Create(Op.Constant, [], new Detail.Filled(value, shape));

    internal static Node Create(Op op, Node[] inputs, Detail? detail = null) => new(op, inputs, detail);

    /// <summary>The same operation on other inputs.</summary>
    internal Node On(Node[] inputs)
    {
        Debug.Assert(inputs.Length == Inputs.Length, "An operation keeps its number of inputs.");
        return new Node(Op, inputs, Detail);
    }

    internal T Get<T>()
        where T : Detail => (T)Detail!;
}
