using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Bench;

/// <summary>A workload as a graph: traced, differentiated and planned like any other.</summary>
internal sealed class Workload
{
    private readonly Problem _problem;
    private readonly Size _size;
    private readonly Node[] _parameters;
    private readonly Node _x;

    private Workload(Problem problem)
    {
        _problem = problem;
        _size = problem.Size;
        _x = Node.Point(_size.Dimension);
        int[] widths = _size.Widths;
        _parameters = [.. problem.Parameters.Select((parameter, i) =>
            Node.Input(parameter.Name, Shape.Shared(i % 2 == 0 ? widths[i / 2] : 1, widths[(i / 2) + 1])))];
    }

    internal static Computation<float> Compile(string name, Problem problem, int threads)
    {
        Workload workload = new(problem);
        Node[] outputs = name == "langevin" ? workload.Langevin() : workload.Unroll();
        Computation<float> computation = Computation.Compile<float>(threads, outputs);
        foreach ((string parameter, float[] values) in problem.Parameters)
        {
            computation.Set(parameter, values);
        }

        computation.Set("x", problem.Start);
        computation.Set("eta", Problem.StepSize);
        if (name == "langevin")
        {
            computation.Set("temperature", Problem.Temperature);
            computation.Seed(new Rng(1));
        }
        else
        {
            computation.Set("y", problem.Target);
        }

        return computation;
    }

    /// <summary>How many floating-point operations one call takes, matrix products alone.</summary>
    internal static double Flops(string name, Size size) =>
        size.Products * size.Batch * (name == "langevin" ? 4.0 * Problem.LangevinSteps : 12.0 * Problem.UnrolledSteps);

    /// <summary>How many steps one call takes, where a step is what is reported.</summary>
    internal static int Steps(string name) => name == "langevin" ? Problem.LangevinSteps : 1;

    private Node Energy(Node x)
    {
        Node h = x;
        for (int layer = 0; layer < _size.Layers; layer++)
        {
            h = SiLU(MatMul(h, _parameters[2 * layer]) + _parameters[(2 * layer) + 1]);
        }

        return MatMul(h, _parameters[^1]);
    }

    private Node[] Langevin()
    {
        Node eta = Node.Setting("eta"), noise = Sqrt(2 * eta * Node.Setting("temperature"));
        return [.. Scan.Over(Problem.LangevinSteps, [_x], [], (carry, _, t) =>
            [carry[0] - (eta * Derivative.Gradient(Energy(carry[0]), carry[0])) + (noise * Normal(_x.Shape, 0, t))]).Final];
    }

    private Node[] Unroll()
    {
        Node eta = Node.Setting("eta");
        Node last = Scan.Over(Problem.UnrolledSteps, [_x], [], (carry, _, _) =>
            [carry[0] - (eta * Derivative.Gradient(Energy(carry[0]), carry[0]))]).Final[0];
        Node loss = SumRows(SquaredNorm(last - Node.Point(_size.Dimension, "y"))) / _size.Batch;
        return Derivative.Gradient(loss, _parameters);
    }
}
