using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>A loop that can also be written out by hand.</summary>
/// <param name="Steps">How many steps.</param>
/// <param name="Initial">The first carries.</param>
/// <param name="Stacks">The inputs per step: names and shapes of one step.</param>
/// <param name="Body">(carries, inputs of the step, t) to the next carries.</param>
internal sealed record LoopCase(int Steps, Node[] Initial, (string Name, Shape Shape)[] Stacks, Func<Node[], Node[], Node, Node[]> Body);

/// <summary>Loops of every kind: momentum, exchanged carries, unused ones, noise, settings per step, loops in loops.</summary>
/// <param name="isUnrolled">Whether loops in the body are written out by hand too; step t of an input u per step is then the input u@t.</param>
internal sealed class LoopCases(bool isUnrolled)
{
    private static readonly Node X = Node.Point(3), Y = Node.Point(3, "y"), W = Node.Input("w", Shape.Shared(3, 3)), S = Node.Setting("s");

    private static readonly Shape Row = X.Shape, Scalar = Shape.Scalar;

    internal LoopCase Of(string name) => name switch
    {
        "descent with a step size per step" => new(4, [X], [("eta", Scalar)], (c, u, _) => [c[0] - (0.1 * u[0] * Force(c[0]))]),
        "inputs per step, per row and shared" => new(3, [X], [("force", Row), ("bias", Shape.Shared(1, 3)), ("layer", Shape.Shared(3, 3))], (c, u, t) =>
            [Sin(c[0] + u[0]) + MatMul(Tanh(c[0]), u[2]) + u[1] + (0.1 * t * S)]),
        "a shared expression that changes with the step" => new(3, [X], [("eta", Scalar)], (c, u, _) => [MatMul(Sin(c[0]), (W * u[0]) + (u[0] * S))]),
        "a shared expression with a sum over rows outside" => new(3, [X], [("eta", Scalar)], (c, u, _) => [MatMul(Sin(c[0]), W * u[0] * Sum(SumRows(Tanh(Y))))]),
        "captured values per row" => new(3, [X], [], (c, _, t) => [(c[0] * Cos(Y)) + (0.2 * t * Sum(Y * c[0]) * Y)]),
        "heavy ball: the next of a carry is another carry" => new(4, [X, Sin(Y)], [], (c, _, _) => [c[0] + (0.9 * (c[0] - c[1])) - (0.1 * Force(c[0])), c[0]]),
        "exchanged carries" => new(3, [X, Y], [], (c, _, _) => [c[1], c[0]]),
        "carries in a ring" => new(4, [X, Y, X * Y], [], (c, _, _) => [c[1], c[2], c[0] + (0.1 * Sin(c[1]))]),
        "carries of different widths" => new(3, [X, Sum(Y)], [], (c, _, _) => [c[0] * Cos(c[1]), c[1] + (0.1 * SquaredNorm(c[0]))]),
        "a carry that forgets, and one that nothing reads" => new(3, [X, Y, X], [], (c, _, _) => [Sin(c[0]), 0 * c[1], c[2] + Y]),
        "an input that is not used" => new(3, [X], [("force", Row), ("eta", Scalar)], (c, u, _) => [c[0] * (1 + (0.1 * u[1]))]),
        "a captured value that is the next carry" => new(2, [X, X], [], (c, _, _) => [Y, Sin(c[0]) + c[1]]),
        "langevin" => new(4, [X], [("eta", Scalar)], (c, u, t) =>
            [c[0] - (0.1 * Square(u[0]) * Force(c[0])) + (0.3 * u[0] * S * Normal(Row, 3, t))]),
        "a matrix inverse in the body" => new(3, [X], [], (c, _, _) => [Transpose(Solve((0.2 * MatMul(Transpose(c[0]), c[0])) + Identity(3) + (0.1 * MatMul(W, Transpose(W))), Transpose(c[0] + Y)))]),
        "a loop in a loop" => new(3, [X], [("eta", Scalar)], (c, u, t) => [Inner(c[0], u[0], t)]),
        "a loop in a loop with its own settings" => new(2, [X], [], (c, _, _) => [Settled(c[0])]),
        "a loop in a loop in a loop" => new(2, [X], [("eta", Scalar)], (c, u, _) => [Deep(c[0], u[0])]),
        _ => throw new ArgumentException(name),
    };

    internal static string[] Names { get; } = [
        "descent with a step size per step", "inputs per step, per row and shared", "a shared expression that changes with the step",
        "a shared expression with a sum over rows outside", "captured values per row", "heavy ball: the next of a carry is another carry",
        "exchanged carries", "carries in a ring", "carries of different widths", "a carry that forgets, and one that nothing reads",
        "an input that is not used", "a captured value that is the next carry", "langevin", "a matrix inverse in the body",
        "a loop in a loop", "a loop in a loop with its own settings", "a loop in a loop in a loop",
    ];

    private static Node Force(Node x) => MatMul(Tanh(MatMul(x, W) + Y), Transpose(W)) + (S * x);

    private Node Inner(Node x, Node eta, Node t) => Repeated(3, x, (z, k) => z - (0.1 * eta * Force(z)) + (0.01 * t * k * Y));

    private Node Settled(Node x) => isUnrolled
        ? Enumerable.Range(0, 2).Aggregate(x, (z, t) => z - (0.1 * Node.Setting($"inner@{t}") * Force(z)))
        : Scan.Over(2, [x], [Node.Input("inner", Scalar with { Steps = 2 })], (c, u, _) => [c[0] - (0.1 * u[0] * Force(c[0]))]).Final[0];

    private Node Deep(Node x, Node eta) => Repeated(2, x, (y, _) => Repeated(2, y, (z, k) => z - (0.1 * eta * Force(z)) + (0.01 * k * Y)) * Cos(Y));

    private Node Repeated(int steps, Node x, Func<Node, Node, Node> step) => isUnrolled
        ? Enumerable.Range(0, steps).Aggregate(x, (z, t) => step(z, t))
        : Scan.Over(steps, [x], [], (c, _, t) => [step(c[0], t)], LoopStorage.States).Final[0];
}
