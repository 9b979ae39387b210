using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Derivatives of every kind against closed forms and against differences, on both executors; and the random numbers they are drawn at.</summary>
public sealed record DerivativeLadder : Verification
{
    // Closed forms: a few hundred roundings of 10⁻¹⁶ each.
    private const double Closed = 1e-12;

    // Differences reach 10⁻¹² (see Differences); beyond that a wrong rule is wrong by far more.
    private const double Differenced = 1e-9;

    /// <inheritdoc/>
    public override string Name => "derivative-ladder";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Gradients, Hessian-vector, mixed, Jacobian-vector, Laplacian and derivatives to fourth order are those of closed forms and of differences, on both executors.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("a thousandth of every gradient lost", "closed-form-1"),
        new("a thousandth of every gradient lost", "mlp-silu-gradient"),
        new("a thousandth of every gradient lost", "mlp-selu-gradient"),
        new("curvature from nowhere", "mlp-silu-hessian-vector"),
        new("curvature from nowhere", "mlp-softplus-laplacian"),
        new("curvature from nowhere", "mlp-softplus-third"),
        new("curvature from nowhere", "mlp-tanh-fourth"),
        new("curvature from nowhere", "mlp-tanh-mixed"),
        new("a thousandth of every gradient lost in the second sweep", "mlp-silu-parameters"),
        new("curvature without its factor 2", "wave-hessian-vector"),
        new("Jacobian not transposed", "wave-jacobian-vector"),
        new("nine rounds of Philox", "philox-published"),
        new("other points on two threads", "same-bits"),
        new("single precision", "executors-double"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => ClosedForms().Concat(Wave()).Concat(Networks()).Concat(Executors()).Concat(RandomNumbers());

    // The value stays, the derivative loses a thousandth: what a slightly wrong rule does.
    private Node Spoil(Node e) => Makes("a thousandth of every gradient lost") ? 0.999 * e + 0.001 * StopGradient(e) : e;

    // Value and gradient stay; the second, third, fourth and mixed derivatives gain a little.
    private Node Curve(Node e, Node x, Node weight)
    {
        Node still = x - StopGradient(x);
        return Makes("curvature from nowhere")
            ? e + 0.001 * (SquaredNorm(still) + Sum(Power(still, 3)) + Sum(Power(still, 4)) + Sum(still) * Sum(weight - StopGradient(weight)))
            : e;
    }

    private IEnumerable<Claim> ClosedForms()
    {
        const int Orders = 4, Points = 41;
        double[] x = [.. Enumerable.Range(0, Points).Select(i => 0.5 + 2.0 * i / (Points - 1))];
        Node point = Node.Point(1);
        List<Node> outputs = [];
        foreach (ScalarLadder rung in ScalarLadder.All)
        {
            Node y = Spoil(rung.Function(point));
            for (int k = 0; k < Orders; k++)
            {
                outputs.Add(y = Derivative.Gradient(y, point));
            }
        }

        double[][] measured = new Calculation([.. outputs]).With("x", x).Run();
        for (int k = 1; k <= Orders; k++)
        {
            double worst = Compare.Largest(ScalarLadder.All.Select((rung, i) =>
                Compare.Relative(measured[i * Orders + k - 1], [.. x.Select(at => rung.Derivative(k, at))])));
            yield return AtMost($"closed-form-{k}", $"The derivative of order {k} of {ScalarLadder.All.Count} functions is its closed form, relative to its largest value.", worst, Closed, ScalarLadder.All.Count * Points);
        }
    }

    /// <summary>E = tanh(θ·x), all of whose derivatives are products of θ, x and those of tanh.</summary>
    private IEnumerable<Claim> Wave()
    {
        const int D = 3, Rows = 5;
        double[] theta = Calculation.Normal(11, D), x = Calculation.Normal(12, D * Rows), v = Calculation.Normal(13, D * Rows);
        Node point = Node.Point(D), direction = Node.Point(D, "v"), parameter = Node.Input("theta", Shape.Shared(D, 1));
        Node energy = Spoil(Tanh(MatMul(point, parameter)));
        double[] matrix = Calculation.Normal(14, D * 2);
        Node outputs = Tanh(MatMul(point, Node.Constant(matrix, D, 2)));
        double[][] measured = new Calculation(
            Derivative.Gradient(energy, point),
            Derivative.HessianVector(energy, point, direction),
            Derivative.Mixed(energy, point, direction, parameter),
            Derivative.Laplacian(energy, point),
            Derivative.JacobianVector(outputs, point, direction)).With("x", x).With("v", v).With("theta", theta).Run();

        double[][] xs = [.. x.Chunk(D)], vs = [.. v.Chunk(D)];
        double T(int order, int row) => ScalarLadder.Tanh(order, Math.Tanh(Compare.Dot(theta, xs[row])));
        double curvature = Makes("curvature without its factor 2") ? 0.5 : 1;
        IEnumerable<int> rows = Enumerable.Range(0, Rows);
        double[] gradient = [.. rows.SelectMany(r => theta.Select(w => w * T(1, r)))];
        double[] hessianVector = [.. rows.SelectMany(r => theta.Select(w => curvature * w * Compare.Dot(theta, vs[r]) * T(2, r)))];
        double[] mixed = [.. Enumerable.Range(0, D).Select(j => rows.Sum(r => vs[r][j] * T(1, r) + Compare.Dot(theta, vs[r]) * xs[r][j] * T(2, r)))];
        double[] laplacian = [.. rows.Select(r => Compare.Dot(theta, theta) * T(2, r))];

        // Not transposed: the vector meets the matrix read the other way round.
        double Entry(int i, int k) => Makes("Jacobian not transposed") ? matrix[k * D + i] : matrix[i * 2 + k];
        double Sum(double[] a, int k) => Enumerable.Range(0, D).Sum(i => a[i] * matrix[i * 2 + k]);
        double[] pushed = [.. rows.SelectMany(r => Enumerable.Range(0, 2).Select(k =>
            ScalarLadder.Tanh(1, Math.Tanh(Sum(xs[r], k))) * Enumerable.Range(0, D).Sum(i => vs[r][i] * Entry(i, k))))];

        yield return AtMost("wave-gradient", "The gradient of tanh(θ·x) is θ tanh′.", Compare.Relative(measured[0], gradient), Closed, gradient.Length);
        yield return AtMost("wave-hessian-vector", "Its Hessian-vector product is θ (θ·v) tanh″.", Compare.Relative(measured[1], hessianVector), Closed, hessianVector.Length);
        yield return AtMost("wave-mixed", "Its mixed second derivative against v is Σ v tanh′ + (θ·v) x tanh″, summed over rows.", Compare.Relative(measured[2], mixed), Closed, mixed.Length);
        yield return AtMost("wave-laplacian", "Its Laplacian is |θ|² tanh″.", Compare.Relative(measured[3], laplacian), Closed, laplacian.Length);
        yield return AtMost("wave-jacobian-vector", "The Jacobian-vector product of tanh(x A) is (v A) tanh′, for a Jacobian that is not square.", Compare.Relative(measured[4], pushed), Closed, pushed.Length);
    }

    private IEnumerable<Claim> Networks() => Enum.GetValues<Activation>().SelectMany(Network);

    private IEnumerable<Claim> Network(Activation bend)
    {
        const int D = 2, Rows = 3;
        Mlp mlp = new(D, [5, 4], new Rng(21)) { Activation = bend };
        bool smooth = bend != Activation.Selu;
        double[] x = Calculation.Normal(22, D * Rows), v = Calculation.Normal(23, D * Rows, 0.7), theta = Calculation.Theta(mlp);
        string name = $"mlp-{bend.ToString().ToLowerInvariant()}";
        Kinds kinds = new(mlp, (e, x, weight) => Curve(Spoil(e), x, weight));
        double[][] At(double[] points, double[] weights) => kinds.Calculation.With("x", points).With("v", v).With(mlp.Parameters, weights).Run();
        double[][] AlongV(double t) => At([.. x.Zip(v, (a, b) => a + t * b)], theta);
        double[][] measured = At(x, theta);

        // SELU's second derivative jumps at 0; with these weights and points no unit comes within this stencil of the jump.
        double h = smooth ? 0.1 : 2e-3;
        double[] differences = [
            .. Differences.Gradient(points => At(points, theta)[Kinds.Value].Sum(), x, h),
            .. Differences.Gradient(weights => At(x, weights)[Kinds.Value].Sum(), theta, h)];
        double[] gradient = [.. measured[Kinds.Gradient], .. kinds.Parameters(measured)];
        yield return AtMost($"{name}-gradient", $"A {bend} network's gradients in points and parameters are Richardson's differences.", Compare.Relative(gradient, differences), Differenced, gradient.Length);
        if (!smooth)
        {
            yield break;
        }

        double[] hessianVector = Differences.Along(t => AlongV(t)[Kinds.Gradient]);
        yield return AtMost($"{name}-hessian-vector", "The Hessian-vector product is the difference of gradients.", Compare.Relative(measured[Kinds.HessianVector], hessianVector), Differenced, x.Length);

        double[][] hessian = Differences.Jacobian(points => At(points, theta)[Kinds.Gradient], x);
        double[] trace = [.. Enumerable.Range(0, Rows).Select(r => Enumerable.Range(r * D, D).Sum(i => hessian[i][i]))];
        yield return AtMost($"{name}-laplacian", "The Laplacian is the trace of the Hessian made by differences.", Compare.Relative(measured[Kinds.Laplacian], trace), Differenced, Rows);

        double[] third = Differences.Along(t => AlongV(t)[Kinds.Second]), fourth = Differences.Along(t => AlongV(t)[Kinds.Third]);
        yield return AtMost($"{name}-third", "The third derivative along v is the difference of the second.", Compare.Relative(measured[Kinds.Third], third), Differenced, Rows);
        yield return AtMost($"{name}-fourth", "The fourth derivative along v is the difference of the third.", Compare.Relative(measured[Kinds.Fourth], fourth), Differenced, Rows);

        double[][] matrix = Differences.Jacobian(weights => At(x, weights)[Kinds.Gradient], theta);
        double[] mixed = [.. matrix.Select(row => Compare.Dot(row, v))];
        yield return AtMost($"{name}-mixed", "The mixed second derivative against v is v times the explicit matrix ∂²E/∂x∂θ, made by differences.", Compare.Relative(kinds.Mixed(measured), mixed), Differenced, matrix.Length * x.Length);
        yield return ParameterHessian(name, mlp, x);
    }

    /// <summary>Through a sum over rows: the Hessian of the parameters, as Fisher-vector products and hypergradients need it.</summary>
    private Claim ParameterHessian(string name, Mlp mlp, double[] x)
    {
        // A direction of length about one, so that the stencil of the differences stays as short as elsewhere.
        double[] theta = Calculation.Theta(mlp), u = Calculation.Normal(24, theta.Length, 1 / Math.Sqrt(theta.Length));
        Node[] parameters = Calculation.Nodes(mlp);
        Node[] slopes = Derivative.Gradient(SumRows(Square(mlp.Of(Node.Point(mlp.Dimension)))), parameters);
        Parameter[] directions = [.. mlp.Parameters.Select(p => new Parameter($"u.{p.Name}", p.Height, p.Width, p.Values))];
        Node along = slopes.Zip(directions, (slope, direction) => Dot(slope, direction.Node)).Aggregate((a, b) => a + b);
        along = Makes("a thousandth of every gradient lost in the second sweep") ? 0.999 * along + 0.001 * StopGradient(along) : along;
        double[] product = new Calculation(Derivative.Gradient(along, parameters)).With("x", x).With(mlp).With(directions, u).Join();
        Calculation slopesAt = new Calculation(slopes).With("x", x);
        double[] reference = Differences.Along(t => slopesAt.With(mlp.Parameters, [.. theta.Zip(u, (a, b) => a + t * b)]).Join());
        return AtMost($"{name}-parameters", "The Hessian-vector product in the parameters of Σ E² over rows is the difference of gradients.", Compare.Relative(product, reference), Differenced, theta.Length);
    }

    private IEnumerable<Claim> Executors()
    {
        // Enough rows for several tiles, and a last one that is not full.
        const int D = 2, Rows = 1003;
        Mlp mlp = new(D, [7, 5], new Rng(31));
        Node[] outputs = new Kinds(mlp, (e, _, _) => e).Outputs;
        double[] x = Calculation.Normal(32, D * Rows), v = Calculation.Normal(33, D * Rows);
        double[][] one = Results(Computation.Compile<double>(1, outputs));
        double[][] two = Makes("other points on two threads") ? Results(Computation.Compile<double>(2, outputs), 1e-15) : Results(Computation.Compile<double>(2, outputs));
        double[][] plain = Makes("single precision") ? Results(Computation.Interpret<float>(outputs)) : Results(Computation.Interpret<double>(outputs));
        double[][] single = Results(Computation.Compile<float>(2, outputs)), plainSingle = Results(Computation.Interpret<float>(outputs));
        int numbers = one.Sum(output => output.Length);

        yield return AtMost("executors-double", "The compiled executor and the interpreter agree in double, relative to each output's largest number.", Worst(one, plain), 1e-12, numbers);
        yield return AtMost("executors-single", "The compiled executor and the interpreter agree in single precision.", Worst(single, plainSingle), 1e-5, numbers);
        int different = one.Zip(two, (a, b) => a.Zip(b).Count(pair => BitConverter.DoubleToInt64Bits(pair.First) != BitConverter.DoubleToInt64Bits(pair.Second))).Sum();
        yield return AtMost("same-bits", "On one thread and on two every number has the same bits.", different, 0, numbers, "numbers");

        double[][] Results<T>(Computation<T> computation, double shift = 0)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            computation.Set("x", Array.ConvertAll(x, number => T.CreateChecked(number + shift)));
            computation.Set("v", Array.ConvertAll(v, T.CreateChecked));
            foreach (Parameter parameter in mlp.Parameters)
            {
                computation.Set(parameter.Name, Array.ConvertAll(parameter.Values, T.CreateChecked));
            }

            computation.Run();
            return [.. outputs.Select((_, output) => Array.ConvertAll(computation[output].ToArray(), double.CreateChecked))];
        }
    }

