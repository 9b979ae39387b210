using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>The derivative of a minimum against formulas, and inside energies, loops and other minima against differences.</summary>
public sealed class ArgminTests
{
    private const int Rows = 5;

    private static readonly Node X = Node.Point(3), Y = Node.Point(3, "y"), W = Node.Input("w", Shape.Shared(3, 3)), S = Node.Setting("s");

    // E(z) = ½ zᵀ A z − b z has its minimum at A⁻¹ b, which is a primitive with a rule of its own. A has a condition number below 30,
    // and a second derivative contains A⁻¹ four times: 30⁴ · 2⁻⁵³ ≈ 1e-10 of the largest at the very worst.
    [Fact]
    public void The_minimum_of_a_quadratic_has_the_derivatives_of_a_linear_system()
    {
        Node a = MatMul(W, Transpose(W)) + Identity(3);
        Node solved = Transpose(Solve(a, Transpose(X)));
        Node minimum = Argmin.Of(z => (0.5 * Dot(z, MatMul(z, a))) - Dot(X, z), 0 * X, z => z - Transpose(Solve(a, Transpose(MatMul(z, a) - X))), 2);
        Node[] expected = Everything(solved), actual = Everything(minimum);
        Given given = Given.Normal(1, Rows, [.. expected, .. actual]);
        Near.Assert(given.Interpret(expected), given.Interpret(actual), 1e-10, "interpreted");
        Near.Assert(given.Interpret(expected), given.Compile(actual), 1e-10, "compiled");
    }

    // F(x) = min over z of ½ |z − x|² + ½ λ |z|² = ½ λ / (1 + λ) |x|², and what is inside an energy may be asked for its forces.
    [Fact]
    public void An_energy_that_is_a_minimum_has_the_gradient_and_hessian_of_its_formula()
    {
        Node lambda = 1 + Square(S);
        Node Inner(Node x, Node z) => (0.5 * SquaredNorm(z - x)) + (0.5 * lambda * SquaredNorm(z));
        Node z = Argmin.Of(z => Inner(X, z), X, z => z - (0.9 * (z - (X / (1 + lambda)))), 80);
        Node free = Inner(X, z), formula = 0.5 * lambda / (1 + lambda) * SquaredNorm(X);
        Node[] expected = [formula, Derivative.Gradient(formula, X), Derivative.Hessian(formula, X), Derivative.Gradient(SumRows(formula), S), Derivative.Laplacian(formula, X)];
        Node[] actual = [free, Derivative.Gradient(free, X), Derivative.Hessian(free, X), Derivative.Gradient(SumRows(free), S), Derivative.Laplacian(free, X)];
        Given given = Given.Normal(2, Rows, [.. expected, .. actual]);
        Near.Assert(given.Interpret(expected), given.Interpret(actual), 1e-10, "interpreted");
        Near.Assert(given.Interpret(expected), given.Compile(actual), 1e-10, "compiled");
    }

    // The energy below runs three steps of a loop from z, so that its own gradient holds loops that have captured z.
    [Fact]
    public void An_energy_with_a_loop_inside_can_be_minimised() => AssertDifferences(WithLoop(X));

    [Fact]
    public void A_minimum_can_be_inside_the_energy_of_another()
    {
        // |0.5 sin s| ≤ ½ makes both searches contract by at least 0.3 a step.
        Node bounded = 0.5 * Sin(S);
        Node Energy(Node z) => (0.5 * SquaredNorm(z - X)) + (0.1 * Sum(Sin(Proximal(z, bounded))));
        AssertDifferences(Argmin.Of(Energy, X, z => Step(z, Energy, 0.9), 30));
    }

    // x ← argmin ½ |z − x|² + ½ λ |z|² divides by 1 + λ: three times (1 + λ)⁻³, to the last bits.
    [Fact]
    public void A_minimum_can_be_a_step_of_a_loop()
    {
        Node lambda = 1 + Square(S);
        Node end = Scan.Over(3, [X], [], (c, _, _) => [Argmin.Of(z => (0.5 * SquaredNorm(z - c[0])) + (0.5 * lambda * SquaredNorm(z)), c[0], _ => c[0] / (1 + lambda), 1)]).Final[0];
        Node formula = X / Power(1 + lambda, 3);
        Node[] expected = Everything(formula), actual = Everything(end);
        Given given = Given.Normal(3, Rows, [.. expected, .. actual]);
        Near.Assert(given.Interpret(expected), given.Interpret(actual), 1e-12, "interpreted");
        Near.Assert(given.Interpret(expected), given.Compile(actual), 1e-12, "compiled");
    }

    private static Node WithLoop(Node x)
    {
        Node Energy(Node z) => (0.5 * SquaredNorm(z - x)) + (0.1 * Sum(Cos(Scan.Over(3, [z], [], (c, _, t) => [c[0] + (0.1 * Sin(MatMul(c[0], W))) + (0.1 * t * z)]).Final[0])));
        return Argmin.Of(Energy, x, z => Step(z, Energy, 0.8), 60);
    }

    private static Node Proximal(Node x, Node s) =>
        Argmin.Of(z => (0.5 * SquaredNorm(z - x)) + (0.2 * Sum(Cos(s * z))), x, z => z - (0.9 * (z - x - (0.2 * s * Sin(s * z)))), 40);

    private static Node Step(Node z, Func<Node, Node> energy, double size) => z - (size * Derivative.Gradient(energy(z), z));

    private static Node[] Everything(Node node)
    {
        Node loss = Differences.Loss(node);
        Node[] leaves = [.. Differences.Leaves(loss).OrderBy(leaf => leaf.Get<Detail.Named>().Name, StringComparer.Ordinal)];
        return [node, .. Derivative.Gradient(loss, leaves), .. Derivative.Gradient(Differences.ProjectedGradient(loss, leaves), leaves)];
    }

    private static void AssertDifferences(Node node)
    {
        Node loss = Differences.Loss(node * Y);
        Node second = Differences.ProjectedGradient(loss, Differences.Leaves(loss));
        Given given = Given.Normal(4, Rows, loss, second);
        given.Values["w"] = [.. given.Values.GetValueOrDefault("w", []).Select(w => 0.5 * w)];
        Func<Node[], Computation<double>>[] executors = [Computation.Interpret<double>, nodes => Computation.Compile<double>(1, nodes)];
        Assert.All(executors, make =>
        {
            Assert.InRange(Differences.Error(loss, given, make), 0, 1e-6);
            Assert.InRange(Differences.Error(second, given, make), 0, 1e-5);
        });
    }
}
