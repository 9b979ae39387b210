namespace Downhill.Compute.Execution;

/// <summary>Finds sums of sums over rows, and lets their parts be added up in one place: one buffer per accumulator, not one per part.</summary>
/// <remarks>The gradient of a weight matrix is such a sum: a part for each place in the graph where the matrix is used.</remarks>
internal static class Joining
{
    internal static void Run(Scope top, Value[] outputs)
    {
        Dictionary<Value, int> readers = [];
        foreach (Value read in top.Values.SelectMany(value => value.Inputs).Concat(outputs))
        {
            readers[read] = readers.GetValueOrDefault(read) + 1;
        }

        foreach (Value sum in top.Values.Where(value => value is { Op: Op.Add, IsBound: false, Shape.IsShared: true }))
        {
            if (Array.TrueForAll(sum.Inputs, part => IsSum(part) && readers[part] == 1) && Where(sum.Inputs[0]) == Where(sum.Inputs[1]))
            {
                sum.IsJoint = true;
                Array.ForEach(sum.Inputs, part => part.AddsTo = sum);
            }
        }
    }

    /// <summary>The value in whose place a sum over rows is added up.</summary>
    internal static Value Place(Value sum)
    {
        while (sum.AddsTo is { } joint)
        {
            sum = joint;
        }

        return sum;
    }

    private static bool IsSum(Value value) => value.IsJoint || (Staging.EndsPhase(value) && value.Op != Op.LargestRow);

    /// <summary>The tile loop that adds the parts up; only one loop may.</summary>
    private static (int Stage, Rows? Rows) Where(Value sum)
    {
        while (sum.IsJoint)
        {
            sum = sum.Inputs[0];
        }

        return (sum.Stage, Staging.RowsOf(sum));
    }
}
