using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Unadjusted Langevin dynamics settles at its own variance, T / (λ (1 − ηλ/2)), and not at that of exp(−E/T).</summary>
/// <remarks>
/// On E = λx²/2 the chain is x ← (1 − ηλ) x + √(2ηT) ξ, so its stationary variance v solves v = (1 − ηλ)² v + 2ηT.
/// The sample variance of n independent normal chains has the standard error v √(2/n), and of a correlation r near (1 − r²)/√n;
/// five of them are one false alarm in a million. The seed is fixed, so there is none.
/// </remarks>
public sealed record LangevinBias : Verification
{
    private const int Chains = 20_000;
    private const double StepSize = 0.2;
    private const double Temperature = 0.5;

    // (1 − ηλ)²ⁿ of the start is left after n steps: 0.8²⁰⁰ is 10⁻¹⁹.
    private const int Steps = 100;

    private static readonly double[] Curvatures = [1, 4];

    /// <inheritdoc/>
    public override string Name => "langevin-bias";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "Unadjusted Langevin chains on a Gaussian settle at the variance T/(λ(1 − ηλ/2)), within five standard errors, which are small enough to see the bias.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("noise 5 % short", "variance-1"),
        new("noise 5 % short", "variance-4"),
        new("the variance of the density", "variance-1"),
        new("a step too small to show the bias", "bias-visible-1"),
        new("correlation over two steps", "correlation-4"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        double eta = Makes("a step too small to show the bias") ? 0.02 : StepSize;
        int steps = (int)Math.Round(Steps * StepSize / eta);
        Langevin langevin = new() { StepSize = eta, Temperature = Temperature };
        Node x = Node.Point(Curvatures.Length), stiffness = Node.Constant(Curvatures, 1, Curvatures.Length), first = Node.Setting("first_step");
        Node Energy(Node point) => Dot(stiffness, Square(point)) / 2;
        Scan chain = Scan.Over(steps, [x], [], (state, _, time) => langevin.Step(Energy, state, time));
        Calculation calculation = new Calculation(chain.Before[0], chain.Final[0]).With(new Rng(111)).With("x", new double[Chains * Curvatures.Length]);
        foreach (Setting setting in langevin.Settings)
        {
            calculation.With(setting.Name, setting.Name == "noise" && Makes("noise 5 % short") ? 0.95 * setting.Value : setting.Value);
        }

        double[][] results = calculation.Run();
        for (int i = 0; i < Curvatures.Length; i++)
        {
            double lambda = Curvatures[i], density = Temperature / lambda, stationary = density / (1 - eta * lambda / 2);
            int lag = Makes("correlation over two steps") ? 2 : 1;
            double[] last = [.. Enumerable.Range(0, Chains).Select(c => results[1][c * Curvatures.Length + i])];
            double[] before = [.. Enumerable.Range(0, Chains).Select(c => results[0][(c * steps + steps - lag) * Curvatures.Length + i])];

            // The mean is known to be zero.
            double variance = last.Average(a => a * a), error = variance * Math.Sqrt(2.0 / Chains);
            double expected = Makes("the variance of the density") ? density : stationary;
            yield return Within(
                $"variance-{lambda}", $"With λ = {lambda}, η = {StepSize} and T = {Temperature} the chains' variance is T/(λ(1 − ηλ/2)).",
                variance, expected, 5 * stationary * Math.Sqrt(2.0 / Chains), Chains, "x²", (variance - 1.96 * error, variance + 1.96 * error));
            yield return AtLeast($"bias-visible-{lambda}", "The variance of exp(−E/T) is five standard errors away or more: this measurement would tell.", Math.Abs(variance - density) / error, 5, Chains, "standard errors");

            double correlation = Compare.Dot(last, before) / (Compare.Length(last) * Compare.Length(before)), exact = 1 - eta * lambda;
            yield return Within($"correlation-{lambda}", "From one step to the next the correlation is 1 − ηλ.", correlation, exact, 5 * (1 - exact * exact) / Math.Sqrt(Chains), Chains);
        }
    }
}
