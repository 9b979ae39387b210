using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>What a gradient step on θ does to the step function f(x) = x − η ∇E(x), and what it can never do.</summary>
/// <remarks>
/// With kernel K(x, x′) = η² ∇ₓ ∇ₓ′ᵀ k(x, x′), k(x, x′) = ⟨∂E(x)/∂θ, ∂E(x′)/∂θ⟩, training by gradient flow changes f by
/// df(x)/dt = −Σⱼ K(x, xⱼ) dL/dfⱼ: a gradient field in x, with a factor η², blind to whatever in E does not depend on x.
/// </remarks>
public sealed record FunctionSpace : Verification
{
    private const int Rows = 6;

    private static readonly Mlp Model = new(2, [6], new Rng(51)) { Activation = Activation.Tanh };

    private readonly double[] _x = Calculation.Normal(52, 2 * Rows);
    private readonly double[] _y = Calculation.Normal(53, 2 * Rows);

    /// <inheritdoc/>
    public override string Name => "function-space";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Training moves the step function by a curl-free kernel with a factor η²; rotations are never fitted, constants never felt, and an energy linear in θ is least squares.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("one η too few", "kernel"),
        new("one η too few", "kernel-step"),
        new("a force added that is no gradient", "curl-free"),
        new("a spiral for a circle", "rotation-unfitted"),
        new("targets that do not scale", "eta-squared"),
        new("the constant leans on x", "gauge"),
        new("one feature's slope off by a hundredth", "linear-normal-equations"),
        new("one feature's slope off by a hundredth", "linear-descent"),
        new("a bend between the layers", "deep-linear"),
        new("only the upper triangle", "quadratic-gradient"),
        new("only the upper triangle", "quadratic-step"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => Kernel().Concat(Rotation()).Concat(EtaSquared()).Concat(Gauge()).Concat(LinearInParameters()).Concat(DeepLinear()).Concat(Quadratic());

    private IEnumerable<Claim> Kernel()
    {
        const double Eta = 0.3;
        double factor = Makes("one η too few") ? Eta : Eta * Eta;
        double[][] tangents = [.. Tangents(_x).Select(row => (double[])[.. row.Select(m => -Eta * m)])];
        double[] kernel = [.. Kernels(_x).Select(k => factor * k)];
        double[] gram = [.. Enumerable.Range(0, Rows * Rows).SelectMany(pair => Enumerable.Range(0, 4).Select(entry =>
            Compare.Dot(tangents[2 * (pair / Rows) + entry / 2], tangents[2 * (pair % Rows) + entry % 2])))];
        yield return AtMost("kernel", "η² ∇ₓ∇ₓ′ᵀ k, by derivatives of k, is J(x) J(x′)ᵀ with J = ∂f/∂θ.", Compare.Relative(kernel, gram), 1e-12, gram.Length);

        // L = ½ Σ |f − y|², so dL/df = f − y; the change of f over a step α of θ is −α K (f − y) + O(α²).
        double[] theta = Calculation.Theta(Model), before = Step(theta, Eta), residual = Compare.Difference(before, _y);
        double[] predicted = [.. Enumerable.Range(0, 2 * Rows).Select(a => -Enumerable.Range(0, 2 * Rows).Sum(b =>
            kernel[4 * (a / 2 * Rows + b / 2) + 2 * (a % 2) + b % 2] * residual[b]))];
        double[] slope = [.. Enumerable.Range(0, theta.Length).Select(p => Enumerable.Range(0, 2 * Rows).Sum(a => tangents[a][p] * residual[a]))];
        double[] sizes = Compare.Halvings(0.02, 5);
        double[] errors = [.. sizes.Select(alpha =>
        {
            double[] actual = Compare.Difference(Step([.. theta.Zip(slope, (t, s) => t - alpha * s)], Eta), before);
            return Compare.Relative(actual, [.. predicted.Select(p => alpha * p)]);
        })];

        // The order is exact in the limit; at steps of 0.02 and below its next term is a few per cent.
        yield return Within("kernel-step", "A gradient step α of θ changes f by −α Σ K dL/df, with a relative error of first order in α.", Compare.Order(sizes, errors), 1, 0.05, sizes.Length);

        yield return AtMost("curl-free", "The Jacobian in x of the change Σⱼ K(x, xⱼ) rⱼ is symmetric: the change is a gradient field, whatever the residuals.", CurlOfChange(residual), 1e-12, Rows);
    }

    /// <summary>∂(∂E/∂xᵢ)/∂θ for each row and coordinate, shape [rows · 2][θ].</summary>
    private static double[][] Tangents(double[] points)
    {
        Node x = Node.Point(2), slope = Derivative.Gradient(Model.Of(x), x);
        Calculation[] rows = [.. Enumerable.Range(0, 2).Select(i => new Calculation(Derivative.Gradient(Slice(slope, i, 1), Calculation.Nodes(Model))).With(Model))];
        return [.. points.Chunk(2).SelectMany(point => rows.Select(row => row.With("x", point).Join()))];
    }

    /// <summary>∇ₓ∇ₓ′ᵀ k for each pair of points, shape [rows, rows, 2, 2].</summary>
    private static double[] Kernels(double[] points)
    {
        // With one row at a time the sum over rows in ∂E/∂θ is that of the point alone.
        Node x = Node.Point(2), other = Node.Point(2, "other");
        Node k = Tangent(x, other);
        Calculation calculation = new Calculation(Derivative.Jacobian(Derivative.Gradient(k, x), other)).With(Model);
        return [.. points.Chunk(2).SelectMany(a => points.Chunk(2).SelectMany(b => calculation.With("x", a).With("other", b).Join()))];
    }

    private static Node Tangent(Node x, Node other)
    {
        Node[] parameters = Calculation.Nodes(Model);
        return Derivative.Gradient(Model.Of(x), parameters).Zip(Derivative.Gradient(Model.Of(other), parameters), Dot).Aggregate((a, b) => a + b);
    }

    private double CurlOfChange(double[] residual)
    {
        Node x = Node.Point(2), other = Node.Point(2, "other"), r = Node.Point(2, "residual");
        Node change = Derivative.Gradient(Dot(Derivative.Gradient(Tangent(x, other), other), r), x);
        Node force = Makes("a force added that is no gradient") ? 0.01 * Square(x) * Node.Constant([1, -1], 1, 2) + 0.01 * Sum(x) * Node.Constant([1, -1], 1, 2) : 0;
        Calculation jacobian = new Calculation(Derivative.Jacobian(change + force, x)).With(Model);
        double worst = 0, size = 0;
        for (int row = 0; row < Rows; row++)
        {
            double[] sum = new double[4];
            for (int j = 0; j < Rows; j++)
            {
                jacobian.With("x", _x.AsSpan(2 * row, 2)).With("other", _x.AsSpan(2 * j, 2)).With("residual", residual.AsSpan(2 * j, 2));
                sum = [.. sum.Zip(jacobian.Join(), (a, b) => a + b)];
            }

            (worst, size) = (Math.Max(worst, Math.Abs(sum[1] - sum[2])), Math.Max(size, Compare.Largest(sum)));
        }

        return worst / size;
    }

    /// <summary>On a circle with residuals along it, Σ ⟨r, ∇E⟩ is a sum for ∮ ∇E·dx = 0, so no parameter feels them.</summary>
    private IEnumerable<Claim> Rotation()
    {
        // The trapezoid sum on a circle converges geometrically; with 256 points it is at rounding for these weights.
        const int Points = 256;
        double[] angles = [.. Enumerable.Range(0, Points).Select(i => 2 * Math.PI * i / Points)];
        double[] circle = [.. angles.SelectMany(a => new[] { Math.Cos(a), Math.Sin(a) })];
        double[] along = [.. angles.SelectMany(a => new[] { -Math.Sin(a), Math.Cos(a) })];
        double[] outward = circle;
        double[] residual = Makes("a spiral for a circle") ? [.. along.Zip(outward, (a, b) => a + 0.01 * b)] : along;
        Node x = Node.Point(2), r = Node.Point(2, "r"), energy = Model.Of(x);
        Calculation felt = new Calculation([.. Calculation.Nodes(Model).Select(parameter => Derivative.Mixed(energy, x, r, parameter))]).With(Model).With("x", circle);
        double rotational = Compare.Largest(felt.With("r", residual).Join()), radial = Compare.Largest(felt.With("r", outward).Join());
        yield return AtMost("rotation-unfitted", "Residuals that run round a circle give no parameter any gradient, relative to residuals that point outward.", rotational / radial, 1e-12, Points);
    }

    private IEnumerable<Claim> EtaSquared()
    {
        double[] small = LossGradient(0.05), large = LossGradient(0.1);
        yield return AtMost("eta-squared", "Where data and model share η, twice the η makes four times the gradient of a loss that is not divided by η².", Compare.Relative(large, [.. small.Select(g => 4 * g)]), 1e-12, small.Length);
    }

    private double[] LossGradient(double eta)
    {
        // The data step down another energy with the same η.
        Mlp truth = new(2, [4], new Rng(54), "truth");
        Node x = Node.Point(2), step = Node.Setting("eta");
        Node target = x - (Makes("targets that do not scale") ? 0.1 : step) * Derivative.Gradient(truth.Of(x), x);
        Node loss = SumRows(SquaredNorm(x - step * Derivative.Gradient(Model.Of(x), x) - StopGradient(target)));
        return new Calculation(Derivative.Gradient(loss, Calculation.Nodes(Model))).With("x", _x).With("eta", eta).With(Model).With(truth).Join();
    }

    private IEnumerable<Claim> Gauge()
    {
        Parameter constant = new("constant", 1, 3, [0.3, -0.7, 1.1]);
        Node x = Node.Point(2), y = Node.Point(2, "y"), bias = Sum(Tanh(constant.Node)) + Slice(constant.Node, 0, 1);
        Node Energy(Node at) => Model.Of(at) + (Makes("the constant leans on x") ? bias * (1 + 1e-9 * Sum(at)) : bias);
        Node Descend(Node at) => at - 0.3 * Derivative.Gradient(Energy(at), at);
        Node end = Scan.Over(5, [x], [], (state, _, _) => [Descend(state[0])]).Final[0];
        Node loss = SumRows(SquaredNorm(Descend(x) - y) + SquaredNorm(end - y));
        double[] gradient = new Calculation(Derivative.Gradient(loss, constant.Node), loss, bias).With("x", _x).With("y", _y).With(Model).With([constant], constant.Values).Run()[0];
        yield return AtMost("gauge", "An output bias, or anything in E that does not depend on x, gets a gradient of exactly zero, through one step and through five.", Compare.Largest(gradient), 0, gradient.Length);
    }

    /// <summary>E = θ·φ(x) with seven features: least squares with the features η Jᵩᵀ.</summary>
    private IEnumerable<Claim> LinearInParameters()
    {
        const int Features = 7, Points = 60;
        const double Eta = 0.2;
        double[] x = Calculation.Normal(55, 2 * Points), y = [.. x.Zip(Calculation.Normal(56, 2 * Points, 0.1), (at, noise) => 0.8 * at + noise)];
        Parameter weights = new("weights", Features, 1, new double[Features]);
        Node point = Node.Point(2), target = Node.Point(2, "y"), a = Slice(point, 0, 1), b = Slice(point, 1, 1);
        Node features = Join(a, b, Square(a) / 2, a * b, Square(b) / 2, Sin(a), Cos(b));
        Node loss = SumRows(SquaredNorm(point - Eta * Derivative.Gradient(MatMul(features, weights.Node), point) - target)) / (2 * Points);
        Calculation slope = new Calculation(Derivative.Gradient(loss, weights.Node)).With("x", x).With("y", y);

        // The closed form, from derivatives written by hand: (Σ A Aᵀ) θ = Σ A (y − x), A = −η Jᵩ.
        double[,] design = Dense.Matrix(2 * Points, Features, (row, f) => -Eta * Slope(f, row % 2, x[row - row % 2], x[row - row % 2 + 1]));
        double[,] normal = Dense.Times(Dense.Transpose(design), design);
        double[] closed = Dense.Solve(normal, Dense.Times(Dense.Transpose(design), Compare.Difference(y, x)));

        double[] at0 = slope.With([weights], new double[Features]).Join();
        double[][] columns = [.. Enumerable.Range(0, Features).Select(f => Compare.Difference(slope.With([weights], Unit(Features, f)).Join(), at0))];
        double[] solved = Dense.Solve(Dense.Matrix(Features, Features, (i, j) => columns[j][i]), [.. at0.Select(g => -g)]);
        yield return AtMost("linear-normal-equations", "For E = θ·φ(x) the zero of the engine's gradient is least squares with the features η Jᵩᵀ.", Compare.Relative(solved, closed), 1e-8, Features);

        // Descent with the step 2/(μ + L) gains (κ − 1)/(κ + 1) a step; with heavy ball's, (√κ − 1)/(√κ + 1).
        double[] eigenvalues = Dense.Eigenvalues(Dense.Matrix(Features, Features, (i, j) => normal[i, j] / Points));
        double low = Math.Sqrt(eigenvalues[0]), high = Math.Sqrt(eigenvalues[^1]), rate = (high - low) / (high + low);
        int steps = (int)(-30 / Math.Log(rate));
        double[] theta = new double[Features], before = theta;
        for (int k = 0; k < steps; k++)
        {
            double[] g = slope.With([weights], theta).Join(), now = theta;
            theta = [.. now.Select((t, i) => t - 4 / ((high + low) * (high + low)) * g[i] + rate * rate * (t - before[i]))];
            before = now;
        }

        yield return AtMost("linear-descent", "Descent with momentum on the loss converges to the same.", Compare.Relative(theta, closed), 1e-8, steps, "1");
    }

    private double Slope(int feature, int coordinate, double a, double b) => (feature, coordinate) switch
    {
        (0, 0) or (1, 1) => 1,
        (2, 0) or (3, 1) => a,
        (3, 0) or (4, 1) => b,
        (5, 0) => Math.Cos(a),
        (6, 1) => Makes("one feature's slope off by a hundredth") ? -0.99 * Math.Sin(b) : -Math.Sin(b),
        _ => 0,
    };

    private IEnumerable<Claim> DeepLinear()
    {
        Parameter[] layers = [new("w1", 2, 5, Calculation.Normal(57, 10)), new("w2", 5, 4, Calculation.Normal(58, 20)), new("w3", 4, 1, Calculation.Normal(59, 4))];
        double[] x = Calculation.Normal(60, 200, 10);
        Node point = Node.Point(2), hidden = MatMul(point, layers[0].Node);
        hidden = Makes("a bend between the layers") ? hidden + 1e-6 * Tanh(hidden) : hidden;
        Node energy = MatMul(MatMul(hidden, layers[1].Node), layers[2].Node);
        double[] slopes = new Calculation(Derivative.Gradient(energy, point), energy).With("x", x).With(layers, [.. layers.SelectMany(layer => layer.Values)]).Run()[0];
        double spread = Compare.Largest(slopes.Select((g, i) => g - slopes[i % 2]));
        yield return AtMost("deep-linear", "A deep linear network E = w … W₁ x drifts everywhere alike: its gradient does not depend on x, exactly.", spread, 0, slopes.Length);
    }

    private IEnumerable<Claim> Quadratic()
    {
        const int D = 3;
        double[] x = Calculation.Normal(61, D * 20), y = Calculation.Normal(62, D * 20), values = Calculation.Normal(63, D * D);
        Parameter matrix = new("matrix", D, D, values);
        Node point = Node.Point(D), target = Node.Point(D, "y");
        Node kept = Makes("only the upper triangle") ? matrix.Node * Node.Constant([1, 1, 1, 0, 1, 1, 0, 0, 1], D, D) : matrix.Node;
        Node step = point - 0.3 * Derivative.Gradient(Dot(MatMul(point, kept), point) / 2, point);
        Node loss = SumRows(SquaredNorm(step - target));
        Calculation calculation = new Calculation(step, Derivative.Gradient(loss, matrix.Node)).With("x", x).With("y", y);
        double[][] plain = calculation.With([matrix], values).Run();
        yield return AtMost("quadratic-gradient", "For E = ½ xᵀ Q x the gradient for Q is symmetric, relative to its largest entry: the other part of Q is never learned.", Dense.Asymmetry(Dense.Square(plain[1], D)) / Compare.Largest(plain[1]), 1e-14, D * D);

        double[] turned = [.. values.Select((q, i) => q + (i / D).CompareTo(i % D))];
        double[][] antisymmetric = calculation.With([matrix], turned).Run();
        yield return AtMost("quadratic-step", "Adding an antisymmetric matrix to Q changes no step.", Compare.Relative(antisymmetric[0], plain[0]), 1e-14, plain[0].Length);
    }

    private double[] Step(double[] theta, double eta)
    {
        Node x = Node.Point(2);
        return new Calculation(x - eta * Derivative.Gradient(Model.Of(x), x)).With("x", _x).With(Model.Parameters, theta).Join();
    }

    private static double[] Unit(int n, int i)
    {
        double[] unit = new double[n];
        unit[i] = 1;
        return unit;
    }
}
