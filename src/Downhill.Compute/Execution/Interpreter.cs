using System.Numerics;
using Downhill.Compute.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>Evaluates node by node with plain loops: the definition of what a graph means, and the executor where no code can be generated.</summary>
/// <remarks>A value is laid out [row, step, height, width]; a shared one has a single row.</remarks>
internal sealed class Interpreter<T> : Computation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Node[] _outputs;
    private readonly InputTable<T> _inputs;
    private T[][] _results = [];
    private Rng _rng;

    internal Interpreter(Node[] outputs)
    {
        _outputs = outputs;
        _inputs = new InputTable<T>(outputs);
    }

    public override ReadOnlySpan<T> this[int output]
    {
        get
        {
            RequireOutput(output, _outputs.Length, _results.Length > 0);
            return _results[output];
        }
    }

    public override bool Reads(string input) => _inputs.Has(input);

    public override void Set(string name, ReadOnlySpan<T> values) => _inputs.Set(name, values);

    public override void Set(RowIndex index, ReadOnlySpan<int> owners) => _inputs.Set(index, owners);

    public override void SetRows(Rows rows, int count) => _inputs.SetRows(rows, count);

    public override void Seed(Rng rng) => _rng = rng;

    public override void Run()
    {
        _inputs.Require();
        Dictionary<Node, T[]> values = [];
        Evaluate(Order.Ascending(_outputs), values);
        _results = [.. _outputs.Select(output => values[output])];
    }

    private void Evaluate(List<Node> order, Dictionary<Node, T[]> values)
    {
        ILookup<Node, Node> parts = order.Where(node => node.Op == Op.Part).ToLookup(node => node.Inputs[0]);
        foreach (Node node in order)
        {
            if (node.Op == Op.Scan)
            {
                Loop(node, [.. parts[node]], values);
            }
            else if (node.Op != Op.Part)
            {
                values[node] = Evaluate(node, [.. node.Inputs.Select(input => values[input])]);
            }
        }
    }

    private int RowsOf(Shape shape) => shape.Rows is null ? 1 : _inputs.Count(shape.Rows);

    private T[] Evaluate(Node node, T[][] x) => node.Op switch
    {
        Op.Input => _inputs.Get(node.Get<Detail.Named>().Name),
        Op.Constant => Constant(node),
        Op.Noise => Noise(node, x[0][0]),

        Op.Add => Map(x[0], x[1], (a, b) => a + b),
        Op.Subtract => Map(x[0], x[1], (a, b) => a - b),
        Op.Multiply => Map(x[0], x[1], (a, b) => a * b),
        Op.Divide => Map(x[0], x[1], (a, b) => a / b),
        Op.Minimum => Map(x[0], x[1], (a, b) => a < b ? a : b),
        Op.Maximum => Map(x[0], x[1], (a, b) => a > b ? a : b),
        Op.Less => Map(x[0], x[1], (a, b) => a < b ? T.One : T.Zero),
        Op.Equal => Map(x[0], x[1], (a, b) => a == b ? T.One : T.Zero),
        Op.Select => [.. x[0].Select((c, i) => c != T.Zero ? x[1][i] : x[2][i])],
        Op.Negate => Map(x[0], a => -a),
        Op.Exp => Map(x[0], T.Exp),
        Op.Log => Map(x[0], T.Log),
        Op.Log1p => Map(x[0], Log1p),
        Op.Sqrt => Map(x[0], T.Sqrt),
        Op.Tanh => Map(x[0], T.Tanh),
        Op.Sigmoid => Map(x[0], a => T.One / (T.One + T.Exp(-a))),
        Op.Softplus => Map(x[0], a => T.Max(a, T.Zero) + Log1p(T.Exp(-T.Abs(a)))),
        Op.Sin => Map(x[0], T.Sin),
        Op.Cos => Map(x[0], T.Cos),
        Op.Abs => Map(x[0], T.Abs),
        Op.Sign => Map(x[0], a => a > T.Zero ? T.One : a < T.Zero ? -T.One : a),
        Op.StopGradient or Op.Argmin => x[0],

        Op.Broadcast => Rearrange(node, x[0], (from, s, i, j) => Place(from, s, i, j)),
        Op.Sum => Fold(node, x[0], T.Zero, (sum, a) => sum + a),
        Op.Largest => Fold(node, x[0], T.NegativeInfinity, T.Max),
        Op.SumSteps => Fold(node, x[0], T.Zero, (sum, a) => sum + a),
        Op.SumRows => FoldRows(node, x[0], T.Zero, (sum, a) => sum + a),
        Op.LargestRow => FoldRows(node, x[0], T.NegativeInfinity, T.Max),

        Op.Transpose => Rearrange(node, x[0], (from, s, i, j) => Place(from, s, j, i)),
        Op.Reshape => x[0],
        Op.Slice => Rearrange(node, x[0], (from, s, i, j) => Place(from, s, i + node.Get<Detail.Window>().Row, j + node.Get<Detail.Window>().Column)),
        Op.Pad => Rearrange(node, x[0], (from, s, i, j) => PlaceInside(from, s, i - node.Get<Detail.Window>().Row, j - node.Get<Detail.Window>().Column)),

        Op.MatMul => MatMul(node, x[0], x[1]),
        Op.Solve => Solve(node, x[0], x[1]),
        Op.Cholesky => EachMatrix(node, x[0], (a, l, n) => LinearSystem.Cholesky<T>(a, l, n)),
        Op.MatrixExponential => EachMatrix(node, x[0], (a, e, n) => MatrixExponential.Of(a, e, n, new T[MatrixExponential.Scratch * n * n])),

        Op.Gather => Gather(node, x[0]),
        Op.Scatter => Scatter(node, x[0]),

        Op.Scan or Op.Part => throw new InvalidOperationException("Loops are evaluated as a whole."),
    };

    // The standard library's is log(1 + x), which is 0 for small x. Kahan: what rounding u = 1 + x lost cancels between the factors.
    private static T Log1p(T x)
    {
        T u = T.One + x;
        return u == T.One ? x : u - T.One == x ? T.Log(u) : T.Log(u) * x / (u - T.One);
    }

    private static T[] Map(T[] a, Func<T, T> f) => Array.ConvertAll(a, x => f(x));

    private static T[] Map(T[] a, T[] b, Func<T, T, T> f)
    {
        T[] y = new T[a.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = f(a[i], b[i]);
        }

        return y;
    }

    private T[] Constant(Node node)
    {
        T[] values = new T[RowsOf(node.Shape) * node.Shape.Length];
        if (node.Fill is { } fill)
        {
            Array.Fill(values, T.CreateChecked(fill));
            return values;
        }

        double[] listed = node.Get<Detail.Listed>().Values;
        return Array.ConvertAll(listed, T.CreateChecked);
    }

    private T[] Noise(Node node, T step)
    {
        Detail.Stream stream = node.Get<Detail.Stream>();
        int length = node.Shape.Length;
        T[] values = new T[RowsOf(node.Shape) * length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = T.CreateChecked(Kernels.Noise.Normal(_rng.Fork(stream.Number), (uint)(i / length), (ulong)long.CreateTruncating(step), i % length));
        }

        return values;
    }

    private static int Place(Shape from, int step, int i, int j) =>
        ((((from.Steps == 1 ? 0 : step) * from.Height) + (from.Height == 1 ? 0 : i)) * from.Width) + (from.Width == 1 ? 0 : j);

    private static int PlaceInside(Shape from, int step, int i, int j) =>
        i >= 0 && i < from.Height && j >= 0 && j < from.Width ? Place(from, step, i, j) : -1;

    /// <summary>Each number of the result from the place that <paramref name="place"/> names in the input's row; −1 is zero.</summary>
    private T[] Rearrange(Node node, T[] x, Func<Shape, int, int, int, int> place)
    {
        Shape from = node.Inputs[0].Shape, to = node.Shape;
        T[] y = new T[RowsOf(to) * to.Length];
        for (int at = 0; at < y.Length; at++)
        {
            int row = at / to.Length, step = at % to.Length / to.Elements, i = at % to.Elements / to.Width, j = at % to.Width;
            int source = place(from, step, i, j);
            y[at] = source < 0 ? T.Zero : x[((from.Rows is null ? 0 : row) * from.Length) + source];
        }

        return y;
    }

    private T[] Fold(Node node, T[] x, T start, Func<T, T, T> add)
    {
        Shape from = node.Inputs[0].Shape, to = node.Shape;
        T[] y = new T[RowsOf(to) * to.Length];
        Array.Fill(y, start);
        for (int at = 0; at < x.Length; at++)
        {
            int row = at / from.Length, step = at % from.Length / from.Elements, i = at % from.Elements / from.Width, j = at % from.Width;
            int target = (row * to.Length) + Place(to, step, i, j);
            y[target] = add(y[target], x[at]);
        }

        return y;
    }

    private static T[] FoldRows(Node node, T[] x, T start, Func<T, T, T> add)
    {
        T[] y = new T[node.Shape.Length];
        Array.Fill(y, start);
        for (int at = 0; at < x.Length; at++)
        {
            y[at % y.Length] = add(y[at % y.Length], x[at]);
        }

        return y;
    }

    private T[] MatMul(Node node, T[] a, T[] b)
    {
        Shape left = node.Inputs[0].Shape, right = node.Inputs[1].Shape, to = node.Shape;
        T[] y = new T[RowsOf(to) * to.Length];
        for (int at = 0; at < y.Length; at++)
        {
            int row = at / to.Length, step = at % to.Length / to.Elements, i = at % to.Elements / to.Width, j = at % to.Width;
            T sum = T.Zero;
            for (int k = 0; k < left.Width; k++)
            {
                sum += a[Start(left, row, step) + (i * left.Width) + k] * b[Start(right, row, step) + (k * right.Width) + j];
            }

            y[at] = sum;
        }

        return y;
    }

    private static int Start(Shape shape, int row, int step) =>
        ((shape.Rows is null ? 0 : row) * shape.Length) + ((shape.Steps == 1 ? 0 : step) * shape.Elements);

    private static T[] Solve(Node node, T[] a, T[] b)
    {
        int n = node.Inputs[0].Shape.Width, columns = node.Shape.Width;
        T[] left = [.. a], right = [.. b];
        for (int at = 0; at * n * n < left.Length; at++)
        {
            LinearSystem.Solve(left.AsSpan(at * n * n, n * n), right.AsSpan(at * n * columns, n * columns), n, columns);
        }

        return right;
    }

    private delegate void MatrixFunction(ReadOnlySpan<T> a, Span<T> y, int n);

    private static T[] EachMatrix(Node node, T[] x, MatrixFunction f)
    {
        int n = node.Shape.Width;
        T[] y = new T[x.Length];
        for (int at = 0; at < x.Length; at += n * n)
        {
            f(x.AsSpan(at, n * n), y.AsSpan(at, n * n), n);
        }

        return y;
    }

    private T[] Gather(Node node, T[] x)
    {
        int length = node.Shape.Length;
        int[] owners = _inputs.Owners(node.Get<Detail.Along>().Index);
        T[] y = new T[owners.Length * length];
        for (int part = 0; part < owners.Length; part++)
        {
            x.AsSpan(owners[part] * length, length).CopyTo(y.AsSpan(part * length));
        }

        return y;
    }

    private T[] Scatter(Node node, T[] x)
    {
        int length = node.Shape.Length;
        int[] owners = _inputs.Owners(node.Get<Detail.Along>().Index);
        T[] y = new T[RowsOf(node.Shape) * length];
        for (int at = 0; at < x.Length; at++)
        {
            y[(owners[at / length] * length) + (at % length)] += x[at];
        }

        return y;
    }

    private void Loop(Node scan, Node[] parts, Dictionary<Node, T[]> outside)
    {
        ScanBody body = scan.Get<Detail.Loop>().Body;
        int k = body.Carries.Length, m = body.StepInputs.Length;
        T[][] carries = [.. scan.Inputs[..k].Select(initial => outside[initial])];
        List<Node> order = body.OrderFor([.. body.Next, .. parts.Select(part => part.Get<Detail.Result>().Node)]);
        foreach (Node part in parts)
        {
            outside[part] = new T[RowsOf(part.Shape) * part.Shape.Length];
        }

        for (int i = 0; i < body.Steps; i++)
        {
            int t = body.Backwards ? body.Steps - 1 - i : i;
            Dictionary<Node, T[]> values = body.Captured.ToDictionary(node => node, node => outside[node]);
            for (int c = 0; c < k; c++)
            {
                values[body.Carries[c]] = carries[c];
            }

            for (int s = 0; s < m; s++)
            {
                values[body.StepInputs[s]] = AtStep(outside[scan.Inputs[k + s]], scan.Inputs[k + s].Shape, t);
            }

            Evaluate(order, values);
            carries = [.. body.Next.Select(next => values[next])];
            foreach (Node part in parts)
            {
                Collect(part, values, carries, body, t, outside[part]);
            }
        }
    }

    private static T[] AtStep(T[] stack, Shape shape, int t)
    {
        int rows = stack.Length / shape.Length;
        T[] slice = new T[rows * shape.Elements];
        for (int row = 0; row < rows; row++)
        {
            stack.AsSpan((row * shape.Length) + (t * shape.Elements), shape.Elements).CopyTo(slice.AsSpan(row * shape.Elements));
        }

        return slice;
    }

    private static void Collect(Node part, Dictionary<Node, T[]> values, T[][] carries, ScanBody body, int t, T[] result)
    {
        Detail.Result detail = part.Get<Detail.Result>();
        if (detail.Kind == PartKind.Final)
        {
            carries[Array.IndexOf(body.Carries, detail.Node)].CopyTo(result, 0);
            return;
        }

        T[] value = values[detail.Node];
        int elements = detail.Node.Shape.Elements, length = part.Shape.Length;
        for (int at = 0; at < value.Length; at++)
        {
            int row = at / elements, element = at % elements;
            switch (detail.Kind)
            {
                case PartKind.Stack:
                    result[(row * length) + (t * elements) + element] = value[at];
                    break;
                case PartKind.StepTotal:
                    result[(t * elements) + element] += value[at];
                    break;
                default:
                    result[at % length] += value[at];
                    break;
            }
        }
    }
}
