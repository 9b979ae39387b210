using Downhill.Densities;
using Downhill.Energies;

namespace Downhill.Experiments.Facts;

/// <summary>What a grid says of a learned energy is what closed forms say: log Z, both divergences, scores; and nothing, of a density beside itself.</summary>
/// <remarks>
/// The trapezium rule is right to exp(−2π² σ² / h²) on a Gaussian that vanishes at the edge: the boxes end 9 deviations out or more, so rounding
/// is what is left. The law N(0, 4 I), cut off at ±5, has ln Z = ln 8π + 2 ln(2Φ(2.5) − 1), and on the checkerboard ⟨|x|²⟩ = 32/3; Gauss's rules
/// between the edges are right to all orders.
/// </remarks>
public sealed record GridJudgement : Verification
{
    private const double WithinFive = 0.9875806693484477;

    /// <inheritdoc/>
    public override string Name => "grid-judgement";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "By the grid, log Z of a Gaussian and the divergences between two of them are their closed forms, and a density is at no distance from itself.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("a box of three deviations", "log-z"),
        new("the laws exchanged", "divergence"),
        new("the laws exchanged", "reverse-divergence"),
        new("the score turned round", "score"),
        new("another temperature", "self"),
        new("normalised on the board", "checkerboard"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        GridMeasure bowl = GridMeasure.Of(new Quadratic([2, 0.5, 0.5, 1], [1, -1]), Makes("a box of three deviations") ? new Box([-1.3, -4.3], [3.3, 2.3]) : new Box([-7, -12], [9, 10]), 1e-12);
        yield return Within("log-z", "ln Z of a Gaussian by the grid.", bowl.LogNormaliser.Value, Math.Log(2 * Math.PI / Math.Sqrt(1.75)), 1e-10, unit: "nat");

        Gaussian first = new(1, [0.5, 0], [1, 0.3, 0.3, 0.5]), second = new(1, [0, 0.4], [1.5, 0, 0, 0.8]);
        bool isExchanged = Makes("the laws exchanged");
        Judgement gaussians = new Judge(new MixtureDensity(isExchanged ? second : first), Box.Square(12)).Of(new GaussianMixture(isExchanged ? first : second));
        yield return Within("divergence", "KL(p‖q) of two Gaussians by the grid.", gaussians.Divergence.Value, ((1 / 1.5) + (0.5 / 0.8) + (0.25 / 1.5) + (0.16 / 0.8) - 2 + Math.Log(1.2 / 0.41)) / 2, 1e-10, unit: "nat");

        // S₁⁻¹ = [0.5, −0.3; −0.3, 1] / 0.41, and m₂ − m₁ = (−0.5, 0.4).
        double reverse = (((0.75 + 0.8 + 0.125 + 0.12 + 0.16) / 0.41) - 2 + Math.Log(0.41 / 1.2)) / 2;
        yield return Within("reverse-divergence", "KL(q‖p) of them.", gaussians.ReverseDivergence?.Value ?? double.NaN, reverse, 1e-10, unit: "nat");

        Judgement shifted = new Judge(new MixtureDensity(Gaussian.Isotropic(1, [0, 0], 1)), Box.Square(9)).Of((Makes("the score turned round") ? -0.1 : 1) * new Quadratic([1, 0, 0, 1], [0.6, 0.8]));
        yield return Within("score", "The score error of a unit Gaussian that is moved by 1 is 1.", shifted.ScoreError.Value, 1, 1e-10);

        // The logarithm of a mass that is 1 to 10⁻⁹ is what is left.
        Density rings = new Rings();
        double self = new Judge(rings).Of((Makes("another temperature") ? 0.99 : 1.0) * rings).Divergence.Value;
        yield return Within("self", "KL(p‖p) of the rings is 0.", self, 0, 1e-8, unit: "nat");

        Judgement board = new Judge(new Checkerboard()).Of(new Quadratic([0.25, 0, 0, 0.25], [0, 0]));
        double logZ = Math.Log(8 * Math.PI) + (Makes("normalised on the board") ? 0 : 2 * Math.Log(WithinFive));
        yield return Within("checkerboard", "KL from the checkerboard to a Gaussian that is cut off at ±5.", board.Divergence.Value, (32.0 / 24) + logZ - Math.Log(32), 1e-9, unit: "nat");
    }
}
