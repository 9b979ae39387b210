using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Experiments.Facts;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Studies;

/// <summary>Something to learn with a descent inside: y_K down E_θ from a start of each row, and C(y_K) is to be small on average over rows.</summary>
internal sealed record RouteProblem
{
    private const int Inputs = 3;
    private const int Outputs = 2;

    internal required IReadOnlyList<Parameter> Parameters { get; init; }

    internal required Func<Node, Node> Energy { get; init; }

    internal required Func<Node, Node> Cost { get; init; }

    internal required IReadOnlyList<RowData> Data { get; init; }

    internal required int Dimension { get; init; }

    internal required InnerLoop Loop { get; init; }

    internal int Rows => Data[0].Numbers.Length / Dimension;

    internal Node Start => Node.Point(Dimension, "start");

    internal double[] Theta => [.. Parameters.SelectMany(parameter => parameter.Values)];

    internal Node[] Nodes => [.. Parameters.Select(parameter => parameter.Node)];

    /// <summary>Units that settle: E(y) = ½ |y|² − ½ Σᵢ≠ⱼ Wᵢⱼ tanh yᵢ tanh yⱼ − ⟨x V + b, y⟩, and the first two are to be where a teacher of the same kind has them.</summary>
    internal static RouteProblem Settling(int units, int rows, int steps, Rng rng)
    {
        double[] x = RandomFeatures.Numbers(rng.Fork(0), rows * Inputs);
        RouteProblem teacher = Units(units, steps, rng.Fork(1)) with { Data = [new("start", units, new double[rows * units]), new("x", Inputs, x)] };
        double[] targets = [.. teacher.End().Chunk(units).SelectMany(y => y[..Outputs])];
        return Units(units, steps, rng.Fork(2)) with { Data = [.. teacher.Data, new("target", Outputs, targets)] };
    }

    /// <summary>A network whose K steps are to lead where K steps down two coupled wells lead: all of them on their way, none at a minimum.</summary>
    internal static RouteProblem Tracks(int width, int rows, int steps, Rng rng)
    {
        const int D = 2;
        double[] start = [.. RandomFeatures.Numbers(rng.Fork(0), rows * D).Select(number => 0.8 * number)];
        Mlp network = new(D, [width], rng.Fork(1)) { Activation = Activation.Tanh };
        RouteProblem student = new()
        {
            Parameters = network.Parameters,
            Energy = network.Of,
            Cost = y => 0.5 * SquaredNorm(y - Node.Point(D, "target")),
            Data = [new("start", D, start)],
            Dimension = D,
            Loop = new InnerLoop { Stepper = new GradientDescent { StepSize = 0.05 }, Steps = steps },
        };
        RouteProblem teacher = student with { Parameters = [], Energy = Formula.CoupledWells.Of };
        return student with { Data = [.. student.Data, new("target", D, teacher.End())] };
    }

    /// <summary>The mean cost, with the derivative of a route.</summary>
    internal Node Loss(GradientRoute route) => SumRows((Loop with { Route = route }).Loss(Energy, Start, Cost)) / Rows;

    /// <summary>The mean cost where it is nudged one way only: (F⁺(u⁺) − E(u⁰)) / β has the derivative that equilibrium propagation took first.</summary>
    internal Node NudgedOnce(double beta)
    {
        Node free = StopGradient(Loop.End(Energy, Start)), pushed = StopGradient(Loop.End(Pushed, free));
        return SumRows((Pushed(pushed) - Energy(free)) / beta) / Rows;

        Node Pushed(Node y) => Energy(y) + (beta * Cost(y));
    }

    /// <summary>dL/dθ by a route.</summary>
    internal double[] Gradient(GradientRoute route) => Gradient(Loss(route), route);

    /// <summary>dL/dθ of a loss.</summary>
    internal double[] Gradient(Node loss, GradientRoute? route = null) => Ready(new Calculation(Derivative.Gradient(loss, Nodes)), route).Join();

    /// <summary>y_K, [dimension] per row.</summary>
    internal double[] End() => Run([], Loop.End(Energy, Start))[0];

    /// <summary>dL/dθ by Richardson's differences.</summary>
    internal double[] Differences()
    {
        Calculation loss = Ready(new Calculation(Loss(GradientRoute.Recompute)));
        return Facts.Differences.Gradient(theta => loss.With(Parameters, theta).Join()[0], Theta, 0.05);
    }

    /// <summary>How steep E is where the loop ends, and how steps contract there.</summary>
    internal RouteCertificate Certificate() => RouteCertificate.Of(Loop, Run([], RouteCertificate.Nodes(Loop, Energy, Start)));

    /// <summary>Nodes at the problem's own numbers and some more; any of these may be missing in them.</summary>
    internal double[][] Run(IReadOnlyList<RowData> more, params IReadOnlyList<Node> outputs)
    {
        RowData[] data = [.. Data, .. more];
        Calculation calculation = new([.. outputs, .. data.Select(one => one.Node), .. Nodes, .. Loop.Settings.Select(setting => setting.Node)]);
        return [.. (this with { Data = data }).Ready(calculation).Run().Take(outputs.Count)];
    }

    /// <summary>A calculation with everything set that it may ask for.</summary>
    internal Calculation Ready(Calculation calculation, GradientRoute? route = null)
    {
        foreach (Setting setting in (Loop with { Route = route ?? Loop.Route }).Settings)
        {
            calculation.With(setting.Name, setting.Value);
        }

        foreach (RowData data in Data)
        {
            calculation.With(data.Name, data.Numbers);
        }

        return calculation.With(Parameters, Theta);
    }

    /// <summary>The problem of one row alone.</summary>
    internal RouteProblem Row(int row) => this with
    {
        Data = [.. Data.Select(data => data with { Numbers = data.Numbers[(row * data.Width)..((row + 1) * data.Width)] })],
    };

    private static RouteProblem Units(int units, int steps, Rng rng)
    {
        Parameter[] parameters =
        [
            new("weights", units, units, Scaled(rng.Fork(0), units * units, 0.5 / Math.Sqrt(units))),
            new("drive", Inputs, units, Scaled(rng.Fork(1), Inputs * units, 0.6)),
            new("biases", 1, units, Scaled(rng.Fork(2), units, 0.3)),
        ];
        Node[] nodes = [.. parameters.Select(parameter => parameter.Node)];
        Node others = Node.Constant([.. Enumerable.Range(0, units * units).Select(k => k / units == k % units ? 0.0 : 1)], units, units);
        return new()
        {
            Parameters = parameters,
            Energy = y => (SquaredNorm(y) / 2) - (Dot(MatMul(Tanh(y), nodes[0] * others), Tanh(y)) / 2) - Dot(MatMul(Node.Point(Inputs), nodes[1]) + nodes[2], y),
            Cost = y => 0.5 * SquaredNorm(Slice(y, 0, Outputs) - Node.Point(Outputs, "target")),
            Data = [],
            Dimension = units,
            Loop = new InnerLoop { Stepper = new GradientDescent { StepSize = 0.3 }, Steps = steps },
        };
    }

    private static double[] Scaled(Rng rng, int count, double deviation) => [.. RandomFeatures.Numbers(rng, count).Select(number => deviation * number)];
}

/// <summary>An input per row, and its numbers.</summary>
internal sealed record RowData(string Name, int Width, double[] Numbers)
{
    internal Node Node => Node.Point(Width, Name);
}
