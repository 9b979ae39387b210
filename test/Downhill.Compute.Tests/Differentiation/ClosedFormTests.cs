using static System.Math;
using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>Derivatives to fourth order of functions of one variable against their formulas.</summary>
/// <remarks>
/// Each formula is a sum of at most thirty terms of at most some hundred in size, each rounded a few times: 30 · 300 · 5 · 2⁻⁵³ ≈ 5e-12;
/// 1e-10 of the largest value is asked for.
/// </remarks>
public sealed class ClosedFormTests
{
    private static readonly double[] At = [-1.7, -0.6, -0.1, 0.3, 0.9, 1.6, 2.2];

    [Fact]
    public void Tanh() => AssertDerivatives(Compute.Maths.Tanh, x =>
    {
        double t = Math.Tanh(x), d = 1 - (t * t);
        return [t, d, -2 * t * d, d * ((6 * t * t) - 2), d * ((16 * t) - (24 * t * t * t))];
    });

    [Fact]
    public void Exponential_of_sine() => AssertDerivatives(x => Compute.Maths.Exp(Compute.Maths.Sin(x)), x =>
    {
        double s = Math.Sin(x), c = Math.Cos(x), g = Math.Exp(s);
        return [g, c * g, ((c * c) - s) * g, ((c * c * c) - (3 * s * c) - c) * g, ((c * c * c * c) - (6 * c * c * s) - (4 * c * c) + (3 * s * s) + s) * g];
    });

    [Fact]
    public void A_polynomial() => AssertDerivatives(x => Power(x, 5) - (2 * Power(x, 3)) + x, x =>
        [Pow(x, 5) - (2 * Pow(x, 3)) + x, (5 * Pow(x, 4)) - (6 * x * x) + 1, (20 * Pow(x, 3)) - (12 * x), (60 * x * x) - 12, 120 * x]);

    // f = x σ: f⁽ⁿ⁾ = x σ⁽ⁿ⁾ + n σ⁽ⁿ⁻¹⁾.
    [Fact]
    public void Silu() => AssertDerivatives(SiLU, x =>
    {
        double[] s = Sigmoids(x);
        return [x * s[0], (x * s[1]) + s[0], (x * s[2]) + (2 * s[1]), (x * s[3]) + (3 * s[2]), (x * s[4]) + (4 * s[3])];
    });

    [Fact]
    public void Softplus() => AssertDerivatives(Compute.Maths.Softplus, x => [Math.Log(1 + Math.Exp(x)), .. Sigmoids(x)[..4]]);

    // The derivatives of exp(−x²/2) are Hermite polynomials times it.
    [Fact]
    public void A_gaussian() => AssertDerivatives(x => Compute.Maths.Exp(-0.5 * Square(x)), x =>
    {
        double g = Math.Exp(-x * x / 2);
        return [g, -x * g, ((x * x) - 1) * g, -(Pow(x, 3) - (3 * x)) * g, (Pow(x, 4) - (6 * x * x) + 3) * g];
    });

    // ln Σ exp(aᵢ x) generates the cumulants of a under the weights exp(aᵢ x).
    [Fact]
    public void Log_sum_exp()
    {
        double[] a = [-1, 0.5, 2];
        AssertDerivatives(x => LogSumExp(x * Node.Constant(a, 1, 3)), x =>
        {
            double z = a.Sum(ai => Math.Exp(ai * x));
            double mean = a.Sum(ai => ai * Math.Exp(ai * x)) / z;
            double Moment(int k) => a.Sum(ai => Pow(ai - mean, k) * Math.Exp(ai * x)) / z;
            return [Math.Log(z), mean, Moment(2), Moment(3), Moment(4) - (3 * Moment(2) * Moment(2))];
        });
    }

    [Fact]
    public void Logarithm_root_and_reciprocal()
    {
        AssertDerivatives(x => Compute.Maths.Log(x + 4), x => [Math.Log(x + 4), 1 / (x + 4), -Pow(x + 4, -2), 2 * Pow(x + 4, -3), -6 * Pow(x + 4, -4)]);
        AssertDerivatives(x => Log1p(x + 3), x => [Math.Log(x + 4), 1 / (x + 4), -Pow(x + 4, -2), 2 * Pow(x + 4, -3), -6 * Pow(x + 4, -4)]);
        AssertDerivatives(x => Compute.Maths.Sqrt(x + 4), x =>
            [Math.Sqrt(x + 4), 0.5 * Pow(x + 4, -0.5), -0.25 * Pow(x + 4, -1.5), 0.375 * Pow(x + 4, -2.5), -0.9375 * Pow(x + 4, -3.5)]);
        AssertDerivatives(x => 1 / (x + 4), x => [1 / (x + 4), -Pow(x + 4, -2), 2 * Pow(x + 4, -3), -6 * Pow(x + 4, -4), 24 * Pow(x + 4, -5)]);
    }

    // (exp(x a))₀₁ with a = [[0, 1], [−1, 0]] is sin x, through the matrix exponential; (x + 4)² + 1 through a determinant.
    [Fact]
    public void Through_matrices()
    {
        Node rotation = Node.Constant([0, 1, -1, 0], 2, 2);
        AssertDerivatives(x => Window(MatrixExponential(x * rotation), 0, 1, 1, 1), x => [Math.Sin(x), Math.Cos(x), -Math.Sin(x), -Math.Cos(x), Math.Sin(x)]);
        AssertDerivatives(x => LogDeterminant(((x + 4) * Identity(2)) + Node.Constant([0, 1, 1, 0], 2, 2)), x =>
        {
            // ln((x + 3)(x + 5)).
            double p = 1 / (x + 3), q = 1 / (x + 5);
            return [Math.Log((x + 3) * (x + 5)), p + q, -(p * p) - (q * q), 2 * (Pow(p, 3) + Pow(q, 3)), -6 * (Pow(p, 4) + Pow(q, 4))];
        });
        AssertDerivatives(x => Window(Solve(((x + 4) * Identity(2)) + rotation, Node.Constant([1, 0], 2, 1)), 0, 0, 1, 1), x =>
        {
            // Re 1 / (x + 4 + i) = (x + 4) / ((x + 4)² + 1), and so for its derivatives.
            System.Numerics.Complex z = new(x + 4, 1);
            return [(1 / z).Real, (-1 / (z * z)).Real, (2 / (z * z * z)).Real, (-6 / (z * z * z * z)).Real, (24 / (z * z * z * z * z)).Real];
        });
    }

    private static double[] Sigmoids(double x)
    {
        double s = 1 / (1 + Math.Exp(-x)), d = s * (1 - s);
        return [s, d, d * (1 - (2 * s)), d * (1 - (6 * s) + (6 * s * s)), d * (1 - (2 * s)) * (1 - (12 * s) + (12 * s * s))];
    }

    private static void AssertDerivatives(Func<Node, Node> f, Func<double, double[]> expected)
    {
        Node x = Node.Point(1);
        List<Node> orders = [f(x)];
        while (orders.Count < 5)
        {
            orders.Add(Derivative.Gradient(orders[^1], x));
        }

        double[][] formula = [.. Enumerable.Range(0, 5).Select(n => At.Select(at => expected(at)[n]).ToArray())];
        Given given = Given.Normal(1, At.Length, [.. orders]).With("x", At);
        Near.Assert(formula, given.Interpret([.. orders]), 1e-10, "interpreted");
        Near.Assert(formula, given.Compile([.. orders]), 1e-10, "compiled");
    }
}
