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

    private Value Loop(Node node, Value[] inputs, Scope outer)
    {
        ScanBody body = node.Get<Detail.Loop>().Body;
        LoopScope scope = new(outer, body);
        int k = body.Carries.Length, m = body.StepInputs.Length;
        scope.Carries = [.. body.Carries.Select(carry => Bind(carry, scope))];
        scope.StepInputs = [.. body.StepInputs.Select(input => Bind(input, scope))];
        for (int i = 0; i < body.Captured.Length; i++)
        {
            _values[(scope, body.Captured[i])] = inputs[k + m + i];
        }

        scope.Next = [.. body.Next.Select(next => Lower(next, scope))];
        Value value = new(_count++, Op.Scan, node.Shape, node.Detail, inputs, outer) { Loop = scope };
        outer.Values.Add(value);
        return value;
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
