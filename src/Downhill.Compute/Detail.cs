namespace Downhill.Compute;

/// <summary>What an operation needs besides its inputs. Value equality makes equal nodes recognisable.</summary>
internal abstract record Detail
{
    /// <summary>A named input of a given shape.</summary>
    internal sealed record Named(string Name, Shape Shape) : Detail;

    /// <summary>One number everywhere.</summary>
    internal sealed record Filled(double Value, Shape Shape) : Detail;

    /// <summary>Given numbers, shared; compared by reference.</summary>
    internal sealed record Listed(double[] Values, Shape Shape) : Detail;

    /// <summary>The shape to repeat, reduce or reinterpret to.</summary>
    internal sealed record To(Shape Shape) : Detail;

    /// <summary>A window [Shape.Height, Shape.Width] at (Row, Column); for padding, the place of the input in the result.</summary>
    internal sealed record Window(int Row, int Column, Shape Shape) : Detail;

    /// <summary>A stream of independent standard normal numbers.</summary>
    internal sealed record Stream(int Number, Shape Shape) : Detail;

    /// <summary>The relation between two tables.</summary>
    internal sealed record Along(RowIndex Index) : Detail;

    /// <summary>A loop.</summary>
    internal sealed record Loop(ScanBody Body) : Detail;

    /// <summary>One result of a loop, named by the node of its body that it is about.</summary>
    internal sealed record Result(PartKind Kind, Node Node) : Detail;

    /// <summary>What holds at a minimum, and the conjugate gradients of its derivative (0: the system is solved directly).</summary>
    internal sealed record Stationary(Node Point, Node Gradient, int Iterations) : Detail;
}

/// <summary>Which result of a loop.</summary>
internal enum PartKind
{
    /// <summary>A carry after the last step; the node is the carry's placeholder.</summary>
    Final,

    /// <summary>The values of a node at every step, stacked.</summary>
    Stack,

    /// <summary>The sum of a node over rows and steps.</summary>
    Total,

    /// <summary>The sum of a node over rows, stacked over steps.</summary>
    StepTotal,
}
