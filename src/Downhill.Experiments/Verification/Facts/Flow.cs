using Downhill.Compute;

namespace Downhill.Experiments.Facts;

/// <summary>The flow x′ = v(x), followed by the classical Runge-Kutta method of fourth order, as a graph.</summary>
/// <remarks>Source: W. Kutta (1901), Z. Math. Phys. 46, 435–453.</remarks>
internal static class Flow
{
    /// <summary>The loop of <paramref name="steps"/> steps of length h.</summary>
    public static Scan Of(Func<Node[], Node[]> velocity, Node[] start, Node h, int steps) => Scan.Over(steps, start, [], (state, _, _) =>
    {
        Node[] k1 = velocity(state), k2 = velocity(Moved(state, k1, h / 2)), k3 = velocity(Moved(state, k2, h / 2)), k4 = velocity(Moved(state, k3, h));
        return [.. state.Select((part, i) => part + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];
    });

    private static Node[] Moved(Node[] state, Node[] velocity, Node h) => [.. state.Zip(velocity, (x, v) => x + h * v)];
}
