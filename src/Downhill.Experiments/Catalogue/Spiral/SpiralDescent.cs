using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Experiments.Spirals;

/// <summary>Where many points are as they descend, at some of the steps.</summary>
/// <remarks>The step size is a share of 1 / λ, λ the largest curvature that nearly all of the places on the spiral stay below, so descent across the valley is stable.</remarks>
internal sealed class SpiralDescent
{
    private const int Together = 5, Probes = 200;
    private const double Share = 0.5, NearlyAll = 0.95;

    private readonly Computation<float> _steps;

    internal SpiralDescent(Energy energy, int threads)
    {
        StepSize = Share / Curvature(energy);
        GradientDescent stepper = new() { StepSize = StepSize };
        Scan scan = Scan.Over(Together, [Node.Point(2)], [], (c, _, t) => stepper.Step(energy.Of, c, t), LoopStorage.States);
        _steps = Computation.Compile<float>(threads, scan.Final[0]);
        foreach (Parameter parameter in (IEnumerable<Parameter>)[.. energy.Parameters, .. stepper.Settings.Select(s => new Parameter(s.Name, 1, 1, [s.Value]))])
        {
            _steps.Set(parameter.Name, Array.ConvertAll(parameter.Values, x => (float)x));
        }
    }

    /// <summary>η, in units of x² per unit of energy.</summary>
    internal double StepSize { get; }

    /// <summary>The points after each of some numbers of steps, rounded up to fives; the first may be 0.</summary>
    internal double[][] At(double[] starts, int[] steps, CancellationToken stop)
    {
        float[] points = Array.ConvertAll(starts, x => (float)x);
        List<double[]> seen = [];
        int done = 0;
        foreach (int step in steps)
        {
            for (; done < step; done += Together)
            {
                stop.ThrowIfCancellationRequested();
                _steps.Set("x", points);
                _steps.Run();
                points = _steps[0].ToArray();
            }

            seen.Add(Array.ConvertAll(points, x => (double)x));
        }

        return [.. seen];
    }

    private static double Curvature(Energy energy)
    {
        Node x = Node.Point(2), value = energy.Of(x);
        Computation<double> hessian = Computation.Compile<double>(Derivative.Hessian(value, x));
        hessian.Set(energy.Parameters);
        hessian.Set("x", SpiralCurve.Even(Probes));
        hessian.Run();
        double[] largest = [.. hessian[0].ToArray().Chunk(4).Select(h => ((h[0] + h[3]) / 2) + Math.Sqrt(Math.Pow((h[0] - h[3]) / 2, 2) + (h[1] * h[1]))).Order()];
        return Math.Max(largest[(int)(NearlyAll * Probes)], 1e-3);
    }
}
