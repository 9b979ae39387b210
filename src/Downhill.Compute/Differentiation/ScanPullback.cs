using static Downhill.Compute.Maths;

namespace Downhill.Compute.Differentiation;

/// <summary>The derivative of a loop is a loop from the last step to the first: λₜ = (∂f/∂c)ᵀ λₜ₊₁, θ̄ = Σₜ (∂f/∂θ)ᵀ λₜ₊₁.</summary>
/// <remarks>
/// Its body is the pullback of the forward body, over the forward body's own nodes: a node of that body is bound to its stacked
/// history where it was kept, and computed again where it was not.
/// </remarks>
internal static class ScanPullback
{
    internal static Node?[] Of(Node scan, IReadOnlyList<(Detail.Result Part, Node Bar)> parts, Func<Node, bool> isActive)
    {
        if (parts.Count == 0)
        {
            return [];
        }

        ScanBody body = scan.Get<Detail.Loop>().Body;
        int k = body.Carries.Length;
        List<(Node Placeholder, Node Stack)> stepInputs = [];
        Node[] lambdas = [.. body.Carries.Select(carry => Scan.Placeholder(carry.Shape))];
        List<(Node Y, Node Bar)> seeds = [.. body.Next.Zip(lambdas), .. parts.Where(p => p.Part.Kind != PartKind.Final).Select(part => Seed(part, stepInputs))];
        Node[] inputs = [.. body.StepInputs.Where((_, i) => isActive(scan.Inputs[k + i]))];
        Node[] captured = [.. body.Captured.Where(isActive)];

        Node[] bars = new Reverse([.. body.Carries, .. inputs, .. captured]).Run([.. seeds.Select(s => s.Y)], [.. seeds.Select(s => s.Bar)]);
        Node[] carryBars = bars[..k], stepBars = bars[k..(k + inputs.Length)], capturedBars = bars[(k + inputs.Length)..];
        Node[] sums = [.. captured.Select(node => Scan.Placeholder(node.Shape))];

        stepInputs.AddRange(body.Carries.Select(carry => (carry, Scan.Part(scan, PartKind.Stack, carry))));
        stepInputs.AddRange(body.StepInputs.Select((input, i) => (input, scan.Inputs[k + i])));
        stepInputs.AddRange(Kept(body, bars).Select(node => (node, Scan.Part(scan, PartKind.Stack, node))));

        List<(Node, Node, Node)> carries = [.. lambdas.Select((lambda, i) => (lambda, Final(parts, body.Carries[i]), carryBars[i]))];
        carries.AddRange(captured.Select((node, i) => (node, Sum: sums[i], Bar: capturedBars[i])).Where(c => !c.node.Shape.IsShared)
            .Select(c => (c.Sum, Node.Constant(0, c.node.Shape), c.Sum + c.Bar)));

        HashSet<Node> bound = [.. body.Carries, .. body.StepInputs, .. body.Captured, .. lambdas, .. stepInputs.Select(input => input.Placeholder), .. parts.Select(part => part.Bar)];
        Node[] shared = [.. stepBars.Concat(capturedBars).Where(bar => bar.Shape.IsShared)];
        Node[] totals = [.. Order.Ascending(shared, node => !bound.Contains(node)).Where(Lifting.IsSum).Select(Lifting.Summand)];
        Node reverse = ScanBody.Close(body.Steps, !body.Backwards, body.Storage, carries, stepInputs, [.. totals, .. stepBars.Where(bar => !bar.Shape.IsShared)]);

        Lifting lifting = new(reverse, stepInputs, bound);
        return [
            .. lambdas.Select(lambda => Scan.Part(reverse, PartKind.Final, lambda)),
            .. Scatter(body.StepInputs, inputs, (_, i) => stepBars[i].Shape.IsShared ? lifting.Stacked(stepBars[i]) : Scan.Part(reverse, PartKind.Stack, stepBars[i])),
            .. Scatter(body.Captured, captured, (node, i) => node.Shape.IsShared ? lifting.Summed(capturedBars[i]) : Scan.Part(reverse, PartKind.Final, sums[i]))];
    }

    private static (Node Y, Node Bar) Seed((Detail.Result Part, Node Bar) part, List<(Node Placeholder, Node Stack)> stepInputs)
    {
        if (part.Part.Kind == PartKind.Total)
        {
            return (part.Part.Node, Repeat(part.Bar, part.Part.Node.Shape));
        }

        Node slice = Scan.Placeholder(part.Bar.Shape with { Steps = 1 });
        stepInputs.Add((slice, part.Bar));
        return (part.Part.Node, Repeat(slice, part.Part.Node.Shape));
    }

    private static Node Final(IReadOnlyList<(Detail.Result Part, Node Bar)> parts, Node carry) =>
        parts.Where(part => part.Part.Kind == PartKind.Final && part.Part.Node == carry)
            .Aggregate(Node.Constant(0, carry.Shape), (sum, part) => sum + part.Bar);

    /// <summary>The costly nodes of the forward body that the way back uses, when everything is to be kept.</summary>
    private static IEnumerable<Node> Kept(ScanBody body, Node[] bars)
    {
        if (body.Storage != LoopStorage.Everything)
        {
            return [];
        }

        HashSet<Node> forward = [.. body.OrderFor(body.Next)];
        HashSet<Node> bound = [.. body.Carries, .. body.StepInputs, .. body.Captured];
        return Order.Ascending(bars, node => !bound.Contains(node)).Where(node => forward.Contains(node) && IsCostly(node));
    }

    private static bool IsCostly(Node node) =>
        (node.Op.IsElementary() || node.Op is Op.MatMul or Op.Solve or Op.Cholesky or Op.MatrixExponential or Op.Part) && node.Shape is { Steps: 1, IsShared: false };

    private static IEnumerable<Node?> Scatter(Node[] all, Node[] some, Func<Node, int, Node?> of)
    {
        int next = 0;
        foreach (Node node in all)
        {
            yield return next < some.Length && some[next] == node ? of(node, next++) : null;
        }
    }
}
