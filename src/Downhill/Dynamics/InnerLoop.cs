using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>A descent inside a loss: y_K after K steps down E_θ from y₀, and how dC(y_K)/dθ is taken.</summary>
/// <remarks>
/// E and C may use anything besides y: parameters, and values per row as conditions. Every route gives the same value C(y_K); see
/// <see cref="GradientRoute"/> for how their derivatives differ.
/// </remarks>
public sealed record InnerLoop
{
    /// <summary>The rule of a step. Default: gradient descent.</summary>
    public Stepper Stepper { get; init; } = new GradientDescent();

    /// <summary>K. Default 100.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 100;

    /// <summary>How the derivative gets through. Default: through all steps, their states kept.</summary>
    public GradientRoute Route { get; init; } = GradientRoute.Recompute;

    /// <summary>What enters the graph by name: the stepper's settings, and the nudge.</summary>
    public IReadOnlyList<Setting> Settings => [.. Stepper.Settings, .. Route.Settings];

    /// <summary>C(y_K), a scalar per row, with the route's derivative.</summary>
    /// <param name="energy">E of a point.</param>
    /// <param name="start">y₀, a vector per row.</param>
    /// <param name="cost">C of a point, a scalar.</param>
    public Node Loss(Func<Node, Node> energy, Node start, Func<Node, Node> cost)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(cost);
        return Route.Loss(this, energy, start, cost);
    }

    /// <summary>y_K, a vector per row, with the route's derivative.</summary>
    /// <param name="energy">E of a point.</param>
    /// <param name="start">y₀, a vector per row.</param>
    /// <exception cref="InvalidOperationException">The route is equilibrium propagation, which needs the cost.</exception>
    public Node End(Func<Node, Node> energy, Node start)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(start);
        return Route.End(this, energy, start);
    }

    /// <summary>The state after some steps, of which the first has the number <paramref name="first"/>.</summary>
    internal Node[] Run(Func<Node, Node> energy, Node[] state, int first, int steps, LoopStorage storage) =>
        [.. Scan.Over(steps, state, [], (c, _, t) => Stepper.Step(energy, c, first + t), storage).Final];
}
