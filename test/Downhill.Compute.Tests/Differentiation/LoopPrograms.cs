using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>A loss over everything that a loop gives, its gradient, and a Hessian-vector product: as a loop, or written out by hand.</summary>
/// <remarks>Step t of an input u per step is the input u@t where the loop is written out.</remarks>
internal static class LoopPrograms
{
    /// <summary>The outputs, one group for each of [loss, gradients, Hessian-vector products]; a group is one node, or one per step.</summary>
    internal static Node[][] Looped(string name, LoopStorage storage)
    {
        LoopCase loop = new LoopCases(isUnrolled: false).Of(name);
        Scan scan = Scan.Over(loop.Steps, loop.Initial, [.. loop.Stacks.Select(u => Node.Input(u.Name, u.Shape with { Steps = loop.Steps }))], loop.Body, storage);
        return Outputs([.. scan.Final.Select(node => new[] { node })], [.. scan.Before.Select(node => new[] { node })], [.. scan.After.Select(node => new[] { node })]);
    }

    internal static Node[][] Unrolled(string name)
    {
        LoopCase loop = new LoopCases(isUnrolled: true).Of(name);
        List<Node[]> carries = [loop.Initial];
        for (int t = 0; t < loop.Steps; t++)
        {
            Node[] next = loop.Body(carries[t], [.. loop.Stacks.Select(u => Node.Input($"{u.Name}@{t}", u.Shape))], t);
            carries.Add([.. next.Select((node, k) => Repeat(node, loop.Initial[k].Shape))]);
        }

        int[] each = [.. Enumerable.Range(0, loop.Initial.Length)];
        return Outputs(
            [.. each.Select(k => new[] { carries[^1][k] })],
            [.. each.Select(k => carries[..^1].Select(c => c[k]).ToArray())],
            [.. each.Select(k => carries[1..].Select(c => c[k]).ToArray())]);
    }

    private static Node[][] Outputs(Node[][] final, Node[][] before, Node[][] after)
    {
        Node loss = Weighted(final, "final") + Weighted(before, "before") + Weighted(after, "after");
        Node[][] leaves = Leaves(loss);
        Node[][] gradients = Derivatives(loss, leaves);
        return [[loss], .. gradients, .. Derivatives(Weighted(gradients, "v"), leaves)];
    }

    private static Node[][] Derivatives(Node loss, Node[][] leaves)
    {
        Queue<Node> flat = new(Derivative.Gradient(loss, [.. leaves.SelectMany(group => group)]));
        return [.. leaves.Select(group => group.Select(_ => flat.Dequeue()).ToArray())];
    }

    /// <summary>The inputs of the loop in the order of their names, those per step as one group.</summary>
    private static Node[][] Leaves(Node loss) => [.. Order.Ascending([loss])
        .Where(node => node.Op == Op.Input && !node.Get<Detail.Named>().Name.Contains('-'))
        .GroupBy(node => node.Get<Detail.Named>().Name.Split('@')[0])
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => group.DistinctBy(node => node.Get<Detail.Named>().Name).OrderBy(node => node.Get<Detail.Named>().Name, StringComparer.Ordinal).ToArray())];

    private static Node Weighted(Node[][] groups, string name)
    {
        Node sum = 0;
        for (int k = 0; k < groups.Length; k++)
        {
            for (int t = 0; t < groups[k].Length; t++)
            {
                Node node = groups[k][t];
                Node weight = Node.Input($"{name}-{k}{(groups[k].Length > 1 ? $"@{t}" : "")}", node.Shape);
                Node scalar = SumSteps(Sum((name == "v" ? node : Sin(node)) * weight));
                sum += scalar.Shape.Rows is null ? scalar : SumRows(scalar);
            }
        }

        return sum;
    }
}
