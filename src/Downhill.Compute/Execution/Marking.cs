namespace Downhill.Compute.Execution;

/// <summary>Decides which values are needed at all, and which of them are written to memory.</summary>
internal static class Marking
{
    // A value that is read more than once is computed again by each kernel when that takes at most three reads and no elementary function;
    // more would cost more than storing it.
    private const int RecomputeLeaves = 3;
    private const int LargestCone = 48, MostLeaves = 24;

    internal static void Run(Scope top, IEnumerable<Value> outputs)
    {
        foreach (Value output in outputs)
        {
            Keep(output);
        }

        // Every input that the graph mentions is asked for, also where patterns made it superfluous: as the interpreter does.
        foreach (Value input in top.Values.Where(value => value.Detail is Detail.Named))
        {
            input.IsNeeded = true;
        }

        MarkScope(top);
        StoreShared(top);
    }

    /// <summary>How a kernel over the shape of the broadcast can read its source in place; null where it cannot.</summary>
    internal static ReadMode? ModeOf(Value broadcast)
    {
        Shape from = broadcast.Inputs[0].Shape, to = broadcast.Shape;
        return (from.Length == 1, from.Length == to.Length, from.IsShared, to.IsShared) switch
        {
            (true, _, true, _) => ReadMode.Scalar,
            (true, _, false, _) => ReadMode.RowScalar,
            (_, true, true, false) => ReadMode.FeatureScalar,
            (_, true, _, _) => ReadMode.Full,
            _ => null,
        };
    }

    /// <summary>The value whose memory holds this one.</summary>
    internal static Value Base(Value value)
    {
        while (value.IsView)
        {
            value = value.Inputs[0];
        }

        return value;
    }

    private static void MarkScope(Scope scope)
    {
        for (int i = scope.Values.Count - 1; i >= 0; i--)
        {
            Value value = scope.Values[i];
            if (value is { IsNeeded: true, IsBound: false })
            {
                MarkInputs(value);
            }
        }
    }

    private static void MarkInputs(Value value)
    {
        if (value.Op == Op.Scan)
        {
            MarkLoop(value);
        }
        else if (value.Op == Op.Part)
        {
            value.Inputs[0].IsNeeded = true;
        }
        else if (value.Op == Op.SumRows)
        {
            KeepSummand(value.Inputs[0]);
        }
        else
        {
            foreach (Value input in value.Inputs)
            {
                if (value.IsElementwise)
                {
                    Read(value, input);
                }
                else
                {
                    Keep(IsWeights(value, input) ? Weights(input).Value : input);
                }
            }
        }
    }

    /// <summary>Whether the input is the shared matrix of a layer, which may be read transposed in place.</summary>

    internal static bool IsWeights(Value value, Value input) =>
        value.Op == Op.MatMul && !value.Shape.IsShared && input == value.Inputs[1] && input.Shape.IsShared;

    /// <summary>The stored matrix behind a layer's weights, and whether it is read transposed.</summary>
    internal static (Value Value, bool IsTransposed) Weights(Value input) =>
        !input.IsBound && input.Op == Op.Transpose ? (input.Inputs[0], true) : (input, false);

    private static void MarkLoop(Value scan)
    {
        LoopScope loop = scan.Loop!;
        for (int k = 0; k < loop.Carries.Length; k++)
        {
            loop.Carries[k].IsNeeded = true;
            Keep(loop.Next[k]);
            Keep(scan.Inputs[k]);
        }

        foreach (Value part in loop.Parts.Where(part => part.IsNeeded))
        {
            switch (((Detail.Result)part.Detail!).Kind)
            {
                case PartKind.Stack:
                    Keep(part.Of!);
                    break;
                case PartKind.Total or PartKind.StepTotal:
                    KeepSummand(part.Of!);
                    break;
            }
        }

        foreach (Value value in loop.Mirrored)
        {
            KeepMirrored(value);
        }

        MarkScope(loop);
        for (int m = 0; m < loop.StepInputs.Length; m++)
        {
            if (loop.StepInputs[m].IsNeeded)
            {
                Keep(loop.Windows.GetValueOrDefault(loop.StepInputs[m]) ?? scan.Inputs[loop.Carries.Length + m]);
            }
        }

        // A segment that is run again may read another's, run again before it.
        foreach (Value replay in Enumerable.Reverse(loop.Replays).Where(replay => replay.Loop!.Parts.Exists(part => part.IsNeeded)))
        {
            replay.IsNeeded = true;
            MarkLoop(replay);
        }
    }

    private static void KeepSummand(Value summand)
    {
        if (summand.Factors is ({ } a, { } b))
        {
            Keep(a);
            Keep(b);
        }
        else
        {
            Keep(summand);
        }
    }

    private static void KeepMirrored(Value value)
    {
        if (Staging.EndsPhase(value))
        {
            // A total of a loop in the body: nothing is added up, but the summands are made.
            value.Inputs[0].Loop!.Mirrored.Add(value.Of!);
        }
        else
        {
            KeepSummand(value);
        }
    }

    private static void Keep(Value value)
    {
        value.IsNeeded = true;
        value.IsStored = true;
        if (value.IsView)
        {
            Keep(value.Inputs[0]);
        }
    }

    private static void Read(Value reader, Value input)
    {
        if (input is { IsBound: false, Op: Op.Broadcast } && ModeOf(input) is not null)
        {
            Keep(input.Inputs[0]);
        }
        else if (input.Fill is not null || (input.IsElementwise && !input.IsJoint && input.Scope == reader.Scope && input.Stage == reader.Stage))
        {
            input.IsNeeded = true;
        }
        else
        {
            Keep(input);
        }
    }

    private static void StoreShared(Scope scope)
    {
        foreach (Value replay in (scope as LoopScope)?.Replays.Where(replay => replay.IsNeeded) ?? [])
        {
            StoreShared(replay.Loop!);
        }

        Dictionary<Value, int> readers = [];
        foreach (Value input in scope.Values.Where(v => v.IsNeeded && v.IsElementwise).SelectMany(v => v.Inputs.Distinct()))
        {
            readers[input] = readers.GetValueOrDefault(input) + 1;
        }

        Dictionary<Value, (HashSet<Value> Cone, HashSet<Value> Leaves)> seen = [];
        foreach (Value value in scope.Values.Where(v => v.IsNeeded))
        {
            if (value is { IsElementwise: true, Fill: null })
            {
                Decide(value, readers.GetValueOrDefault(value), seen);
            }
            else if (value.Loop is { } loop && value.Op == Op.Scan)
            {
                StoreShared(loop);
            }
        }
    }

    private static void Decide(Value value, int readers, Dictionary<Value, (HashSet<Value> Cone, HashSet<Value> Leaves)> seen)
    {
        HashSet<Value> cone = [value], leaves = [];
        foreach (Value input in value.Inputs)
        {
            if (!input.IsStored && seen.TryGetValue(input, out (HashSet<Value> Cone, HashSet<Value> Leaves) below))
            {
                cone.UnionWith(below.Cone);
                leaves.UnionWith(below.Leaves);
            }
            else if (input.Fill is null)
            {
                leaves.Add(input);
            }
        }

        bool isDear = leaves.Count > RecomputeLeaves || cone.Any(v => v.Op.IsElementary());
        if ((readers > 1 && isDear) || cone.Count > LargestCone || leaves.Count > MostLeaves || cone.Sum(v => Emitter.Cost(v.Op)) > Emitter.CostLimit)
        {
            Keep(value);
        }

        seen[value] = (cone, leaves);
    }
}
