namespace Downhill.Compute.Execution;

/// <summary>Lets a loop that reads another's history run that loop's segments again, each from a checkpoint, instead of having all steps kept.</summary>
/// <remarks>
/// Only memory is planned differently: the graph is the one of <see cref="LoopStorage.States"/>, and what is run again is run by the same
/// kernels, so not a bit changes. A history that anything else reads (an output, another scope) is kept whole.
/// </remarks>
internal sealed class Checkpointing
{
    private readonly Lowering _lowering;
    private readonly HashSet<Value> _whole;

    private Checkpointing(Lowering lowering, IEnumerable<Value> outputs)
    {
        _lowering = lowering;
        _whole = [.. outputs];
    }

    internal static void Run(Lowering lowering, IEnumerable<Value> outputs)
    {
        Checkpointing checkpointing = new(lowering, outputs);
        checkpointing.FindWhole(lowering.Top);
        checkpointing.Run(lowering.Top);
    }

    private static IEnumerable<Value> Loops(Scope scope) => scope.Values.Where(value => value.Op == Op.Scan);

    private static Value[] StacksOf(Value loop) => loop.Inputs[loop.Loop!.Carries.Length..][..loop.Loop.StepInputs.Length];

    private static bool IsHistory(Value value) =>
        value is { Op: Op.Part, Loop.Body: { Storage: LoopStorage.Checkpoints, Steps: > 1 } }
        && ((Detail.Result)value.Detail!).Kind == PartKind.Stack;

    private void FindWhole(Scope scope)
    {
        foreach (Value value in scope.Values)
        {
            _whole.UnionWith(value.Op == Op.Scan ? WholeIn(value) : value.Inputs);
        }

        foreach (Value loop in Loops(scope))
        {
            _whole.UnionWith(loop.Loop!.Parts.Select(part => part.Of!));
            FindWhole(loop.Loop);
        }
    }

    private static IEnumerable<Value> WholeIn(Value loop)
    {
        int k = loop.Loop!.Carries.Length, m = loop.Loop.StepInputs.Length;
        return loop.Inputs.Where((input, i) => i < k || i >= k + m || input.Scope != loop.Scope);
    }

    private void Run(Scope scope)
    {
        foreach (Value reader in Loops(scope).ToArray())
        {
            Bind(reader);
            Run(reader.Loop!);
        }
    }

    private void Bind(Value reader)
    {
        LoopScope loop = reader.Loop!;
        foreach ((Value input, Value stack) in loop.StepInputs.Zip(StacksOf(reader)).Where(pair => IsHistory(pair.Second) && !_whole.Contains(pair.Second)))
        {
            stack.Loop!.Mirrored.Add(stack.Of!);
            loop.Windows[input] = Window(stack, loop);
        }

        // The reader's work reads what the segments need.
        reader.Inputs = [.. reader.Inputs, .. loop.Replays.SelectMany(replay => replay.Inputs).Where(input => input.Scope != loop)];
    }

    /// <summary>The history over one segment, in the loop that reads it.</summary>
    private Value Window(Value stack, LoopScope reader)
    {
        Value loop = stack.Inputs[0];
        Value replay = reader.Replays.Find(replay => replay.Detail == loop.Detail) ?? Replay(loop, reader);
        Value again = _lowering.Counterpart(stack, replay);
        return replay.Loop!.Parts.Find(part => part.Of == again) ?? _lowering.History(replay, again, replay.Loop.Body.Segment, reader, (Detail.Result)stack.Detail!);
    }

    private Value Replay(Value loop, LoopScope reader)
    {
        LoopScope inside = loop.Loop!;
        Value[] stacks = [.. inside.StepInputs.Zip(StacksOf(loop), (input, stack) => inside.Windows.ContainsKey(input) ? Window(stack, reader) : stack)];
        int captured = inside.Carries.Length + stacks.Length;
        Value replay = _lowering.Again(loop, [.. Checkpoints(loop), .. stacks, .. loop.Inputs[captured..(captured + inside.Body.Captured.Length)]], reader);
        reader.Replays.Add(replay);
        replay.Loop!.Mirrored.UnionWith(inside.Parts.Except(inside.Checkpoints).Select(part => _lowering.Counterpart(part, replay)));
        Run(replay.Loop);
        return replay;
    }

    private Value[] Checkpoints(Value loop)
    {
        LoopScope inside = loop.Loop!;
        if (inside.Checkpoints.Length == 0)
        {
            int segments = (inside.Body.Steps + inside.Body.Segment - 1) / inside.Body.Segment;
            inside.Checkpoints = [.. inside.Carries.Select((carry, k) => _lowering.History(loop, carry, segments, loop.Scope, new Detail.Result(PartKind.Stack, inside.Body.Carries[k])))];
            loop.Scope.Values.InsertRange(loop.Scope.Values.IndexOf(loop) + 1, inside.Checkpoints);
        }

        return inside.Checkpoints;
    }
}
