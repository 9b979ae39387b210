using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Every operator rests where the conditions of Karush, Kuhn and Tucker hold: inside where ∇E = 0, on the simplex where ∇E is the same on all that has weight, and no less elsewhere.</summary>
public sealed record OperatorRest : Verification
{
    private const int N = 4;

    /// <inheritdoc/>
    public override string Name => "operator-rest";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "Descent, momentum, Newton, proximal, multiplicative and mirror steps rest at the same points; on the simplex at its KKT points; Langevin steps become descent as T goes to 0.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("stopped early", "inside"),
        new("started at rest", "ways-differ"),
        new("a coordinate left out", "simplex"),
        new("a coordinate left out", "multipliers"),
        new("other noise", "cold-order"),
        new("lukewarm", "cold-limit"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        int steps = Makes("stopped early") ? 20 : 3000;
        double[] start = Makes("started at rest") ? Walk.End(Inside, 2, new Newton(), 30, [1, 0.7]) : [2.2, 0.4];
        double[][] paths = [.. Operators.Select(stepper => Walk.Path(Inside, 2, stepper, steps, start))], ends = [.. paths.Select(path => path[^2..])];
        double[] level = new Calculation(Derivative.Gradient(Inside(Node.Point(2)), Node.Point(2))).With("x", [.. ends.SelectMany(x => x)]).Join();
        double apart = ends.Worst(x => Compare.Length(Compare.Difference(x, ends[0])));

        // The slowest mode loses a factor 0.99 a step.
        yield return AtMost("inside", "Eight operators end at one point inside the positive quadrant: the largest distance between them.", apart, 1e-9, ends.Length);
        yield return AtMost("level", "There ∇E is 0.", Compare.Largest(level), 1e-8, ends.Length);
        double[][] middles = [.. paths.Select(HalfWay)];
        yield return AtLeast("ways-differ", "They go different ways there: the largest distance between two of them half way down.", middles.Max(a => middles.Max(b => Compare.Length(Compare.Difference(a, b)))), 0.1, ends.Length);

        foreach (Claim claim in OnTheSimplex().Concat(Cold()))
        {
            yield return claim;
        }
    }

    private static Stepper[] Operators =>
    [
        new GradientDescent { StepSize = 0.05 },
        new HeavyBall { StepSize = 0.02, Momentum = 0.8 },
        new Newton { StepSize = 0.1 },
        new Newton { StepSize = 0.1, IsSaddleFree = true, Damping = 0.1 },
        new ProximalPoint { StepSize = 0.1 },
        new Dynamics.ExponentiatedGradient { StepSize = 0.05, IsNormalised = false },
        new MirrorDescent { StepSize = 0.02, Map = MirrorMap.LogBarrier },
        new MirrorDescent { StepSize = 0.05, Map = MirrorMap.PNorm(1.5) },
    ];

    /// <summary>Convex, bent, with its minimum near (1, 0.7).</summary>
    private static Node Inside(Node x)
    {
        Node a = Slice(x, 0, 1) - 1, b = Slice(x, 1, 1) - 0.7;
        return (0.5 * Square(a)) + (1.5 * Square(b)) + (0.6 * a * b) + (0.2 * Power(a, 4));
    }

    // Where E first is below 0.3, of 1.05 at the start.
    private static double[] HalfWay(double[] path)
    {
        double[] energies = new Calculation(Inside(Node.Point(2))).With("x", path).Join();
        int at = Array.FindIndex(energies, e => e < 0.3);
        return path[(2 * at)..((2 * at) + 2)];
    }

    /// <summary>½ |x − c|² over the simplex, c outside: the minimum is c less a threshold, cut off at 0.</summary>
    private IEnumerable<Claim> OnTheSimplex()
    {
        double[] c = [0.9, 0.5, -0.3, 0.1];
        Node center = Node.Constant(c, 1, N);
        double[] start = Makes("a coordinate left out") ? [0, 0.4, 0.3, 0.3] : [0.25, 0.25, 0.25, 0.25];
        double[] x = Walk.End(y => SquaredNorm(y - center) / 2, N, new Dynamics.ExponentiatedGradient { StepSize = 0.5 }, 2000, start);

        // With the threshold 0.2 the two largest have weights 0.7 and 0.3; both others are below it.
        double[] exact = [0.7, 0.3, 0, 0];
        yield return AtMost("simplex", "On ½ |x − c|² over the simplex it ends at the projection of c: the largest difference.", Compare.Largest(Compare.Difference(x, exact)), 1e-9, N);
        double[] slopes = [.. x.Zip(c, (a, b) => a - b)];
        double multiplier = Compare.Dot(slopes, x);
        double broken = slopes.Worst(slope => multiplier - slope);
        yield return AtMost("multipliers", "No coordinate, with weight or without, has a slope below that of those with weight: by how much at most.", broken, 1e-9, N);
    }

    private IEnumerable<Claim> Cold()
    {
        const int Steps = 100, Seed = 146;
        double[] start = [1.2, 0.8, -0.4, -0.9];
        double[] still = Walk.End(Formula.CoupledWells.Of, 2, new GradientDescent { StepSize = 0.05 }, Steps, start);
        double[] temperatures = [1e-6, 1e-8, 1e-10];
        double[] off = [.. temperatures.Select((t, k) => Compare.Length(Compare.Difference(Cooled(t, Makes("other noise") ? Seed + k : Seed), still)))];
        yield return Within("cold-order", "As T falls, steps with the same noise come to those of descent as T to this power.", Compare.Order(temperatures, off), 0.5, 1e-3, off.Length);
        yield return AtMost("cold-limit", "At T = 0 they are those: the largest difference.", Compare.Largest(Compare.Difference(Cooled(Makes("lukewarm") ? 1e-6 : 0, Seed), still)), 1e-15, 2);

        double[] Cooled(double t, int seed) => Walk.End(Formula.CoupledWells.Of, 2, new Langevin { StepSize = 0.05, Temperature = t }, Steps, start, seed);
    }
}
