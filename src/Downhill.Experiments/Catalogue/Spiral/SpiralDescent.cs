using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Experiments.Spirals;

/// <summary>Where many points are as they descend, at some of the steps.</summary>
/// <remarks>The step size is a share of 1 / λ, λ the largest curvature that nearly all of the places on the spiral stay below, so descent across the valley is stable.</remarks>
internal sealed class SpiralDescent
{
    private const int Together = 5, Probes = 200;
    private const double Share = 0.5, NearlyAll = 0.95, Momentum = 0.95;

    private readonly double _stepSize;
    private readonly Energy _energy;
    private readonly int _threads;

    internal SpiralDescent(Energy energy, int threads) => (_energy, _threads, _stepSize) = (energy, threads, Share / Curvature(energy));

    /// <summary>The points after each of some numbers of steps of plain descent, multiples of five; the first may be 0.</summary>
    internal double[][] At(double[] starts, int[] steps, CancellationToken stop)
    {
        Computation<float> descent = Compiled(new GradientDescent { StepSize = _stepSize });
        List<double[]> seen = [starts];
        for (int k = 1; k < steps.Length; k++)
        {
            seen.Add(Moved(descent, false, seen[^1], steps[k] - steps[k - 1], stop));
        }

        return [.. seen];
    }

    /// <summary>The points after as many steps with momentum, from rest: along a valley's floor each is worth 1 / (1 − m) of plain descent.</summary>
    internal double[] Glide(double[] starts, int steps, CancellationToken stop) => Moved(Compiled(new HeavyBall { StepSize = _stepSize, Momentum = Momentum }), true, starts, steps, stop);

    private Computation<float> Compiled(Stepper stepper)
    {
        Node[] state = [Node.Point(2), Node.Point(2, "before")];
        int parts = stepper.AtRest(state[0]).Length;
        Scan scan = Scan.Over(Together, state[..parts], [], (c, _, t) => stepper.Step(_energy.Of, c, t), LoopStorage.States);
        Computation<float> steps = Computation.Compile<float>(_threads, [.. scan.Final]);
        foreach (Parameter parameter in (IEnumerable<Parameter>)[.. _energy.Parameters, .. stepper.Settings.Select(s => new Parameter(s.Name, 1, 1, [s.Value]))])
        {
            steps.Set(parameter.Name, Array.ConvertAll(parameter.Values, x => (float)x));
        }

        return steps;
    }

    private static double[] Moved(Computation<float> descent, bool hasMomentum, double[] starts, int steps, CancellationToken stop)
    {
        float[] now = Array.ConvertAll(starts, x => (float)x), before = now;
        for (int done = 0; done < steps; done += Together)
        {
            stop.ThrowIfCancellationRequested();
            descent.Set("x", now);
            if (hasMomentum)
            {
                descent.Set("before", before);
            }

            descent.Run();
            now = descent[0].ToArray();
            before = hasMomentum ? descent[1].ToArray() : now;
        }

        return Array.ConvertAll(now, x => (double)x);
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
