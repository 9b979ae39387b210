using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Gradient descent: x ← x − η ∇E(x); with backtracking, η is halved per row until E falls enough.</summary>
/// <remarks>
/// <para>Source: A.-L. Cauchy (1847); backtracking: L. Armijo (1966), Pacific J. Math. 16(1), 1–3.</para>
/// <para>
/// With backtracking E never rises: a step is taken only where E(x′) ≤ E(x) − η |∇E|² / 10⁴, and after <see cref="Halvings"/>
/// halvings without one the point stays. Cost: one energy, and one per halving.
/// </para>
/// </remarks>
public sealed record GradientDescent : Stepper
{
    // How much of the decrease that the slope promises must be found.
    private const double Sufficient = 1e-4;

    /// <summary>η, in units of x² per unit of energy. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>How often η may be halved in a step. Default 0: no backtracking.</summary>
    public int Halvings { get; init => field = Require.AtLeast(value, 0); }

    private Setting Eta => new("step_size", StepSize);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        Node x = state[0], value = energy(x), gradient = Derivative.Gradient(value, x);
        if (Halvings == 0)
        {
            return [x - (Eta.Node * gradient)];
        }

        Node slope = SquaredNorm(gradient), start = Repeat(Eta.Node, value.Shape);
        Node[] search = [.. Scan.Over(Halvings + 1, [start, 0 * value], [], (c, _, _) => Halve(c)).Final];
        return [Select(search[1], x - (search[0] * gradient), x)];

        // The carry is (η, whether it was accepted).
        Node[] Halve(Node[] c)
        {
            Node there = energy(x - (c[0] * gradient)), falls = Less(there, double.PositiveInfinity) * (1 - Less(value - (Sufficient * c[0] * slope), there));
            Node accepted = Maximum(c[1], falls);
            return [Select(accepted, c[0], 0.5 * c[0]), accepted];
        }
    }
}
