using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Downhill.Compute.Kernels;
using Downhill.Compute.Tests.Differentiation;
using Downhill.Compute.Tests.Kernels;
using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>A fixed set of results, computed by this assembly as a program of its own: in a process whose runtime has fewer vector instructions.</summary>
internal static class Probe
{
    private const int Rows = 133;

    /// <summary>Prints the path, and then the numbers of each result on a line; fails where a kernel fails over any length.</summary>
    internal static int Main()
    {
        Console.WriteLine(Processor.Simd);
        RunKernels(new Tests.Kernels.TailTests());
        RunKernels(new FusedKernelTests());
        foreach (double[] numbers in Results())
        {
            Console.WriteLine(string.Join(' ', numbers.Select(x => x.ToString("R", CultureInfo.InvariantCulture))));
        }

        return 0;
    }

    /// <summary>The same in this process: in double, then in float.</summary>
    internal static IEnumerable<double[]> Results() => Programs().SelectMany((outputs, seed) =>
    {
        Given given = Given.Normal(seed, Rows, outputs);
        return given.Run(nodes => Computation.Compile<double>(2, nodes), outputs).Concat(given.Run(nodes => Computation.Compile<float>(2, nodes), outputs));
    });

    /// <summary>What the results should be: the interpreter's, in double.</summary>
    internal static IEnumerable<(double[] Numbers, double Tolerance)> Truth() => Programs().SelectMany((outputs, seed) =>
    {
        double[][] truth = Given.Normal(seed, Rows, outputs).Interpret(outputs);
        return truth.Select(numbers => (numbers, 1e-12)).Concat(truth.Select(numbers => (numbers, 1e-5)));
    });

    /// <summary>Runs <see cref="Main"/> in a process of its own, with these settings of the runtime.</summary>
    internal static (string Path, double[][] Results) Start(Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new("dotnet", [typeof(Probe).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (lines[0], [.. lines[1..].Select(line => Array.ConvertAll(line.Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture)))]);
    }

    // The tests of the kernels themselves, with the widest lanes that this process has.
    private static void RunKernels(object tests)
    {
        foreach (MethodInfo test in tests.GetType().GetMethods().Where(method => method.IsDefined(typeof(TheoryAttribute))))
        {
            test.Invoke(tests, [(int)Lanes.Widest, false]);
            test.Invoke(tests, [(int)Lanes.Widest, true]);
        }
    }

    // Random graphs over every primitive with their gradients, the functions on a wide range, and noise.
    private static IEnumerable<Node[]> Programs()
    {
        for (int seed = 600; seed < 606; seed++)
        {
            RandomGraph graph = new(seed, isSmooth: false);
            yield return [graph.Output, .. Derivative.Gradient(Sum(graph.Output * (1 + graph.X)), [graph.X, graph.W, graph.B])];
        }

        Node x = Node.Point(7), w = Node.Input("w", Shape.Shared(7, 19)), v = Node.Input("v", Shape.Shared(19, 1));
        Node energy = MatMul(SiLU(MatMul(x, w)), v);
        Node last = Scan.Over(3, [x], [], (c, _, _) => [c[0] - (0.05 * Derivative.Gradient(MatMul(SiLU(MatMul(c[0], w)), v), c[0]))]).Final[0];
        yield return [energy, .. Derivative.Gradient(SquaredNorm(last), [w, v]), Exp(2 * x), Log1p(Square(x)), Tanh(x), Softplus(3 * x), Sin(9 * x), Normal(x.Shape, 2, 4)];
        Node loss = Differences.Loss(Tanh(MatMul(x, w)));
        yield return Derivative.Gradient(Differences.ProjectedGradient(loss, Differences.Leaves(loss)), Differences.Leaves(loss));
    }
}
