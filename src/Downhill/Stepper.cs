using Downhill.Compute;

namespace Downhill;

/// <summary>A rule for moving a point through a landscape: one transition of a chain, as a graph that can be learned through.</summary>
/// <remarks>
/// A stepper holds settings, never the state of a run, so one instance serves many chains at once. Its settings enter the graph as
/// shared inputs, so another value of a setting needs no new plan.
/// </remarks>
public abstract record Stepper
{
    /// <summary>What enters the graph by name: step sizes, temperatures, frictions.</summary>
    public abstract IReadOnlyList<Setting> Settings { get; }

    /// <summary>The state at rest at x: x itself, then whatever the rule carries along (a velocity, the state before).</summary>
    /// <param name="x">The point, shape [1, dimension] per row.</param>
    public abstract Node[] AtRest(Node x);

    /// <summary>One transition.</summary>
    /// <param name="energy">E of a point.</param>
    /// <param name="state">The state, x first; as long as <see cref="AtRest"/> makes it.</param>
    /// <param name="time">The number of the step, a shared scalar: it names the noise.</param>
    /// <returns>The next state.</returns>
    public abstract Node[] Step(Func<Node, Node> energy, Node[] state, Node time);
}

/// <summary>A number that enters a graph under a name.</summary>
/// <param name="Name">The name of the input.</param>
/// <param name="Value">Its value.</param>
public sealed record Setting(string Name, double Value)
{
    /// <summary>The setting in a graph: a shared scalar.</summary>
    public Node Node => Node.Setting(Name);
}
