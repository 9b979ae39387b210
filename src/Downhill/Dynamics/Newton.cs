using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Newton's step x ← x − s (H + μ I)⁻¹ ∇E, H = ∂²E/∂x²; saddle-free x ← x − s (H² + μ² I)^(−½) ∇E.</summary>
/// <remarks>
/// <para>Source: J. Nocedal and S. J. Wright (2006), Numerical Optimization, chapter 3; saddle-free: Y. N. Dauphin et al. (2014), arXiv:1406.2572.</para>
/// <para>
/// Plain, it goes in one step to where a quadratic is level, be that a saddle or a top; without μ its iterates move with any affine map
/// of the coordinates. Saddle-free it descends in every direction, by |H|.
/// Differs from the source: |H| is of all directions, not of a Krylov space, and (H² + μ² I)^½ in place of |H| has a derivative everywhere.
/// Cost: d Hessian-vector products and O(d³) per row; saddle-free <see cref="Roots"/> times O(d³).
/// </para>
/// </remarks>
public sealed record Newton : Stepper
{
    // Each step divides by four what is too large, and the last five square what is left: eigenvalues down to 1e-8 of the largest.
    private const int Roots = 32;

    /// <summary>s, the share of the whole step. Default 1.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 1;

    /// <summary>μ, in units of ∂²E/∂x². Default 0; saddle-free it should be above 0, as H may be 0 in some direction.</summary>
    public double Damping { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether |H| takes the place of H. Default false.</summary>
    public bool IsSaddleFree { get; init; }

    private Setting Share => new("step_size", StepSize);

    private Setting Mu => new("damping", Damping);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Share, Mu];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        Node x = state[0], value = energy(x), identity = Identity(x.Shape.Width);
        Node hessian = Derivative.Hessian(value, x);
        Node metric = IsSaddleFree ? SquareRoot(MatMul(hessian, hessian) + (Square(Mu.Node) * identity), identity) : hessian + (Mu.Node * identity);
        return [x - (Share.Node * Transpose(Solve(metric, Transpose(Derivative.Gradient(value, x)))))];
    }

    // Denman and Beavers's iteration in its product form: M → I, Y → √A. Source: N. J. Higham (2008), Functions of Matrices, section 6.3.
    private static Node SquareRoot(Node a, Node identity)
    {
        Node scale = Sqrt(SquaredNorm(a)), start = a / scale, ones = identity + (0 * start);
        Node root = Scan.Over(Roots, [start, start], [], (c, _, _) =>
        {
            Node inverse = Solve(c[0], ones);
            return [(0.5 * ones) + (0.25 * (c[0] + inverse)), 0.5 * (c[1] + MatMul(c[1], inverse))];
        }).Final[1];
        return Sqrt(scale) * root;
    }
}
