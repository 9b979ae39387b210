using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The negative log-likelihood of one frame after another under x′ = −∇E(x) + √(2T) ξ, second order in the frame interval Δ, mean and covariance both.</summary>
/// <remarks>
/// <para>
/// With g = ∇E, H = ∂²E/∂x² at the first frame: mean m = x − Δ g + Δ²/2 (H g − T ∇ tr H) − Δ³/6 H² g, covariance Σ = 2TΔ e^(−A) with
/// A = ΔH − Δ²H²/6, so that −ln p = ½ (|e^(A/2) (X − m)|² / (2TΔ) + d ln(4πTΔ) − tr A), here per coordinate. e^(A/2) r is
/// r + Δ/2 H r + Δ²/24 H² r: Hessian-vector products, and never a matrix.
/// </para>
/// <para>
/// The plain Euler likelihood (m = x − Δ g, Σ = 2TΔ) finds temperature and forces too low by about half of Δ times the curvature.
/// </para>
/// <para>
/// The terms in H² are those of a quadratic landscape, exact there to this order; without them the temperature comes out (ΔH)²/6 too
/// high, 1.5 % where a frame is a third of a well's own time. What is left out of the covariance, Δ² L H with L the generator, has mean zero.
/// </para>
/// <para>
/// Inputs: "start" [d] and "targets" [1, d] per row. Cost: d + 4 Hessian-vector products per row.
/// Source: I. Shoji and T. Ozaki (1998), Stochastic Anal. Appl. 16(4), 733–752, local linearisation.
/// Differs from the source: expanded to second order, and the covariance kept positive as an exponential.
/// </para>
/// </remarks>
public sealed record LangevinLikelihood : Objective
{
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
        (Node whitened, Node exponent) = Whitened(energy);
        Node temperature = Exp(Parameters[0].Node), perCoordinate = 1.0 / energy.Dimension;
        return 0.5 * ((perCoordinate * SquaredNorm(whitened) / (2 * temperature * Delta)) + Log(4 * Math.PI * temperature * Delta) - (perCoordinate * exponent));
    }

    /// <summary>m, the mean of the next frame, [d] per row.</summary>
    public Node Mean(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node x = Start(energy);
        return MeanOf(energy, x, Derivative.Gradient(energy.Of(x), x), out _);
    }

    /// <summary>|e^(ΔH/2) (X − m)|² / (2Δ d), whose mean over rows is the temperature.</summary>
    public Node TemperatureOf(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return SquaredNorm(Whitened(energy).Residual) / (2 * energy.Dimension * Delta);
    }

    private static Node Start(Energy energy) => Node.Point(energy.Dimension, "start");

    private (Node Residual, Node Exponent) Whitened(Energy energy)
    {
        Node x = Start(energy), gradient = Derivative.Gradient(energy.Of(x), x);
        Node residual = Node.Point(energy.Dimension, "targets") - MeanOf(energy, x, gradient, out Node trace);
        Node once = Derivative.VectorJacobian(gradient, residual, x), twice = Derivative.VectorJacobian(gradient, once, x);
        Node exponent = (Delta * trace) - (Delta * Delta / 6 * SquaredNorm(Derivative.Hessian(energy.Of(x), x)));
        return (residual + (0.5 * Delta * once) + (Delta * Delta / 24 * twice), exponent);
    }

    private Node MeanOf(Energy energy, Node x, Node gradient, out Node trace)
    {
        trace = Derivative.Laplacian(energy.Of(x), x);
        Node once = Derivative.VectorJacobian(gradient, gradient, x), twice = Derivative.VectorJacobian(gradient, once, x);
        Node bend = once - (Exp(Parameters[0].Node) * Derivative.Gradient(trace, x));
        return x - (Delta * gradient) + (0.5 * Delta * Delta * bend) - (Delta * Delta * Delta / 6 * twice);
    }
}