    private static double Worst(double[][] measured, double[][] reference) => Compare.Largest(measured.Zip(reference, (a, b) => Compare.Relative(a, b)));

    private IEnumerable<Claim> RandomNumbers()
    {
        int rounds = Makes("nine rounds of Philox") ? 9 : 10;
        int wrong = PublishedPhilox.Vectors.Sum(vector => PublishedPhilox.Words(vector.Counter, vector.Key, rounds).Zip(vector.Words).Count(pair => pair.First != pair.Second));
        yield return AtMost("philox-published", "Philox4x32-10, written from its paper, gives the words that its authors published.", wrong, 0, 12, "words");

        // The engine's Philox is reached through what is public: a fork is its words at the counter (n, n ≫ 32, 0, 3 · 2³⁰).
        const int Forks = 1000;
        int different = Enumerable.Range(0, Forks).Count(i =>
        {
            ulong key = Rotated(0x9E3779B97F4A7C15, i), stream = Rotated(0xD1B54A32D192ED03, 3 * i);
            uint[] words = PublishedPhilox.Words([(uint)stream, (uint)(stream >> 32), 0, 3u << 30], [(uint)key, (uint)(key >> 32)], rounds);
            return new Rng(key).Fork(stream).Key != ((ulong)words[1] << 32 | words[0]);
        });
        yield return AtMost("philox-engine", "The engine's streams are forked by the same words.", different, 0, Forks, "streams");
    }

