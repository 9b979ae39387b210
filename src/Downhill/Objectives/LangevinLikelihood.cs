using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The negative log-likelihood of one frame after another under x′ = −∇E(x) + √(2T) ξ, right to second order in the frame interval Δ, mean and covariance both.</summary>
/// <remarks>
/// <para>
/// −ln p(X | x) = |X − x|² / (4TΔ) + (E(X) − E(x)) / (2T) + Δ (V(x) + V(X)) / 2 + d/2 ln(4πTΔ), V = |∇E|² / (4T) − ∇²E / 2, here per
/// coordinate. It is symmetric under the exchange of both ends but for the energies, as detailed balance asks. Girsanov's theorem gives the
/// first two terms exactly; the third is the mean of V along a Brownian bridge, whose excess over the straight line, TΔ²∇²V/6, the two ends
/// hold between them. No Hessian is made: the Laplacian at both ends is all. Δ∇²E / d enters as 4 tanh(Δ∇²E / 4d), so that the loss has a
/// lower bound: at a third, where frames should not be longer, that is 0.2 % less.
/// </para>
/// <para>
/// The plain Euler likelihood (mean x − Δ∇E, covariance 2TΔ) finds forces too low by about half of Δ times the curvature, and the temperature by all of it.
/// </para>
/// <para>
/// <see cref="Mean"/> and <see cref="TemperatureOf"/> expand the local linearisation: with g = ∇E, H = ∂²E/∂x² at the first frame, mean
/// m = x − Δ g + Δ²/2 (H g − T ∇ tr H) − Δ³/6 H² g and covariance Σ = 2TΔ e^(−A), A = ΔH − Δ²H²/6, by Hessian-vector products alone. Without
/// the terms in H² the temperature comes out (ΔH)²/6 too high, 1.9 % where a frame is a third of a well's own time.
/// </para>
/// <para>
/// Inputs: "start" [d] and "targets" [1, d] per row. Cost of the loss: 2 (d + 1) gradients of E per row.
/// Sources: H. F. Trotter (1959), Proc. Amer. Math. Soc. 10, 545–551, the product formula, for the Fokker–Planck operator made symmetric; I. Shoji
/// and T. Ozaki (1998), Stochastic Anal. Appl. 16(4), 733–752, local linearisation, for the moments.
/// </para>
/// </remarks>
public sealed record LangevinLikelihood : Objective
{
    // Beyond this the frame is longer than the well's own time and the formula would reward curvature without bound; below a third it changes nothing that counts.
    private const double MostBend = 4;

    /// <summary>Δ, seconds from frame to frame. Default 0.01.</summary>
    public double Interval { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Where the temperature starts, in units of energy. Default 1.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [new Parameter("log_temperature", 1, 1, [Math.Log(Temperature)])];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [new Parameter("interval", 1, 1, [Interval])];

    private Node Delta => Settings[0].Node;

    /// <inheritdoc/>
    public override Node Loss(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node temperature = Exp(Parameters[0].Node), from = Start(energy), to = Targets(energy);
        Node way = SquaredNorm(to - from) / (4 * temperature * Delta), fall = (energy.Of(to) - energy.Of(from)) / (2 * temperature);
        (Node left, Node bendLeft) = Rates(energy, from);
        (Node right, Node bendRight) = Rates(energy, to);
        Node path = way + fall + (Delta * (left + right) / (8 * temperature));
        return (path / energy.Dimension) - (0.25 * (bendLeft + bendRight)) + (0.5 * Log(4 * Math.PI * temperature * Delta));
    }

    /// <summary>m, the mean of the next frame, [d] per row.</summary>
    public Node Mean(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node x = Start(energy);
        return MeanOf(energy, x, Derivative.Gradient(energy.Of(x), x));
    }

    /// <summary>|e^(A/2) (X − m)|² / (2Δ d), whose mean over rows is the temperature.</summary>
    public Node TemperatureOf(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return SquaredNorm(Whitened(energy)) / (2 * energy.Dimension * Delta);
    }

    private static Node Start(Energy energy) => Node.Point(energy.Dimension, "start");

    private static Node Targets(Energy energy) => Node.Point(energy.Dimension, "targets");

    // |∇E|² and Δ∇²E per coordinate, of which V is made.
    private (Node Slope, Node Bend) Rates(Energy energy, Node x)
    {
        Node value = energy.Of(x), bend = Delta * Derivative.Laplacian(value, x) / energy.Dimension;
        return (SquaredNorm(Derivative.Gradient(value, x)), MostBend * Tanh(bend / MostBend));
    }

    private Node Whitened(Energy energy)
    {
        Node x = Start(energy), gradient = Derivative.Gradient(energy.Of(x), x), residual = Targets(energy) - MeanOf(energy, x, gradient);
        Node once = Derivative.VectorJacobian(gradient, residual, x), twice = Derivative.VectorJacobian(gradient, once, x);
        return residual + (0.5 * Delta * once) + (Delta * Delta / 24 * twice);
    }

    private Node MeanOf(Energy energy, Node x, Node gradient)
    {
        Node once = Derivative.VectorJacobian(gradient, gradient, x), twice = Derivative.VectorJacobian(gradient, once, x);
        Node bend = once - (Exp(Parameters[0].Node) * Derivative.Gradient(Derivative.Laplacian(energy.Of(x), x), x));
        return x - (Delta * gradient) + (0.5 * Delta * Delta * bend) - (Delta * Delta * Delta / 6 * twice);
    }
}
