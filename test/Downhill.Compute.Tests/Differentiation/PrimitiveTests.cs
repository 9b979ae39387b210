using static Downhill.Compute.Tests.Differentiation.Differences;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>Every primitive's rule, to second order, against differences.</summary>
/// <remarks>
/// The tolerances are the issue's, 1e-6 and 1e-5 of Σ |gᵢ uᵢ|. The extrapolated differences are good to about 1e-9, so that a rule has to be wrong to fail.
/// </remarks>
public sealed class PrimitiveTests
{
    private const int Rows = 5, Seed = 3;

    public static TheoryData<string> All => [.. Enum.GetNames<Op>()];

    [Theory, MemberData(nameof(All))]
    public void Each_primitive_has_a_case_that_contains_it(string op) =>
        Assert.All(PrimitiveCases.Of(Enum.Parse<Op>(op)), graph => Assert.Contains(Order.Ascending([graph]), node => node.Op == Enum.Parse<Op>(op)));

    [Theory, MemberData(nameof(All))]
    public void First_derivatives_are_those_of_differences(string op) => AssertRight(op, 1e-6, loss => loss);

    [Theory, MemberData(nameof(All))]
    public void Second_derivatives_are_those_of_differences(string op) => AssertRight(op, 1e-5, loss => ProjectedGradient(loss, Leaves(loss)));

    private static void AssertRight(string op, double tolerance, Func<Node, Node> of)
    {
        foreach (Node graph in PrimitiveCases.Of(Enum.Parse<Op>(op)))
        {
            Node loss = of(Loss(graph));
            Given given = Given.Normal(Seed, Rows, loss, graph);
            double interpreted = Error(loss, given, Computation.Interpret<double>);
            Assert.True(interpreted < tolerance, $"{graph}, interpreted: {interpreted:E1}");
            double compiled = Error(loss, given, nodes => Computation.Compile<double>(1, nodes));
            Assert.True(compiled < tolerance, $"{graph}, compiled: {compiled:E1}");
        }
    }
}
