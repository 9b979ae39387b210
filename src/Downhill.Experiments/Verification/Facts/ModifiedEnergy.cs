using Downhill.Compute;
using Downhill.Objectives;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Steps of size η that reproduce the exact flow of E for a time η descend E − (η/4) |∇E|², not E.</summary>
/// <remarks>
/// The flow of x′ = −∇E gives x − η ∇E + (η²/2) H ∇E + O(η³), and H ∇E = ∇ |∇E|²/2; so −η ∇E + (η²/2) H ∇E = −η ∇(E − (η/4) |∇E|²).
/// The next term, −(η³/6) (E‴[∇E, ∇E] + H² ∇E), is no gradient in two dimensions or more: no energy does better than O(η³).
/// </remarks>
public sealed record ModifiedEnergy : Verification
{
    private const int Side = 7;
    private const int Rows = Side * Side;

    // Forty steps of Runge-Kutta within each η err by (η/40)⁴, a thousandth of the smallest residual measured.
    private const int Substeps = 40;

    // A grid on [−1.2, 1.2]², where both wells and the saddle are.
    private readonly double[] _x = [.. Enumerable.Range(0, Rows).SelectMany(k => new[] { 0.4 * (k / Side) - 1.2, 0.4 * (k % Side) - 1.2 })];

    /// <inheritdoc/>
    public override string Name => "modified-energy";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Data of the exact flow, learned by steps of its time η, show E − (η/4)|∇E|²: the residual of E is O(η²), of the corrected energy O(η³).";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the correction's sign", "corrected"),
        new("the correction made to the plain energy too", "plain"),
        new("the correction's sign", "gain"),
        new("a force added that is no gradient", "flow-not-symmetric"),
        new("the correction's sign", "library"),
        new("only one way", "there-and-back"),
        new("steps of descent", "runge-kutta"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        double sign = Makes("the correction's sign") ? 1 : -1;
        Node x = Node.Point(2), eta = Node.Setting("eta");
        Node energy = Formula.CoupledWells.Of(x), correction = sign * eta / 4 * SquaredNorm(Derivative.Gradient(energy, x));
        Node curl = Makes("a force added that is no gradient") ? Node.Constant([0, 0.1, -0.1, 0], 2, 2) : Node.Constant(new double[4], 2, 2);
        Scan flow = Flow.Of(state => [MatMul(state[0], curl) - Derivative.Gradient(Formula.CoupledWells.Of(state[0]), state[0])], [x], eta / Substeps, Substeps);
        Node end = flow.Final[0];
        Node Missed(Node e) => end - (x - eta * Derivative.Gradient(e, x));
        Calculation calculation = new Calculation(
            Missed(Makes("the correction made to the plain energy too") ? energy + correction : energy),
            Missed(energy + correction),
            Derivative.Jacobian(end, x)).With("x", _x);

        double[] sizes = Compare.Halvings(0.05, 5);
        double[][][] results = [.. sizes.Select(size => calculation.With("eta", size).Run())];
        double[] plain = [.. results.Select(r => Compare.Length(r[0]) / Math.Sqrt(Rows))], corrected = [.. results.Select(r => Compare.Length(r[1]) / Math.Sqrt(Rows))];
        double[] asymmetry = [.. results.Select(r => r[2].Chunk(4).Worst(j => Math.Abs(j[1] - j[2])))];

        // Orders are exact in the limit; at η ≤ 0.05 the next term still bends them by a tenth.
        yield return Within("plain", "One step of size η down E misses the exact flow by order η².", Compare.Order(sizes, plain), 2, 0.1, sizes.Length);
        yield return Within("corrected", "One step down E − (η/4)|∇E|² misses it by order η³.", Compare.Order(sizes, corrected), 3, 0.1, sizes.Length);
        yield return AtLeast("gain", "At η = 0.05 the correction takes away nine tenths of the residual: comparing a learned energy with E reports an error that is not one.", plain[0] / corrected[0], 10, Rows);
        yield return Within("flow-not-symmetric", "The Jacobian of the exact flow is asymmetric by order η³: beyond that no energy's step can follow it.", Compare.Order(sizes, asymmetry), 3, 0.1, sizes.Length);

        foreach (Claim claim in Library(sizes, calculation))
        {
            yield return claim;
        }
    }

    /// <summary>What the library offers for it: the energy of the flow from that of the steps, back, and the flow itself to be matched.</summary>
    private IEnumerable<Claim> Library(double[] sizes, Calculation residuals)
    {
        Node x = Node.Point(2);
        double[] Step(double eta, Energy energy) => new Calculation(x - (eta * Derivative.Gradient(energy.Of(x), x))).With("x", _x).Join();
        double[] formula = residuals.With("eta", sizes[0]).Run()[1], step = Step(sizes[0], CorrectedEnergy.DescentOf(Formula.CoupledWells, sizes[0])), flow = Followed(sizes[0], 40);
        yield return AtMost("library", "A step down the library's DescentOf(E) misses the flow by what one down the formula does.", Compare.Largest(Compare.Difference(Compare.Difference(flow, step), formula)), 1e-9, Rows);

        double[] plain = Landscape.Of(Formula.CoupledWells).Evaluate(_x).Gradients;
        double[] back = [.. sizes.Select(size => Compare.Largest(Compare.Difference(Landscape.Of(There(size)).Evaluate(_x).Gradients, plain)))];
        yield return Within("there-and-back", "FlowOf(DescentOf(E)) is E but for order η².", Compare.Order(sizes, back), 2, 0.1, sizes.Length);

        // From 10 to 40 substeps; the reference has 320.
        double[] exact = Followed(0.8, 320), counts = [10, 20, 40];
        double[] missed = [.. counts.Select(count => Compare.Largest(Compare.Difference(Followed(0.8, (int)count), exact)))];
        yield return Within("runge-kutta", "Matching that joins states by the flow errs by the fourth power of its substep.", -Compare.Order(counts, missed), 4, 0.2, counts.Length);
    }

    private Energy There(double eta)
    {
        Energy there = CorrectedEnergy.DescentOf(Formula.CoupledWells, eta);
        return Makes("only one way") ? there : CorrectedEnergy.FlowOf(there, eta);
    }

    /// <summary>Where the roll-out of trajectory matching leads in some time.</summary>
    private double[] Followed(double time, int steps)
    {
        TrajectoryMatching matching = new() { Between = Makes("steps of descent") ? Between.Descent : Between.Flow, Matched = steps, StepSize = time / steps, Weights = [1, 1] };
        return [.. new Calculation(matching.RollOut(Formula.CoupledWells)).With("inner_step", matching.StepSize).With("start", _x).Join().Chunk(2 * steps).SelectMany(track => track[^2..])];
    }
}
