namespace Downhill.Compute.Execution;

/// <summary>From nodes to values: common subexpressions become one, what is not asked for does not appear, and loops get scopes of their own.</summary>
internal sealed class Lowering
{
    private readonly Dictionary<(Scope, Node), Value> _values = [];
    private readonly Dictionary<Key, Value> _numbers = [];
    private int _count;

    internal Scope Top { get; } = new(null);

    internal int Count => _count;

    internal Value Lower(Node root)
    {
        foreach (Node node in Order.Ascending([root], node => !_values.ContainsKey((Top, node))))
        {
            _values[(Top, node)] = Make(node, Top);
        }

        return _values[(Top, root)];
    }

    private Value Lower(Node root, LoopScope scope)
    {
        foreach (Node node in Order.Ascending([root], node => Find(scope, node) is null))
        {
            _values[(scope, node)] = Make(node, scope);
        }

        return Find(scope, root)!;
    }

    private Value? Find(Scope scope, Node node) => _values.GetValueOrDefault((scope, node));

    private Value Make(Node node, Scope scope)
    {
        Value[] inputs = [.. node.Inputs.Select(input => Find(scope, input)!)];
        return node.Op switch
        {
            Op.StopGradient or Op.Argmin => inputs[0],
            Op.Transpose when node.Shape.Height == 1 || node.Shape.Width == 1 => Number(Op.Reshape, node.Shape, new Detail.To(node.Shape), inputs, scope),
            Op.Scan => Loop(node, inputs, scope),
            Op.Part => Part(node, inputs[0], scope),
            Op.Constant when node.Fill is not null => Number(node.Op, node.Shape, node.Detail, inputs, scope),
            Op.Input or Op.Constant => Number(node.Op, node.Shape, node.Detail, inputs, Top, bound: true),
            _ => Number(node.Op, node.Shape, node.Detail, inputs, scope),
        };
    }

    private Value Number(Op op, Shape shape, Detail? detail, Value[] inputs, Scope scope, bool bound = false, Value? of = null, LoopScope? loop = null)
    {
        Key key = new(scope, op, shape, of is null ? detail : null, string.Join(',', inputs.Select(input => input.Id)), of, of is null ? null : ((Detail.Result)detail!).Kind);
        if (!_numbers.TryGetValue(key, out Value? value))
        {
            _numbers[key] = value = new Value(_count++, op, shape, detail, inputs, scope) { IsBound = bound, Of = of, Loop = loop };
            scope.Values.Add(value);
            loop?.Parts.Add(value);
        }

        return value;
    }

    /// <summary>The same loop once more, inside <paramref name="reader"/> and on other inputs; the reader's values do not list it yet.</summary>
    internal Value Again(Value loop, Value[] inputs, LoopScope reader) => Loop((Detail.Loop)loop.Detail!, inputs, reader);

    /// <summary>What a result of a loop is of, in the same loop made once more.</summary>
    internal Value Counterpart(Value part, Value again) => Lower(((Detail.Result)part.Detail!).Node, again.Loop!);

    /// <summary>A stack of so many steps that no node asked for, of a value of the loop's body.</summary>
    internal Value History(Value loop, Value of, int steps, Scope scope, Detail.Result result)
    {
        Value stack = new(_count++, Op.Part, of.Shape with { Steps = steps }, result, [loop], scope) { Of = of, Loop = loop.Loop };
        loop.Loop!.Parts.Add(stack);
        return stack;
    }

    private Value Loop(Node node, Value[] inputs, Scope outer)
    {
        Value value = Loop(node.Get<Detail.Loop>(), inputs, outer);
        outer.Values.Add(value);
        return value;
    }

    private Value Loop(Detail.Loop detail, Value[] inputs, Scope outer)
    {
        ScanBody body = detail.Body;
        LoopScope scope = new(outer, body);
        int k = body.Carries.Length, m = body.StepInputs.Length;
        scope.Carries = [.. body.Carries.Select(carry => Bind(carry, scope))];
        scope.StepInputs = [.. body.StepInputs.Select(input => Bind(input, scope))];
        for (int i = 0; i < body.Captured.Length; i++)
        {
            _values[(scope, body.Captured[i])] = inputs[k + m + i];
        }

        scope.Next = [.. body.Next.Select(next => Lower(next, scope))];
        return new Value(_count++, Op.Scan, Shape.Scalar, detail, inputs, outer) { Loop = scope };
    }

    private Value Bind(Node placeholder, LoopScope scope)
    {
        Value value = new(_count++, Op.Input, placeholder.Shape, null, [], scope) { IsBound = true };
        scope.Values.Add(value);
        return _values[(scope, placeholder)] = value;
    }

    private Value Part(Node node, Value scan, Scope scope)
    {
        Detail.Result result = node.Get<Detail.Result>();
        Value of = Lower(result.Node, scan.Loop!);
        return Number(Op.Part, node.Shape, result, [scan], scope, of: of, loop: scan.Loop);
    }

    private sealed record Key(Scope Scope, Op Op, Shape Shape, Detail? Detail, string Inputs, Value? Of, PartKind? Kind);
}
