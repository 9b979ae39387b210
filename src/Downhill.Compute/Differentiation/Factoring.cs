using static Downhill.Compute.Maths;

namespace Downhill.Compute.Differentiation;

/// <summary>Reads a matrix per row as a sum of outer products, where it is one and that is cheaper than its numbers.</summary>
internal sealed class Factoring
{
    private readonly Dictionary<Node, List<OuterProduct>?> _terms = [];
    private readonly int _most;

    private Factoring(int most) => _most = most;

    /// <summary>The terms, none where it is zero; null where it is no sum of outer products, or one of so many that its numbers are cheaper.</summary>
    internal static OuterProduct[]? Of(Node gradient)
    {
        OuterProduct[]? terms = gradient.Fill == 0 ? [] : Factored(gradient, MostTerms(gradient.Shape));
        return terms is null ? null : [.. terms.Select(term => new OuterProduct(PerRow(term.Left, gradient.Shape.Rows!), PerRow(term.Right, gradient.Shape.Rows!)))];
    }

    /// <summary>The numbers themselves as a term: 1 times all of them.</summary>
    internal static OuterProduct Numbers(Node gradient) =>
        new(Node.Constant(1, gradient.Shape with { Height = 1, Width = 1 }), Reshape(gradient, 1, gradient.Shape.Elements));

    /// <summary>For a table of the factors: one that is constant is written out where there is more than one term, as it meets others then.</summary>
    internal static OuterProduct[] WrittenOut(OuterProduct[] terms) =>
        terms.Length == 1 ? terms : [.. terms.Select(term => new OuterProduct(WrittenOut(term.Left), WrittenOut(term.Right)))];

    /// <summary>The sum of the squares of a row's numbers: Σ (aₛ aₜᵀ) (bₛ bₜᵀ) over pairs of terms that are no stacks.</summary>
    internal static Node SquaredNorm(OuterProduct[] terms) =>
        terms.SelectMany(a => terms.Select(b => Dot(Inner(a.Left, b.Left), Inner(a.Right, b.Right)))).Aggregate((Node)0, (sum, inner) => sum + inner);

    private static Node Inner(Node a, Node b) => a.Shape.Height == 1 && b.Shape.Height == 1 ? Dot(a, b) : MatMul(a, Transpose(b));

    /// <summary>n terms cost n² (p + q) multiplications for a number of the Gram matrix, the numbers themselves p q.</summary>
    private static int MostTerms(Shape shape) =>
        shape.Height == 1 || shape.Width == 1 ? 0 : (int)Math.Sqrt((double)shape.Elements / (shape.Height + shape.Width));

    private static OuterProduct[]? Factored(Node gradient, int most)
    {
        List<OuterProduct>? terms = most == 0 ? null : new Factoring(most).Terms(gradient);
        return terms is null || terms.Sum(term => term.Count) > most ? null : [.. terms];
    }

    private static Node WrittenOut(Node factor) =>
        factor.Fill is { } fill ? Node.Create(Op.Broadcast, [Node.Constant([fill], 1, 1)], new Detail.To(factor.Shape)) : factor;

    private static Node PerRow(Node factor, Rows rows) => Repeat(factor, factor.Shape with { Rows = rows });

    private List<OuterProduct>? Terms(Node root)
    {
        foreach (Node node in Order.Ascending([root], node => !_terms.ContainsKey(node) && node.Shape is { IsShared: false, Height: > 1, Width: > 1 }))
        {
            _terms[node] = Bounded(node.Fill == 0 ? [] : Of(node, node.Inputs));
        }

        return _terms.GetValueOrDefault(root);
    }

    // Long sums are given up early: a loop written out has a term for each step.
    private List<OuterProduct>? Bounded(List<OuterProduct>? terms)
    {
        List<OuterProduct>? merged = terms is null ? null : Merged(Merged(terms, term => term), term => term.Transposed);
        return merged?.Sum(term => term.Count) > 4 * _most ? null : merged;
    }

    /// <summary>aᵀ b + aᵀ c = aᵀ (b + c).</summary>
    private static List<OuterProduct> Merged(IEnumerable<OuterProduct> terms, Func<OuterProduct, OuterProduct> side) =>
        [.. terms.Select(side).GroupBy(term => term.Left).Select(group => side(new(group.Key, group.Select(term => term.Right).Aggregate((a, b) => a + b))))];

