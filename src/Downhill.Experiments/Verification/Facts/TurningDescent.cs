using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>x′ = −(R − J) ∇E, R ≥ 0 and J = −Jᵀ: E still falls, by ∇Eᵀ R ∇E, and the state may go round.</summary>
/// <remarks>Source: A. van der Schaft and D. Jeltsema (2014), Port-Hamiltonian systems theory, Found. Trends Syst. Control 1(2–3), 173–378.</remarks>
public sealed record TurningDescent : Verification
{
    private const int Rows = 20;
    private const int Steps = 400;
    private const double Turn = 2;

    private readonly double[] _starts = Calculation.Normal(151, 2 * Rows);

    /// <inheritdoc/>
    public override string Name => "turning-descent";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "With an antisymmetric mobility beside friction a state goes round while its energy falls, by the friction's part alone; without friction the energy stays.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("a symmetric part in J", "falls"),
        new("a symmetric part in J", "dissipation"),
        new("a symmetric part in J", "conserved"),
        new("no turning", "turns"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        double[] r = [0.5, 0.1, 0.1, 0.2], none = new double[4];
        (double[] heights, double[] work) = Followed(r);
        double rise = heights.Chunk(Steps + 1).Worst(row => row.Zip(row.Skip(1), (a, b) => b - a).Worst());
        yield return AtMost("falls", "E never rises along x′ = −(R − J) ∇E on two coupled wells.", rise, 1e-14, Rows * Steps);

        // Runge-Kutta at h = 0.01 errs by (hλ)⁵/120 a step, and λ is up to 3x² + 2 = 20 at the outermost start: some 10⁻⁶, all at the beginning.
        double[] lost = [.. heights.Chunk(Steps + 1).Select(row => row[0] - row[^1])];
        yield return AtMost("dissipation", "What it loses is ∫ ∇Eᵀ R ∇E dt: J takes nothing.", Compare.Relative(work, lost), 1e-5, Rows);
        (double[] kept, _) = Followed(none);
        yield return AtMost("conserved", "Without R it stays as it is.", kept.Chunk(Steps + 1).Worst(row => Compare.Largest(row.Select(e => e - row[0]))), 1e-4, Rows * Steps);

        // On ½ |x|² with R = ρ I: x(t) = e^(−ρt) times x₀ turned by ωt.
        const double Rho = 0.3, Time = 3;
        double omega = Makes("no turning") ? 0 : Turn;
        Node x = Node.Point(2);
        double[] end = new Calculation(Flow.Of(state => [Moved(SquaredNorm(state[0]) / 2, state[0], [Rho, 0, 0, Rho], omega)], [x], Time / Steps, Steps).Final[0]).With("x", _starts).Join();
        double c = Math.Cos(Turn * Time) * Math.Exp(-Rho * Time), s = Math.Sin(Turn * Time) * Math.Exp(-Rho * Time);
        double[] exact = [.. _starts.Chunk(2).SelectMany(p => new[] { (c * p[0]) - (s * p[1]), (c * p[1]) + (s * p[0]) })];
        yield return AtMost("turns", "In a bowl it is a spiral: e^(−ρt), turned by ωt.", Compare.Largest(Compare.Difference(end, exact)), 1e-7, Rows);
    }

    /// <summary>E along the flow, with its start, [Rows, Steps + 1]; and ∫ ∇Eᵀ R ∇E dt.</summary>
    private (double[] Heights, double[] Work) Followed(double[] friction)
    {
        Node x = Node.Point(2), work = Node.Point(1, "work");
        Scan flow = Flow.Of(
            state =>
            {
                Node energy = Formula.CoupledWells.Of(state[0]), gradient = Derivative.Gradient(energy, state[0]);
                return [Moved(energy, state[0], friction, Turn), Dot(MatMul(gradient, Node.Constant(friction, 2, 2)), gradient)];
            },
            [x, work], 0.01, Steps);
        double[][] found = new Calculation(flow.After[0], flow.Final[1]).With("x", _starts).With("work", new double[Rows]).Run();
        double[] points = [.. _starts.Chunk(2).Zip(found[0].Chunk(2 * Steps), (start, track) => (double[])[.. start, .. track]).SelectMany(track => track)];
        return (Landscape.Of(Formula.CoupledWells).Evaluate(points).Energies, found[1]);
    }

    private Node Moved(Node energy, Node x, double[] friction, double turn)
    {
        double slip = Makes("a symmetric part in J") ? 0.5 : 0;
        Node mobility = Node.Constant([.. friction.Zip(new[] { -slip, -turn, turn, -slip }, (r, j) => r + j)], 2, 2);
        return -MatMul(Derivative.Gradient(energy, x), mobility);
    }
}
