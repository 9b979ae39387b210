using Downhill.Compute;

namespace Downhill.Experiments.Facts;

/// <summary>A function of one number with its first four derivatives in closed form.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Function">The function in the engine.</param>
/// <param name="Derivative">(k, x) to the derivative of order k.</param>
internal sealed record ScalarLadder(string Name, Func<Node, Node> Function, Func<int, double, double> Derivative)
{
    /// <summary>Functions for x > 0.</summary>
    public static IReadOnlyList<ScalarLadder> All { get; } =
    [
        new("exp", Maths.Exp, (_, x) => Math.Exp(x)),
        new("sin", Maths.Sin, (k, x) => Math.Sin(x + k * Math.PI / 2)),
        new("cos", Maths.Cos, (k, x) => Math.Cos(x + k * Math.PI / 2)),
        new("log", Maths.Log, (k, x) => LogOrder(k) / Math.Pow(x, k)),
        new("log1p", Maths.Log1p, (k, x) => LogOrder(k) / Math.Pow(1 + x, k)),
        new("sqrt", Maths.Sqrt, (k, x) => new[] { 0.5, -0.25, 0.375, -0.9375 }[k - 1] * Math.Pow(x, 0.5 - k)),
        new("reciprocal", x => 1 / x, (k, x) => -k * LogOrder(k) / Math.Pow(x, k + 1)),
        new("power", x => Maths.Power(x, 5), (k, x) => new[] { 5.0, 20, 60, 120 }[k - 1] * Math.Pow(x, 5 - k)),
        new("tanh", Maths.Tanh, (k, x) => Tanh(k, Math.Tanh(x))),
        new("sigmoid", Maths.Sigmoid, (k, x) => Sigmoid(k, 1 / (1 + Math.Exp(-x)))),
        new("softplus", Maths.Softplus, (k, x) => Sigmoid(k - 1, 1 / (1 + Math.Exp(-x)))),
        new("SiLU", Maths.SiLU, (k, x) => x * Sigmoid(k, 1 / (1 + Math.Exp(-x))) + k * Sigmoid(k - 1, 1 / (1 + Math.Exp(-x)))),
        new("Gaussian", x => Maths.Exp(-Maths.Square(x) / 2), (k, x) => (k % 2 == 0 ? 1 : -1) * Hermite(k, x) * Math.Exp(-x * x / 2)),
    ];

    /// <summary>The derivative of order k of tanh, as a polynomial in t = tanh x.</summary>
    public static double Tanh(int k, double t) => (1 - t * t) * k switch
    {
        1 => 1,
        2 => -2 * t,
        3 => 6 * t * t - 2,
        _ => 16 * t - 24 * t * t * t,
    };

    // (−1)ᵏ⁻¹ (k − 1)!
    private static double LogOrder(int k) => new[] { 1.0, -1, 2, -6 }[k - 1];

    private static double Sigmoid(int k, double s) => k == 0 ? s : s * (1 - s) * k switch
    {
        1 => 1,
        2 => 1 - 2 * s,
        3 => 1 - 6 * s + 6 * s * s,
        _ => (1 - 2 * s) * (1 - 12 * s + 12 * s * s),
    };

    private static double Hermite(int k, double x) => k switch
    {
        1 => x,
        2 => x * x - 1,
        3 => x * x * x - 3 * x,
        _ => x * x * x * x - 6 * x * x + 3,
    };
}
