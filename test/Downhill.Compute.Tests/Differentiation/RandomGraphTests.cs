using static Downhill.Compute.Maths;
using static Downhill.Compute.Tests.Differentiation.Differences;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>Rules that are right one by one are right together: graphs drawn over all smooth primitives, against differences.</summary>
/// <remarks>The tolerances are the issue's. Five rows: few enough that one wrong row is a large part of Σ |gᵢ uᵢ|.</remarks>
public sealed class RandomGraphTests
{
    private const int Rows = 5;

    [Fact]
    public void Gradients_of_random_graphs_are_those_of_differences()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            AssertRight(Loss(new RandomGraph(seed, isSmooth: true).Output), seed, 1e-6, isCompiled: seed % 2 == 0);
        }
    }

    [Fact]
    public void Second_derivatives_of_random_graphs_are_those_of_differences()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Node loss = Loss(new RandomGraph(seed, isSmooth: true).Output);
            AssertRight(ProjectedGradient(loss, Leaves(loss)), seed, 1e-5, isCompiled: seed % 2 == 0);
        }
    }

    // ⟨ȳ, J v⟩ = ⟨Jᵀ ȳ, v⟩: the pushforward is the transpose of the pullback, through loops, minima and sums over rows.
    [Fact]
    public void Pushforward_and_pullback_are_transposes()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            RandomGraph graph = new(seed, isSmooth: true);
            Node v = Node.Input("v", graph.X.Shape), ybar = Node.Input("ybar", graph.Output.Shape);
            Node product = Derivative.JacobianVector(graph.Output, graph.X, v);
            Assert.False(product.Reads("ȳ"));
            Node[] products = [
                SumRows(Dot(ybar, product)),
                SumRows(Dot(Derivative.VectorJacobian(graph.Output, ybar, graph.X), v))];
            double[][] values = Given.Normal(seed, Rows, products).Interpret(products);
            Near.Assert(values[0], values[1], 1e-11, $"graph {seed}");
        }
    }

    private static void AssertRight(Node loss, int seed, double tolerance, bool isCompiled)
    {
        double error = Error(loss, Given.Normal(seed, Rows, loss), isCompiled ? nodes => Computation.Compile<double>(1, nodes) : Computation.Interpret<double>, lines: 1);
        Assert.True(error < tolerance, $"graph {seed}, {(isCompiled ? "compiled" : "interpreted")}: {error:E1}");
    }
}
