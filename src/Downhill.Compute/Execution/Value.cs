namespace Downhill.Compute.Execution;

/// <summary>A node after lowering: equal nodes are one value, and it knows where and when it is computed and kept.</summary>
internal sealed class Value(int id, Op op, Shape shape, Detail? detail, Value[] inputs, Scope scope)
{
    internal int Id { get; } = id;

    internal Op Op { get; } = op;

    internal Shape Shape { get; } = shape;

    internal Detail? Detail { get; } = detail;

    internal Value[] Inputs { get; set; } = inputs;

    /// <summary>The graph or loop body that computes it.</summary>
    internal Scope Scope { get; } = scope;

    /// <summary>The phase that computes it; a sum over rows ends one.</summary>
    internal int Stage { get; set; }

    /// <summary>Bound from outside its scope: an input, or a placeholder of a loop.</summary>
    internal bool IsBound { get; init; }

    /// <summary>For a loop's node: its body. For a result of a loop: the body's value that it is about.</summary>
    internal LoopScope? Loop { get; set; }

    internal Value? Of { get; init; }

    /// <summary>For a sum over rows that only this sum of sums asks for: it is added up there from the start.</summary>
    internal Value? AddsTo { get; set; }

    /// <summary>Whether it is a sum of sums over rows that are added up in its place.</summary>
    internal bool IsJoint { get; set; }

    /// <summary>Whether anything still asks for it after patterns were recognised.</summary>
    internal bool IsNeeded { get; set; }

    /// <summary>Whether it is written to memory, rather than computed again in each kernel that reads it.</summary>
    internal bool IsStored { get; set; }

    /// <summary>The place in the table of pointers, once it has one.</summary>
    internal int Slot { get; set; } = -1;

    internal double? Fill => Detail is Detail.Filled filled ? filled.Value : null;

    internal bool IsElementwise => !IsBound && (Op.IsElementwise() || Op == Op.Reshape || Fill is not null);

    /// <summary>A part of another value's memory, without a copy.</summary>
    internal bool IsView => !IsBound && (Op == Op.Reshape || (Op == Op.Slice && Shape.Steps == 1 && (Shape.Width == Inputs[0].Shape.Width || Inputs[0].Shape.Height == 1)));

    /// <summary>Where a view begins in the numbers of its input.</summary>
    internal int ViewOffset => Detail is Detail.Window window && Op == Op.Slice ? (window.Row * Inputs[0].Shape.Width) + window.Column : 0;

    /// <summary>The factors (a, b) when this is aᵀ b per row: their outer product need not be made before it is summed over rows.</summary>
    internal (Value A, Value B)? Factors =>
        !IsBound && Op == Op.MatMul && Inputs[0] is { IsBound: false, Op: Op.Transpose or Op.Reshape } left
        && left.Inputs[0].Shape is { IsShared: false } a && !Inputs[1].Shape.IsShared
        && a.Steps == Inputs[1].Shape.Steps && a.Transposed == left.Shape
            ? (left.Inputs[0], Inputs[1])
            : null;

    public override string ToString() => $"%{Id} {Op} {Shape} [{string.Join(", ", Inputs.Select(input => "%" + input.Id))}]";
}

/// <summary>What is computed together: the graph, or the body of a loop.</summary>
internal class Scope(Scope? outer)
{
    internal Scope? Outer { get; } = outer;

    /// <summary>The values in an order in which they can be computed.</summary>
    internal List<Value> Values { get; } = [];
}

/// <summary>The body of a loop after lowering.</summary>
internal sealed class LoopScope(Scope outer, ScanBody body) : Scope(outer)
{
    internal ScanBody Body { get; } = body;

    internal Value[] Carries { get; set; } = [];

    internal Value[] Next { get; set; } = [];

    internal Value[] StepInputs { get; set; } = [];

    /// <summary>The results that are asked for.</summary>
    internal List<Value> Parts { get; } = [];

    /// <summary>Values of enclosing scopes that the body reads.</summary>
    internal HashSet<Value> Captured { get; } = [];

    /// <summary>Each carry at the beginning of every segment, where a loop that reads the history runs the segments again; else empty.</summary>
    internal Value[] Checkpoints { get; set; } = [];

    /// <summary>The loops whose segments are run again in this one, in an order in which they can be.</summary>
    internal List<Value> Replays { get; } = [];

    /// <summary>What is computed although another loop will compute it again, or has computed it: then both have the same kernels, and round alike.</summary>
    internal HashSet<Value> Mirrored { get; } = [];

    /// <summary>What those make: the history of a segment.</summary>
    internal IEnumerable<Value> Segments => Replays.SelectMany(replay => replay.Loop!.Parts).Where(part => part.IsNeeded);

    /// <summary>What an input per step is read from, instead of its whole stack: its segment.</summary>
    internal Dictionary<Value, Value> Windows { get; } = [];
}
