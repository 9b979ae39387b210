namespace Downhill.Compute.Execution;

/// <summary>Which phase computes what: a sum over rows, and a look into another row's table, need the whole table first.</summary>
internal static class Staging
{
    internal static void Run(Scope top)
    {
        foreach (Value value in top.Values)
        {
            int ready = value.Inputs.Select(input => input.Stage).DefaultIfEmpty(0).Max();
            value.Stage = NeedsWholeTable(value) ? ready + 1 : ready;
        }
    }

    /// <summary>Whether the value is shared, and comes of all the rows of a table.</summary>
    internal static bool EndsPhase(Value value) =>
        value.Op is Op.SumRows or Op.LargestRow || (value.Detail is Detail.Result result && result.Kind is PartKind.Total or PartKind.StepTotal);

    /// <summary>The stage in whose tile loop the value's work is done.</summary>
    internal static int ComputedIn(Value value) => EndsPhase(value) ? value.Stage - 1 : value.Stage;

    /// <summary>The table whose tile loop does the value's work; null for what all rows share.</summary>
    internal static Rows? RowsOf(Value value) => value switch
    {
        { IsBound: true } => null,
        { Op: Op.SumRows or Op.LargestRow } => value.Inputs[0].Shape.Rows,
        { Op: Op.Scan } => value.Loop!.Carries[0].Shape.Rows,
        { Op: Op.Part } => RowsOf(value.Inputs[0]),
        _ => value.Shape.Rows,
    };

    /// <summary>What computing the value reads: its inputs, the sources of what is repeated in place, or the factors of what it sums.</summary>
    internal static IEnumerable<Value> ReadsOf(Value value) =>
        value.Op == Op.SumRows && value.Inputs[0].Factors is ({ } a, { } b) ? [a, b]
        : value.Op == Op.Scan ? value.Inputs.SelectMany(Behind)
        : value.Inputs.Select(input => input is { IsBound: false, IsStored: false, Op: Op.Broadcast } ? input.Inputs[0] : input);

    /// <summary>The body of a loop may read, for what it captured, the source of what is repeated or transposed in place, or the factors of an outer product.</summary>
    private static IEnumerable<Value> Behind(Value captured) =>
        captured is { IsBound: false, Op: Op.Broadcast or Op.Transpose } ? [captured, .. Behind(captured.Inputs[0])]
        : captured.Factors is ({ } a, { } b) ? [captured, a, b]
        : [captured];

    private static bool NeedsWholeTable(Value value) =>
        EndsPhase(value)
        || value.Op == Op.Scatter
        || (value.Op == Op.Gather && !value.Inputs[0].IsBound);
}
