using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;

namespace Downhill.Experiments.Studies;

/// <summary>The gradient of a loss for all parameters, on one thread in double, ready to be run again and again.</summary>
internal sealed class Workload
{
    private readonly Computation<double> _gradient;
    private readonly TimedWork _timed;

    private Workload(Objective objective, Energy energy, int dimension, int matched, int rows)
    {
        Parameter[] parameters = [.. energy.Parameters, .. objective.Parameters];
        Parameters = parameters.Sum(parameter => parameter.Values.Length);
        Outputs = parameters.Length;
        Node mean = Maths.SumRows(objective.Loss(energy)) / rows;
        _gradient = Computation.Compile<double>(1, Derivative.Gradient(mean, [.. parameters.Select(parameter => parameter.Node)]));
        _timed = new TimedWork(() => _gradient.Run());
        _gradient.Set(parameters.Concat(objective.Settings));
        _gradient.Set("start", RandomFeatures.Numbers(new Rng(61), rows * dimension));
        _gradient.Set("targets", RandomFeatures.Numbers(new Rng(62), rows * dimension * matched));
    }

    /// <summary>How many parameters there are.</summary>
    internal int Parameters { get; }

    /// <summary>Milliseconds of a gradient: the median over the times that it was measured.</summary>
    internal double Milliseconds => _timed.Milliseconds;

    private int Outputs { get; }

    /// <summary>An energy of two hidden layers, through K steps down it.</summary>
    internal static Workload Down(int dimension, int width, int steps, int rows, LoopStorage storage) => new(
        new TrajectoryMatching { Matched = steps, StepSize = 0.01, Weights = [.. Enumerable.Repeat(1.0, dimension)], Storage = storage },
        new Mlp(dimension, [width, width], new Rng(63)), dimension, steps, rows);

    /// <summary>A step network of two hidden layers.</summary>
    internal static Workload Free(int dimension, int width, int rows)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, dimension)];
        FreeStep step = new(dimension, [width, width], new Rng(63)) { Weights = ones, Center = new double[dimension], Radius = ones, StepScale = ones };
        return new(step, Quadratic.Isotropic(dimension, 0), dimension, 1, rows);
    }

    /// <summary>The gradient, all parameters one behind the other.</summary>
    internal double[] Gradient()
    {
        _gradient.Run();
        return [.. Enumerable.Range(0, Outputs).SelectMany(output => _gradient[output].ToArray())];
    }

    /// <summary>What the process holds in addition once a workload has run, in mebibytes: noisy by one or two.</summary>
    /// <param name="make">Makes the workload.</param>
    internal static double Memory(Func<Workload> make)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Environment.WorkingSet;
        Workload workload = make();
        workload._gradient.Run();
        double grown = Environment.WorkingSet - before;
        GC.KeepAlive(workload);
        return grown / (1 << 20);
    }

    /// <summary>Measures each workload once after the other, several times over: what disturbs one disturbs its neighbours.</summary>
    internal static void Time(IReadOnlyList<Workload> workloads, int repeats, ExperimentContext context)
    {
        foreach (Workload workload in workloads)
        {
            context.Stop.ThrowIfCancellationRequested();
            workload._timed.Prepare();
        }

        for (int repeat = 0; repeat < repeats; repeat++)
        {
            context.Tell($"timing, round {repeat + 1} of {repeats}");
            foreach (Workload workload in workloads)
            {
                context.Stop.ThrowIfCancellationRequested();
                workload._timed.Time();
            }
        }
    }
}
