using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Agents that each move one coordinate down an energy of their own can follow any vector field; one energy for all can follow none that turns.</summary>
/// <remarks>
/// <para>
/// Eᵢ(x) = −∫₀^xᵢ fᵢ(x₁, …, s, …, xₙ) ds has −∂Eᵢ/∂xᵢ = fᵢ. The integral is a sum over Gauss and Legendre's eight places, exact for
/// polynomials of degree 15. Eᵢ is known up to any gᵢ of the other coordinates.
/// </para>
/// <para>
/// The game is the descent of one energy just where its blocks are symmetric, ∂²Eᵢ/∂xᵢ∂xⱼ = ∂²Eⱼ/∂xⱼ∂xᵢ. Source: D. Monderer and L. S. Shapley (1996),
/// Games Econ. Behav. 14(1), 124–143.
/// </para>
/// </remarks>
public sealed record GameOfBlocks : Verification
{
    private const int Rows = 30;

    private static readonly (double At, double Weight)[] Gauss = [.. new[] { (0.18343464249564980, 0.36268378337836198), (0.52553240991632899, 0.31370664587788729), (0.79666647741362674, 0.22238103445337447), (0.96028985649753623, 0.10122853629037626) }
        .SelectMany(half => new[] { ((1 + half.Item1) / 2, half.Item2 / 2), ((1 - half.Item1) / 2, half.Item2 / 2) })];

    private static readonly (string Name, Func<Node, Node, Node[]> Field)[] Fields =
    [
        ("rotation", (x, y) => [-y, x]),
        ("van der Pol", (x, y) => [y, (1 - x * x) * y - x]),
        ("waves", (x, y) => [Sin(y) * Cos(x), x * y - Tanh(x)]),
    ];

    private readonly double[] _points = Calculation.Normal(131, 2 * Rows);

    /// <inheritdoc/>
    public override string Name => "game-of-blocks";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "A game of agents with one coordinate each follows any vector field, turning ones too; a test of symmetry tells which games are the descent of one energy.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the agents' energies swapped", "any-field"),
        new("one energy for both", "turns"),
        new("a term of the own coordinate added", "gauge"),
        new("a rotation called a potential", "potential"),
        new("a potential called a rotation", "no-potential"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        double worst = Fields.Worst(field => Apart(field.Field));

        // Gauss's rule errs by the sixteenth derivative times (x/2)¹⁶ / 16! · 10⁻⁴, below rounding for |x| ≤ 3.
        yield return AtMost("any-field", "One energy for each coordinate, by integration, moves as a rotation, as van der Pol's oscillator, and as waves: the largest deviation.", worst, 1e-12, 2 * Rows * Fields.Length);

        Node x = Node.Point(2);
        Node[] own = Agents(Fields[0].Field, x), extra = Makes("a term of the own coordinate added") ? [Sin(x), Sin(x)] : [Sin(Slice(x, 1, 1)), Cos(Slice(x, 0, 1))];
        double[] more = new Calculation(Velocity([own[0] + Slice(extra[0], 0, 1), own[1] + Slice(extra[1], 0, 1)], x)).With("x", _points).Join(), less = new Calculation(Velocity(own, x)).With("x", _points).Join();
        yield return AtMost("gauge", "What an agent's energy has of the others' coordinates alone moves nothing.", Compare.Largest(Compare.Difference(more, less)), 1e-14, 2 * Rows);

        foreach (Claim claim in Turning().Concat(Potentials()))
        {
            yield return claim;
        }
    }

    /// <summary>Once around: in a time of 2π the rotation is back, while the energy of its symmetric part, zero, has gone nowhere.</summary>
    private IEnumerable<Claim> Turning()
    {
        const int Steps = 200;
        Node x = Node.Point(2), swept = Node.Point(1, "swept");
        Scan flow = Flow.Of(
            state =>
            {
                Node[] agents = Agents(Fields[0].Field, state[0]);
                Node velocity = Makes("one energy for both") ? -Derivative.Gradient(agents[0] + agents[1], state[0]) : Velocity(agents, state[0]);
                return [velocity, (Slice(state[0], 0, 1) * Slice(velocity, 1, 1) - Slice(state[0], 1, 1) * Slice(velocity, 0, 1)) / SquaredNorm(state[0])];
            },
            [x, swept], Node.Setting("h"), Steps);
        double[][] end = new Calculation(flow.Final[0], flow.Final[1]).With("x", _points).With("swept", new double[Rows]).With("h", 2 * Math.PI / Steps).Run();

        // Runge-Kutta errs by 2π h⁴/120 in angle, h = 0.03: 5 · 10⁻⁸.
        double gone = Compare.Largest(Compare.Difference(end[0], _points)), angle = Compare.Largest(end[1].Select(a => a - 2 * Math.PI));
        yield return AtMost("turns", "Two agents descend, each its own energy, and go round: after 2π they have swept 2π and are back where they were.", Math.Max(gone, angle), 1e-6, Rows);
    }

    private IEnumerable<Claim> Potentials()
    {
        Func<Node, Node, Node[]> rotation = Fields[0].Field;

        // −∇ of ¼ (x² − 1)² + ¾ y² + 0.4 x y.
        Func<Node, Node, Node[]> gradient = (x, y) => [x - x * x * x - 0.4 * y, -1.5 * y - 0.4 * x];
        double potential = Asymmetry(Makes("a rotation called a potential") ? rotation : gradient), none = Asymmetry(Makes("a potential called a rotation") ? gradient : rotation);
        yield return AtMost("potential", "The agents of a gradient field have symmetric blocks: ∂²E₁/∂x∂y − ∂²E₂/∂y∂x.", potential, 1e-13, Rows);
        yield return Within("no-potential", "Those of a rotation do not: it is the field's curl.", none, 2, 1e-13, Rows);
    }

    private double Asymmetry(Func<Node, Node, Node[]> field)
    {
        Node x = Node.Point(2);
        Node[] blocks = [.. Agents(field, x).Select(agent => Derivative.Hessian(agent, x))];
        double[][] found = new Calculation(Window(blocks[0], 0, 1, 1, 1), Window(blocks[1], 1, 0, 1, 1), x).With("x", _points).Run();
        return Compare.Largest(Compare.Difference(found[0], found[1]));
    }

    private double Apart(Func<Node, Node, Node[]> field)
    {
        Node x = Node.Point(2);
        Node[] agents = Agents(field, x);
        Node velocity = Makes("the agents' energies swapped") ? Velocity([agents[1], agents[0]], x) : Velocity(agents, x);
        double[][] found = new Calculation(velocity, Join(field(Slice(x, 0, 1), Slice(x, 1, 1)))).With("x", _points).Run();
        return Compare.Largest(Compare.Difference(found[0], found[1]));
    }

    /// <summary>E₁ and E₂ of a field.</summary>
    private static Node[] Agents(Func<Node, Node, Node[]> field, Node point)
    {
        Node x = Slice(point, 0, 1), y = Slice(point, 1, 1);
        return
        [
            -Gauss.Select(place => place.Weight * x * field(place.At * x, y)[0]).Aggregate((a, b) => a + b),
            -Gauss.Select(place => place.Weight * y * field(x, place.At * y)[1]).Aggregate((a, b) => a + b),
        ];
    }

    /// <summary>Each coordinate down the energy of its agent.</summary>
    private static Node Velocity(Node[] agents, Node point) => -Join(Slice(Derivative.Gradient(agents[0], point), 0, 1), Slice(Derivative.Gradient(agents[1], point), 1, 1));
}
