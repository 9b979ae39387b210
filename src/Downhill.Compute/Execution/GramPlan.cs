using Downhill.Compute.Differentiation;

namespace Downhill.Compute.Execution;

/// <summary>Where a vector per row stands in the tables of a computation.</summary>
/// <param name="Slot">The table.</param>
/// <param name="Offset">Its first number among those of a row.</param>
/// <param name="Width">How many numbers.</param>
internal readonly record struct Factor(int Slot, int Offset, int Width);

/// <summary>The Gram matrix Σₖ aₖ(i) bₖ(j) of two vectors per row.</summary>
internal readonly record struct Inner(Factor A, Factor B);

/// <summary>A part of a Gram matrix of outer products: (Constant + Σ Terms) ∘ Shared, number by number; Shared is all ones where it is null.</summary>
internal sealed record Product(Inner? Shared, Inner[] Terms, double Constant);

/// <summary>From factored gradients to products: K = Σ over parameters, over pairs (s, t) of their terms, of (Aₛ Aₜᵀ) ∘ (Bₛ Bₜᵀ).</summary>
/// <remarks>What pairs have in common is taken out, the most frequent first: of a layer's weights and biases, (A Aᵀ + 1) ∘ (B Bᵀ).</remarks>
internal static class GramPlan
{
    /// <summary>What has to be computed, and how it is put together; what is shared with nothing comes last.</summary>
    /// <param name="parameters">The terms of each parameter, as <see cref="Factoring.WrittenOut(OuterProduct[])"/> gives them.</param>
    /// <param name="place">Where a factor that is not constant stands: its table and first number.</param>
    internal static Product[] Of(IEnumerable<OuterProduct[]> parameters, Func<Node, (int Slot, int Offset)> place)
    {
        List<Pair> left = [.. parameters.SelectMany(terms => Pairs([.. terms.SelectMany(term => Side(term.Left, place).Zip(Side(term.Right, place)))]))];
        List<Product> products = [];
        while (MostShared(left) is { } shared)
        {
            products.Add(TakenOut(shared, [.. left.Where(pair => pair.Has(shared))]));
            left.RemoveAll(pair => pair.Has(shared));
        }

        return [.. products, new Product(null, [.. left.Select(pair => pair.A ?? pair.B).OfType<Inner>()], left.Where(pair => pair.IsConstant).Sum(pair => pair.Factor))];
    }

    private static Product TakenOut(Inner shared, Pair[] pairs) => new(
        shared,
        [.. pairs.Select(pair => pair.Beside(shared)).OfType<Inner>()],
        pairs.Where(pair => pair.Beside(shared) is null).Sum(pair => pair.Factor));

    // What stands alone, times one, is added as it is at the end.
    private static Inner? MostShared(List<Pair> pairs)
    {
        HashSet<Inner> candidates = [.. pairs.Where(pair => !pair.IsAlone).SelectMany(pair => pair.Sides)];
        return pairs.SelectMany(pair => pair.Sides).Where(candidates.Contains).GroupBy(inner => inner).MaxBy(group => group.Count())?.Key;
    }

    private static IEnumerable<Pair> Pairs((Vector Left, Vector Right)[] terms) =>
        from s in terms
        from t in terms
        select new Pair(Between(s.Left, t.Left), Between(s.Right, t.Right), s.Left.Constant * s.Right.Constant);

    private static Inner? Between(Vector s, Vector t) => s.At is { } a && t.At is { } b ? new Inner(a, b) : null;

    // A matrix or a stack is as many vectors.
    private static IEnumerable<Vector> Side(Node node, Func<Node, (int Slot, int Offset)> place)
    {
        int count = node.Shape.Steps * node.Shape.Height, width = node.Shape.Width;
        if (node.Fill is { } fill)
        {
            return Enumerable.Repeat(new Vector(null, fill * fill * width), count);
        }

        (int slot, int offset) = place(node);
        return Enumerable.Range(0, count).Select(k => new Vector(new Factor(slot, offset + (k * width), width), 1));
    }

    /// <summary>A factor; or, where it is the same number everywhere, its Gram matrix's number.</summary>
    private readonly record struct Vector(Factor? At, double Constant);

    /// <summary>Factor · A ∘ B, where A or B or both may be missing; then they are all ones.</summary>
    private readonly record struct Pair(Inner? A, Inner? B, double Factor)
    {
        internal bool IsConstant => A is null && B is null;

        internal bool IsAlone => IsConstant || ((A is null || B is null) && Factor == 1);

        internal IEnumerable<Inner> Sides => new[] { A, B }.OfType<Inner>().Distinct();

        internal bool Has(Inner inner) => A == inner || B == inner;

        internal Inner? Beside(Inner inner) => A == inner ? B : A;
    }
}
