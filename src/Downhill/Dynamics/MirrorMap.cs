using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>The geometry of <see cref="MirrorDescent"/>: a convex h, by which a point x is moved as ∇h(x) is.</summary>
public abstract record MirrorMap
{
    /// <summary>h = ½ |x|²: gradient descent.</summary>
    public static MirrorMap Euclidean { get; } = new EuclideanMap();

    /// <summary>h = Σ xᵢ ln xᵢ − xᵢ for x ≥ 0: x′ = x exp(−v), steps in proportion.</summary>
    public static MirrorMap NegativeEntropy { get; } = new EntropyMap();

    /// <summary>h = −Σ ln xᵢ for x &gt; 0, of Itakura and Saito's divergence: 1/x′ = 1/x + v; infinite where v ≤ −1/x, for no step leads so far.</summary>
    public static MirrorMap LogBarrier { get; } = new BarrierMap();

    /// <summary>h = ½ ‖x‖ₚ², ∇hᵢ = ‖x‖ₚ^(2−p) sign(xᵢ) |xᵢ|^(p−1); its inverse is that of q = p/(p − 1).</summary>
    /// <remarks>Near p = 1 few coordinates move, which suits sparse minima; p = 2 is Euclidean. Differentiable where no coordinate is 0.</remarks>
    /// <param name="p">Above 1 to 2.</param>
    public static MirrorMap PNorm(double p) => new PNormMap(p);

    /// <summary>The x′ with ∇h(x′) = ∇h(x) − v.</summary>
    /// <param name="x">The point, shape [1, dimension] per row.</param>
    /// <param name="v">How far, shape [1, dimension].</param>
    internal abstract Node Moved(Node x, Node v);

    private sealed record EuclideanMap : MirrorMap
    {
        internal override Node Moved(Node x, Node v) => x - v;
    }

    private sealed record EntropyMap : MirrorMap
    {
        internal override Node Moved(Node x, Node v) => x * Exp(-v);
    }

    private sealed record BarrierMap : MirrorMap
    {
        internal override Node Moved(Node x, Node v) => x / Maximum(1 + (x * v), 0);
    }

    private sealed record PNormMap : MirrorMap
    {
        private readonly double _p;

        internal PNormMap(double p)
        {
            // At p = 1 there is no inverse.
            _p = p > 1 ? Require.Within(p, 1, 2, nameof(p)) : throw new ArgumentOutOfRangeException(nameof(p), p, $"p must be above 1 and at most 2, not {p}.");
        }

        internal override Node Moved(Node x, Node v) => Dual(Dual(x, _p) - v, _p / (_p - 1));

        // ∇½‖x‖² is of the first degree, so what is raised to powers can be measured in units of the norm; 0 has no direction and stays.
        private static Node Dual(Node x, double p)
        {
            const double Tiny = 1e-280;
            Node size = Abs(x), unit = Maximum(StopGradient(Largest(size)), Tiny);
            Node norm = unit * Raised(Sum(Raised(size / unit, p)), 1 / p);
            return Sign(x) * norm * Raised(size / Maximum(norm, Tiny), p - 1);
        }

        private static Node Raised(Node x, double power) => Exp(power * Log(x));
    }
}