    private List<OuterProduct>? Of(Node node, Node[] inputs) => node.Op switch
    {
        Op.Add => Sum(Known(inputs[0]), Known(inputs[1])),
        Op.Subtract => Sum(Known(inputs[0]), Times(Known(inputs[1]), -1)),
        Op.Negate => Times(Known(inputs[0]), -1),
        Op.Multiply => Scalar(inputs[1]) is { } b ? Times(Known(inputs[0]), b) : Scalar(inputs[0]) is { } a ? Times(Known(inputs[1]), a) : null,
        Op.Divide => Scalar(inputs[1]) is { } c ? Times(Known(inputs[0]), 1 / c) : null,
        Op.Transpose => Each(Known(inputs[0]), term => term.Transposed),
        Op.MatMul => Product(inputs[0], inputs[1]),
        Op.Broadcast => Repeated(inputs[0], node.Shape),
        Op.Slice => Each(Known(inputs[0]), Windowed(node.Get<Detail.Window>(), node.Shape)),
        Op.Pad => Each(Known(inputs[0]), Padded(node.Get<Detail.Window>(), node.Shape)),
        Op.SumSteps => Known(inputs[0]),
        Op.Part => Steps(inputs[0], node.Get<Detail.Result>()),
        _ => null,
    };

    private List<OuterProduct>? Known(Node node) => _terms.GetValueOrDefault(node);

    private static List<OuterProduct>? Each(List<OuterProduct>? terms, Func<OuterProduct, OuterProduct> f) => terms?.ConvertAll(term => f(term));

    private static List<OuterProduct>? Sum(List<OuterProduct>? a, List<OuterProduct>? b) => a is null || b is null ? null : [.. a, .. b];

    private static List<OuterProduct>? Times(List<OuterProduct>? terms, Node factor) => Each(terms, term => term with { Right = term.Right * factor });

    /// <summary>The one number that the matrix is filled with, in each row another perhaps.</summary>
    private static Node? Scalar(Node matrix) => matrix switch
    {
        { Fill: { } fill } => fill,
        { Op: Op.Broadcast, Inputs: [{ Shape.Elements: 1 } number] } => number,
        _ => null,
    };

    // a b = Σₕ of the columns of a times the rows of b; or, where a or b is a sum of outer products itself, of as many.
    private List<OuterProduct>? Product(Node a, Node b)
    {
        List<OuterProduct>?[] ways =
        [
            [new OuterProduct(Transpose(a), b)],
            Each(Known(a), term => term with { Right = MatMul(term.Right, b) }),
            Each(Known(b), term => term with { Left = MatMul(term.Left, Transpose(a)) }),
        ];
        return Each(ways.OfType<List<OuterProduct>>().MinBy(way => way.Sum(term => term.Count)), Fitted);
    }

    // A factor that is the same at every step of the other is repeated.
    private static OuterProduct Fitted(OuterProduct term)
    {
        int steps = Math.Max(term.Left.Shape.Steps, term.Right.Shape.Steps);
        return new(Repeat(term.Left, term.Left.Shape with { Steps = steps }), Repeat(term.Right, term.Right.Shape with { Steps = steps }));
    }

    private static List<OuterProduct>? Repeated(Node x, Shape to) => (x.Shape.Height, x.Shape.Width) switch
    {
        _ when x.Shape.Steps != to.Steps => null,
        (1, _) => [new(Node.Constant(1, to with { Height = 1, Width = to.Height }), Repeat(x, to with { Height = 1 }))],
        (_, 1) => [new(Transpose(x), Node.Constant(1, to with { Height = 1 }))],
        _ => null,
    };

    private static Func<OuterProduct, OuterProduct> Windowed(Detail.Window window, Shape shape) => term => new(
        Slice(term.Left, window.Row, shape.Height),
        Slice(term.Right, window.Column, shape.Width));

    private static Func<OuterProduct, OuterProduct> Padded(Detail.Window window, Shape shape) => term => new(
        Pad(term.Left, 0, window.Row, term.Left.Shape.Height, shape.Height),
        Pad(term.Right, 0, window.Column, term.Right.Shape.Height, shape.Width));

    // A loop's summand is read inside its body, and its factors come out as stacks.
    private List<OuterProduct>? Steps(Node scan, Detail.Result part)
    {
        List<OuterProduct>? terms = part.Kind == PartKind.Stack ? new Factoring(_most).Terms(part.Node) : null;
        bool isLoopInLoop = terms?.Exists(term => term.Left.Shape.Steps > 1) ?? false;
        return isLoopInLoop ? null : Each(terms, term => new(Scan.Stack(scan, term.Left), Scan.Stack(scan, term.Right)));
    }
}
