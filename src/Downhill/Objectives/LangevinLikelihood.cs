using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The negative log-likelihood of one frame after another under x′ = −∇E(x) + √(2T) ξ, second order in the frame interval Δ, mean and covariance both.</summary>
/// <remarks>
/// <para>
/// With g = ∇E, H = ∂²E/∂x² at the first frame: mean m = x − Δ g + Δ²/2 (H g − T ∇ tr H), covariance Σ = 2TΔ e^(−ΔH), so that
/// −ln p = ½ (|e^(ΔH/2) (X − m)|² / (2TΔ) + d ln(4πTΔ) − Δ tr H), here per coordinate. e^(ΔH/2) r is r + Δ/2 H r + Δ²/8 H² r: two
/// Hessian-vector products, and never a matrix.
/// </para>
/// <para>
/// The plain Euler likelihood (m = x − Δ g, Σ = 2TΔ) finds temperature and forces too low by about half of Δ times the curvature.
/// </para>
/// <para>
/// Inputs: "start" [d] and "targets" [1, d] per row. Cost: d + 3 Hessian-vector products per row.
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
        (Node whitened, Node trace) = Whitened(energy);
        Node temperature = Exp(Parameters[0].Node), perCoordinate = 1.0 / energy.Dimension;
        return 0.5 * ((perCoordinate * SquaredNorm(whitened) / (2 * temperature * Delta)) + Log(4 * Math.PI * temperature * Delta) - (perCoordinate * Delta * trace));
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

    private (Node Residual, Node Trace) Whitened(Energy energy)
    {
        Node x = Start(energy), gradient = Derivative.Gradient(energy.Of(x), x);
        Node residual = Node.Point(energy.Dimension, "targets") - MeanOf(energy, x, gradient, out Node trace);
        Node once = Derivative.VectorJacobian(gradient, residual, x), twice = Derivative.VectorJacobian(gradient, once, x);
        return (residual + (0.5 * Delta * once) + (0.125 * Delta * Delta * twice), trace);
    }

    private Node MeanOf(Energy energy, Node x, Node gradient, out Node trace)
    {
        trace = Derivative.Laplacian(energy.Of(x), x);
        Node drift = Derivative.VectorJacobian(gradient, gradient, x) - (Exp(Parameters[0].Node) * Derivative.Gradient(trace, x));
        return x - (Delta * gradient) + (0.5 * Delta * Delta * drift);
    }
}