    private static ulong Rotated(ulong bits, int by) => System.Numerics.BitOperations.RotateLeft(bits, by) + (ulong)by;

    /// <summary>One computation of every kind of derivative of a network.</summary>
    private sealed class Kinds
    {
        public const int Value = 0, Gradient = 1, HessianVector = 2, Laplacian = 3, Second = 4, Third = 5, Fourth = 6;

        private const int FirstParameter = 7;

        private readonly int _parameters;

        public Kinds(Mlp mlp, Func<Node, Node, Node, Node> spoil)
        {
            Node x = Node.Point(mlp.Dimension), v = Node.Point(mlp.Dimension, "v");
            Node[] parameters = Calculation.Nodes(mlp);
            Node e = spoil(mlp.Of(x), x, parameters[0]);
            Node Along(Node y) => Dot(Derivative.Gradient(y, x), v);
            Node second = Along(Along(e)), third = Along(second);
            _parameters = parameters.Length;
            Outputs = [
                e, Derivative.Gradient(e, x), Derivative.HessianVector(e, x, v), Derivative.Laplacian(e, x), second, third, Along(third),
                .. Derivative.Gradient(e, parameters), .. parameters.Select(parameter => Derivative.Mixed(e, x, v, parameter))];
            Calculation = new Calculation(Outputs);
        }

        public Node[] Outputs { get; }

        public Calculation Calculation { get; }

        public double[] Parameters(double[][] results) => [.. results.Skip(FirstParameter).Take(_parameters).SelectMany(g => g)];

        public double[] Mixed(double[][] results) => [.. results.Skip(FirstParameter + _parameters).SelectMany(g => g)];
    }
}
