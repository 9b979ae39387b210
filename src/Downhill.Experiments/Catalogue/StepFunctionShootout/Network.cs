using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.StepFunctions;

/// <summary>N(z) = a(… a(z W₁ + b₁) …) W + b with the bend a(u) = u σ(u): a network with as many outputs as are asked for.</summary>
internal sealed record Network
{
    /// <summary>How much smaller the last layer starts than its fan-in asks for: so every contestant begins near "nothing happens".</summary>
    internal const double Quiet = 0.1;

    internal Network(int[] widths, Rng rng, string name = "network") => Parameters = [.. Draw(widths, rng, name)];

    internal IReadOnlyList<Parameter> Parameters { get; }

    internal Node Of(Node z)
    {
        Node hidden = z;
        for (int layer = 0; layer + 2 < Parameters.Count; layer += 2)
        {
            hidden = SiLU(MatMul(hidden, Parameters[layer].Node) + Parameters[layer + 1].Node);
        }

        return MatMul(hidden, Parameters[^2].Node) + Parameters[^1].Node;
    }

    private static IEnumerable<Parameter> Draw(int[] widths, Rng rng, string name)
    {
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            bool isLast = layer + 2 == widths.Length;
            double deviation = (isLast ? Quiet : 1) / Math.Sqrt(widths[layer]);
            yield return new Parameter($"{name}.{layer}.weight", widths[layer], widths[layer + 1], Normal(rng.Fork(2 * layer), widths[layer] * widths[layer + 1], deviation));
            yield return new Parameter($"{name}.{layer}.bias", 1, widths[layer + 1], Normal(rng.Fork((2 * layer) + 1), widths[layer + 1], layer == 0 ? 1 : 0));
        }
    }

    private static double[] Normal(Rng rng, int count, double deviation)
    {
        double[] numbers = new double[count];
        rng.Normal(numbers);
        return [.. numbers.Select(number => deviation * number)];
    }
}
