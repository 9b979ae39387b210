using Downhill.Compute;

namespace Downhill.Experiments.StepFunctions;

/// <summary>What numbers of order one mean in a data set: c, ρ and s, so that z = (x − c) / ρ, and a step has the length s.</summary>
/// <param name="Center">c, the mean of the points.</param>
/// <param name="Radius">ρ, the root mean square distance from it, per coordinate.</param>
/// <param name="Step">s, the root mean square change, per coordinate.</param>
internal sealed record Scaling(double[] Center, double Radius, double Step)
{
    internal static Scaling Of(SeenSteps data)
    {
        int d = data.Dimension;
        double[] center = [.. Enumerable.Range(0, d).Select(i => data.From.Where((_, at) => at % d == i).Average())];
        double spread = data.From.Select((x, at) => Squared(x - center[at % d])).Average(), change = data.From.Zip(data.To, (x, y) => Squared(y - x)).Average();
        return new Scaling(center, Math.Sqrt(spread), Math.Sqrt(change));
    }

    /// <summary>z of a point, whose scaling is set when the graph runs.</summary>
    internal static Node Inward(Node x) => (x - CenterNode(x.Shape.Width)) / RadiusNode;

    internal static Node CenterNode(int dimension) => Node.Input("center", Shape.Shared(1, dimension));

    internal static Node RadiusNode => Node.Setting("radius");

    internal static Node StepNode => Node.Setting("step");

    /// <summary>Sets c and ρ in a computation.</summary>
    internal void SetPlace(Computation<double> computation)
    {
        computation.Set("center", Center);
        computation.Set("radius", Radius);
    }

    /// <summary>Sets s in a computation.</summary>
    internal void SetStep(Computation<double> computation, double faster = 1) => computation.Set("step", faster * Step);

    private static double Squared(double x) => x * x;
}
