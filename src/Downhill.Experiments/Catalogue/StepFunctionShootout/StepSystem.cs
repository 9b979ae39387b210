using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Facts;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.StepFunctions;

/// <summary>A system whose next point is known: x′ = x + η F(x) + √(2ηT) ξ.</summary>
/// <param name="Name">In ids and numbers.</param>
/// <param name="Title">In pictures.</param>
/// <param name="Force">F.</param>
/// <param name="StepSize">η.</param>
/// <param name="Start">A point where it is looked at.</param>
internal sealed record StepSystem(string Name, string Title, Func<Node, Node> Force, double StepSize, Func<Rng, double[]> Start)
{
    internal const int Dimension = 2;

    /// <summary>(A + Aᵀ)/2 turns nothing, (A − Aᵀ)/2 does nothing else: most of this one turns.</summary>
    internal static readonly double[] Spiral = [-0.5, 2, -1.5, -0.3];

    private static readonly Energy Surface = new MuellerBrown();

    private readonly Calculation _next = new(Node.Point(Dimension) + (StepSize * Force(Node.Point(Dimension))));

    /// <summary>T; 0: no noise.</summary>
    internal double Temperature { get; init; }

    /// <summary>The energy that it descends, where it does.</summary>
    internal Energy? Energy { get; init; }

    /// <summary>Three wells without noise.</summary>
    internal static StepSystem Wells { get; } = Descent("wells", "three wells", new ThreeWells(), 0.02, InTheWells);

    /// <summary>Müller and Brown's surface / 20 where it is below 0.</summary>
    internal static StepSystem MuellerBrown { get; } = Descent("mueller-brown", "Müller–Brown", 0.05 * Surface, 0.002, OnTheSurface);

    /// <summary>Three wells at T = ¼: the noise of a step is about as large as the step.</summary>
    internal static StepSystem NoisyWells { get; } = Wells with { Name = "noisy-wells", Title = "three wells with noise", Temperature = 0.25 };

    /// <summary>x′ = −(I − J) ∇E, J a quarter turn: it falls, and turns as much as it falls.</summary>
    internal static StepSystem SwirlingWells { get; } = new("swirling-wells", "swirling wells", x =>
    {
        Node slope = Derivative.Gradient(new ThreeWells().Of(x), x);
        return -slope + MatMul(slope, Node.Constant([0, 1, -1, 0], 2, 2));
    }, 0.02, InTheWells);

    /// <summary>x′ = A x on x ~ N(0, I).</summary>
    internal static StepSystem Rotation { get; } = new("rotation", "linear spiral", x => MatMul(x, Transpose(Node.Constant(Spiral, 2, 2))), 0.1, rng => [rng.Normal(0), rng.Normal(1)]);

    /// <summary>x ← x + η F(x), without noise.</summary>
    internal double[] Mean(double[] points)
    {
        // One caller at a time; systems are shared by all that learn.
        lock (_next)
        {
            return _next.With("x", points).Join();
        }
    }

    /// <summary><paramref name="count"/> transitions from independent points; <paramref name="noisy"/>: with the system's noise.</summary>
    internal SeenSteps Draw(int count, Rng rng, bool noisy = true)
    {
        double[] from = [.. Enumerable.Range(0, count).SelectMany(i => Start(rng.Fork(i)))], to = Mean(from);
        double deviation = noisy ? Math.Sqrt(2 * StepSize * Temperature) : 0;
        Rng noise = rng.Fork(-1);
        return new SeenSteps(Dimension, from, [.. to.Select((x, i) => x + (deviation == 0 ? 0 : deviation * noise.Normal(i)))]);
    }

    internal static StepSystem Descent(string name, string title, Energy energy, double stepSize, Func<Rng, double[]> start) =>
        new(name, title, x => -Derivative.Gradient(energy.Of(x), x), stepSize, start) { Energy = energy };

    internal static double[] InBox(Rng rng, double left, double right, double low, double high) =>
        [left + ((right - left) * rng.Uniform(0)), low + ((high - low) * rng.Uniform(1))];

    private static double[] InTheWells(Rng rng) => InBox(rng, -1.6, 1.6, -1.3, 1.7);

    private static double[] OnTheSurface(Rng rng) =>
        Enumerable.Range(0, int.MaxValue).Select(i => InBox(rng.Fork(i), -1.4, 1.1, -0.4, 1.9)).First(point => Surface.At(point) < 0);
}
