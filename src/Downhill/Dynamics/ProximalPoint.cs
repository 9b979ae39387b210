using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>The proximal step, or implicit Euler: x′ is where E(y) + |y − x|² / (2 η) is least, so x′ = x − η ∇E(x′).</summary>
/// <remarks>
/// <para>Source: R. T. Rockafellar (1976), SIAM J. Control Optim. 14(5), 877–898.</para>
/// <para>
/// Stable at any η where E is convex, with the factor 1 / (1 + ηλ) where descent has 1 − ηλ. The minimum is searched by Newton's steps from x;
/// derivatives are those of the minimum (<see cref="Argmin"/>), not of the search. Where E bends down more than 1/η there may be several, and the search decides.
/// Cost: <see cref="Iterations"/> times that of a Newton step.
/// </para>
/// </remarks>
public sealed record ProximalPoint : Stepper
{
    /// <summary>η, in units of x² per unit of energy. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Newton's steps of a search. Default 8.</summary>
    public int Iterations { get; init => field = Require.AtLeast(value, 1); } = 8;

    private Setting Eta => new("step_size", StepSize);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        Node x = state[0], identity = Identity(x.Shape.Width);
        return [Argmin.Of(Pulled, x, Searched, Iterations)];

        Node Pulled(Node y) => energy(y) + (SquaredNorm(y - x) / (2 * Eta.Node));

        Node Searched(Node y)
        {
            Node value = energy(y), slope = Derivative.Gradient(value, y) + ((y - x) / Eta.Node);
            return y - Transpose(Solve(Derivative.Hessian(value, y) + (identity / Eta.Node), Transpose(slope)));
        }
    }
}
