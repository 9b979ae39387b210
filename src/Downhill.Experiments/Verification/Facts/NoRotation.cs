using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>What one energy can and cannot do: the flow only falls, steps may alternate, and nothing ever turns.</summary>
/// <remarks>
/// Along x′ = −∇E, dE/dt = −|∇E|². A step x − η ∇E has the symmetric Jacobian I − η H: real eigenvalues, negative where ηλ > 1, beyond −1
/// where ηλ > 2. On data x′ = A x the best step is x → S x with S symmetric and S C + C S = A C + C Aᵀ, C the second moment of x;
/// for C = I that is S = (A + Aᵀ)/2, and |(A − Aᵀ)/2|² is left over.
/// </remarks>
public sealed record NoRotation : Verification
{
    private const int D = 3;

    // The step size that the quadratic energies learn with; they learn I − S over it.
    private const double Eta = 0.5;

    private static readonly double[,] A = Dense.Square(Calculation.Normal(71, D * D, 0.5), D);

    /// <inheritdoc/>
    public override string Name => "no-rotation";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "An energy falls along its flow, its steps alternate at ηλ = 1 and diverge at ηλ = 2, they may settle on two points, and of a linear map they learn the symmetric part only.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("uphill", "flow-falls"),
        new("half the slope", "flow-dissipation"),
        new("the smaller eigenvalue", "alternates-at-1"),
        new("the smaller eigenvalue", "diverges-at-2"),
        new("a step size below the doubling", "period-two"),
        new("a step size below the doubling", "period-two-multiplier"),
        new("a force added that is no gradient", "jacobian-symmetric"),
        new("one step for two", "two-steps-not-symmetric"),
        new("the whole matrix for its symmetric part", "symmetric-part"),
        new("the whole matrix for its symmetric part", "symmetric-part-learned"),
        new("half the antisymmetric part forgotten", "floor"),
        new("half the antisymmetric part forgotten", "floor-learned"),
        new("covariance ignored", "covariance"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => GradientFlow().Concat(Thresholds()).Concat(PeriodTwo()).Concat(Jacobians()).Concat(LinearData()).Concat(CorrelatedData());

    private IEnumerable<Claim> GradientFlow()
    {
        const int Rows = 20, Steps = 500;
        double sign = Makes("uphill") ? 1 : -1, factor = Makes("half the slope") ? 0.5 : 1;
        Formula energy = Formula.CoupledWells;
        Node x = Node.Point(2), work = Node.Point(1, "work");
        Scan flow = Flow.Of(
            state =>
            {
                Node gradient = Derivative.Gradient(energy.Of(state[0]), state[0]);
                return [sign * gradient, factor * SquaredNorm(gradient)];
            },
            [x, work], Node.Setting("h"), Steps);
        double[] start = Calculation.Normal(72, 2 * Rows);
        double[][] results = new Calculation(flow.After[0], flow.Final[1]).With("x", start).With("work", new double[Rows])
            .With("h", sign < 0 ? 0.01 : 1e-4).Run();
        double[][] heights = [.. Landscape.Of(energy).Evaluate(results[0]).Energies.Chunk(Steps)];
        double[] before = Landscape.Of(energy).Evaluate(start).Energies;

        // At rest E is the same to rounding, 10⁻¹⁶ of numbers of order one.
        double rise = heights.Worst(row => row.Zip(row.Skip(1), (a, b) => b - a).Worst());
        yield return AtMost("flow-falls", "E never rises along the gradient flow of two coupled wells.", rise, 1e-15, Rows * Steps);

        // Runge-Kutta at h = 0.01 errs by h⁴ = 10⁻⁸ times numbers of order one.
        double[] lost = [.. heights.Select((row, i) => before[i] - row[^1])];
        yield return AtMost("flow-dissipation", "What E loses is ∫ |∇E|² dt.", Compare.Relative(results[1], lost), 1e-7, Rows);
    }

    /// <summary>On a quadratic with eigenvalues 1 and 4, turned by some angle.</summary>
    private IEnumerable<Claim> Thresholds()
    {
        const double Large = 4, Small = 1, Angle = 0.7;
        double lambda = Makes("the smaller eigenvalue") ? Small : Large;
        double c = Math.Cos(Angle), s = Math.Sin(Angle);
        Node matrix = Node.Constant([Large * c * c + Small * s * s, (Large - Small) * c * s, (Large - Small) * c * s, Large * s * s + Small * c * c], 2, 2);
        Node x = Node.Point(2);
        Scan Steps(int count) => Scan.Over(count, [x], [], (state, _, time) => new GradientDescent().Step(point => Dot(MatMul(point, matrix), point) / 2, state, time));

        // From a point on the steepest axis one step tells; from any point, the larger mode wins within a thousand.
        Calculation one = new Calculation(Steps(1).Final[0]).With("x", c, s);
        double alternates = Bisected(0.1, 0.4, eta => Compare.Dot(one.With("step_size", eta).Join(), [c, s]) < 0);
        Calculation many = new Calculation(Steps(1000).Final[0], Steps(2000).Final[0]).With("x", 0.3, -1.1);
        double diverges = Bisected(0.48, 0.53, eta =>
        {
            double[][] ends = many.With("step_size", eta).Run();
            return Compare.Length(ends[1]) > Compare.Length(ends[0]);
        });
        yield return Within("alternates-at-1", "A mode alternates in sign from ηλ = 1 on, by bisection.", alternates * lambda, 1, 1e-6);
        yield return Within("diverges-at-2", "It diverges from ηλ = 2 on, by bisection.", diverges * lambda, 2, 1e-6);
    }

    private static double Bisected(double low, double high, Func<double, bool> isBeyond)
    {
        while (high - low > 1e-9)
        {
            double middle = (low + high) / 2;
            (low, high) = isBeyond(middle) ? (low, middle) : (middle, high);
        }

        return (low + high) / 2;
    }

    /// <summary>E = (x² − 1)²/4 beyond η = 1: p and q with f(p) = q, f(q) = p have pq = 1/η and (p + q)² = 1 + 3/η; the multiplier f′(p) f′(q) is 9 − 2 (1 + η)².</summary>
    private IEnumerable<Claim> PeriodTwo()
    {
        const double Claimed = 1.1;
        double eta = Makes("a step size below the doubling") ? 0.9 : Claimed;
        Node x = Node.Point(1);
        Scan Steps(int count) => Scan.Over(count, [x], [], (state, _, time) => new GradientDescent().Step(point => Square(Square(point) - 1) / 4, state, time));
        Node twice = Steps(2).Final[0];
        double p = new Calculation(Steps(2000).Final[0]).With("x", 0.9).With("step_size", eta).Join()[0];
        double[] around = new Calculation(Steps(1).Final[0], twice, Derivative.Gradient(twice, x)).With("x", p).With("step_size", eta).Join();

        double sum = Math.Sqrt(1 + 3 / Claimed), gap = Math.Sqrt(1 - 1 / Claimed);
        double[] exact = [(sum - gap) / 2, (sum + gap) / 2], found = [Math.Min(p, around[0]), Math.Max(p, around[0])];
        yield return AtMost("period-two", "On (x² − 1)²/4 with η = 1.1, descent settles on two points that it jumps between: those of the closed form.", Compare.Relative(found, exact), 1e-12, 2);
        yield return Within("period-two-multiplier", "The orbit attracts: its multiplier, by the engine's derivative of two steps, is 9 − 2 (1 + η)².", around[2], 9 - 2 * (1 + Claimed) * (1 + Claimed), 1e-10);
        yield return AtMost("period-two-stable", "That multiplier is below 1 in modulus.", Math.Abs(around[2]), 1);
    }

    private IEnumerable<Claim> Jacobians()
    {
        const int Rows = 20;
        Mlp mlp = new(D, [8, 8], new Rng(73)) { Scale = 8 };
        Node x = Node.Point(D);
        Node Step(Node at) => at - Eta * Derivative.Gradient(mlp.Of(at), at) + (Makes("a force added that is no gradient") ? 1e-6 * MatMul(at, Node.Constant(Dense.Values(A), D, D)) : 0);
        Node twice = Makes("one step for two") ? Step(x) : Step(Step(x));
        double[][] results = new Calculation(Derivative.Jacobian(Step(x), x), Derivative.Jacobian(twice, x)).With(mlp).With("x", Calculation.Normal(74, Rows * D)).Run();
        double[] asymmetry = [.. results.Select(matrices => matrices.Chunk(D * D).Worst(matrix => Dense.Asymmetry(Dense.Square(matrix, D)) / Compare.Largest(matrix)))];
        yield return AtMost("jacobian-symmetric", "The Jacobian of a step down a network is symmetric, so its eigenvalues are real.", asymmetry[0], 1e-14, Rows);

        // A product of two symmetric matrices need not be symmetric: this is no rounding.
        yield return AtLeast("two-steps-not-symmetric", "That of two steps together is not: the claim is about each step.", asymmetry[1], 1e-3, Rows);
    }

    private IEnumerable<Claim> LinearData()
    {
        double[] x = White(75, 200);
        double[] symmetric = Dense.Values(Dense.Matrix(D, D, (i, j) => Makes("the whole matrix for its symmetric part") ? A[i, j] : (A[i, j] + A[j, i]) / 2));
        double half = Makes("half the antisymmetric part forgotten") ? 1 : 0.5;
        double floor = Dense.Values(Dense.Matrix(D, D, (i, j) => half * (A[i, j] - A[j, i]))).Sum(a => a * a);

        // Normal equations for the six entries on and above the diagonal of S.
        (int I, int J)[] entries = [.. Enumerable.Range(0, D).SelectMany(i => Enumerable.Range(i, D - i).Select(j => (i, j)))];
        double[,] design = Dense.Matrix(x.Length, entries.Length, (row, k) =>
            row % D == entries[k].I ? x[row - row % D + entries[k].J] : row % D == entries[k].J ? x[row - row % D + entries[k].I] : 0);
        double[,] transposed = Dense.Transpose(design);
        double[] y = Mapped(x), fit = Dense.Solve(Dense.Times(transposed, design), Dense.Times(transposed, y));
        double[] solved = Dense.Values(Dense.Matrix(D, D, (i, j) => fit[Array.IndexOf(entries, (Math.Min(i, j), Math.Max(i, j)))]));
        double left = Compare.Difference(Dense.Times(design, fit), y).Sum(r => r * r) / (x.Length / D);
        yield return AtMost("symmetric-part", "Of x → A x on white data the best symmetric step is (A + Aᵀ)/2, by normal equations.", Compare.Relative(solved, symmetric), 1e-10, x.Length / D);
        yield return Within("floor", "The mean square that it leaves is |(A − Aᵀ)/2|².", left, floor, 1e-10, x.Length / D, "x²");

        (double[] learned, double loss) = Learned(x, steps: 60);
        yield return AtMost("symmetric-part-learned", "A quadratic energy trained by the engine's gradient finds the same step.", Compare.Relative(learned, symmetric), 1e-10, x.Length / D);
        yield return Within("floor-learned", "And leaves the same.", loss, floor, 1e-10, x.Length / D, "x²");
    }

    private IEnumerable<Claim> CorrelatedData()
    {
        double[,] mix = Dense.Matrix(D, D, (i, j) => i == j ? 1 + 0.4 * i : 0.5 / (1 + i + j));
        double[] x = [.. White(76, 200).Chunk(D).SelectMany(point => Dense.Times(mix, point))];
        double[,] c = Dense.Matrix(D, D, (i, j) => x.Chunk(D).Average(point => point[i] * point[j]));
        double[,] right = Dense.Times(A, c);

        // S C + C S = A C + C Aᵀ as nine equations for the nine entries of S.
        double[,] system = Dense.Matrix(D * D, D * D, (row, column) =>
            (row / D == column / D ? c[column % D, row % D] : 0) + (row % D == column % D ? c[row / D, column / D] : 0));
        double[] solution = Dense.Solve(system, Dense.Values(Dense.Matrix(D, D, (i, j) => right[i, j] + right[j, i])));
        double[] symmetric = Dense.Values(Dense.Matrix(D, D, (i, j) => (A[i, j] + A[j, i]) / 2));
        (double[] learned, _) = Learned(x, steps: 1500);
        yield return AtMost("covariance", "On correlated data the trained step solves S C + C S = A C + C Aᵀ.", Compare.Relative(learned, Makes("covariance ignored") ? symmetric : solution), 1e-8, x.Length / D);
        yield return AtLeast("covariance-matters", "And that is not the symmetric part of A.", Compare.Relative(learned, symmetric), 0.01, x.Length / D);
    }

    /// <summary>S = I − η (Q + Qᵀ)/2 of E = ½ xᵀ Q x trained on x → A x, and the mean square that is left.</summary>
    private static (double[] Step, double Loss) Learned(double[] x, int steps)
    {
        Parameter matrix = new("matrix", D, D, new double[D * D]);
        Node point = Node.Point(D), target = Node.Point(D, "y");
        Node step = point - Eta * Derivative.Gradient(Dot(MatMul(point, matrix.Node), point) / 2, point);
        Node loss = SumRows(SquaredNorm(step - target)) / (x.Length / D);
        Calculation calculation = new Calculation(loss, Derivative.Gradient(loss, matrix.Node)).With("x", x).With("y", Mapped(x));

        // The loss bends by at most 2 η² times the largest eigenvalue of C, so this step size descends.
        double[,] c = Dense.Matrix(D, D, (i, j) => x.Chunk(D).Average(p => p[i] * p[j]));
        double rate = 1 / (2 * Eta * Eta * Dense.Eigenvalues(c)[^1]);
        double[] q = matrix.Values;
        for (int k = 0; k < steps; k++)
        {
            q = [.. q.Zip(calculation.With([matrix], q).Run()[1], (value, slope) => value - rate * slope)];
        }

        double[] learned = Dense.Values(Dense.Matrix(D, D, (i, j) => (i == j ? 1 : 0) - Eta / 2 * (q[i * D + j] + q[j * D + i])));
        return (learned, calculation.With([matrix], q).Run()[0][0]);
    }

    private static double[] Mapped(double[] x) => [.. x.Chunk(D).SelectMany(point => Dense.Times(A, point))];

    /// <summary>Points whose second moment is the identity, exactly: Gram and Schmidt on normal columns.</summary>
    private static double[] White(int seed, int count)
    {
        double[][] columns = [.. Calculation.Normal(seed, D * count).Chunk(count)];
        for (int i = 0; i < D; i++)
        {
            // Twice is enough for rounding (Kahan).
            for (int j = 0; j < 2 * i; j++)
            {
                double[] other = columns[j % i];
                double overlap = Compare.Dot(columns[i], other) / count;
                columns[i] = [.. columns[i].Zip(other, (a, b) => a - overlap * b)];
            }

            double scale = Math.Sqrt(count) / Compare.Length(columns[i]);
            columns[i] = [.. columns[i].Select(a => scale * a)];
        }

        return [.. Enumerable.Range(0, D * count).Select(k => columns[k % D][k / D])];
    }
}
