using System.Numerics;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Experiments.Benchmarks;

/// <summary>Something that learning spends its time on, as a graph: traced, differentiated and planned like any other.</summary>
/// <param name="Name">What it is called in tables and flags.</param>
internal abstract record Workload(string Name)
{
    internal static IReadOnlyList<Workload> All { get; } =
    [
        new LangevinSteps("langevin") { Steps = 20, PerCall = 20, StepSize = 0.05 },
        new UnrolledDescent("unroll") { Steps = 10, StepSize = 0.05 },
        new SlicedScoreMatching("ssm"),
        new UnrolledDescent("unroll-long") { Steps = 1000, StepSize = 0.001, Rows = 96, Usual = NetworkSize.Common[..3] },
        new GradientKernel("kernel") { Usual = [NetworkSize.Pairs], Thorough = NetworkSize.Pairs },
        new MarkovChains("mala", new Mala(), Gradients: 1) { Steps = 20, PerCall = 20, Usual = [NetworkSize.Mixture], Thorough = null },
        new MarkovChains("hmc", new Hmc(), Gradients: new Hmc().Leaps) { Steps = 4, PerCall = 4, Usual = [NetworkSize.Mixture], Thorough = null },
    ];

    /// <summary>The sizes that are measured where none is asked for. Default: the four common ones.</summary>
    internal NetworkSize[] Usual { get; init; } = NetworkSize.Common;

    /// <summary>The size at which other activations and doubles are measured too, or null. Default: cfg1.</summary>
    internal NetworkSize? Thorough { get; init; } = NetworkSize.Common[1];

    /// <summary>Rows, where they are not those of the size.</summary>
    internal int? Rows { get; init; }

    /// <summary>The steps of its loop; 1 where there is none.</summary>
    internal int Steps { get; init; } = 1;

    /// <summary>The step size of its loop; 0 where there is none.</summary>
    internal double StepSize { get; init; }

    /// <summary>How many results one call gives; the time of one is what is reported.</summary>
    internal int PerCall { get; init; } = 1;

    /// <summary>How many floating-point operations one call takes, matrix products alone.</summary>
    internal abstract double Flops(NetworkSize size);

    /// <summary>The numbers that it is measured with.</summary>
    internal abstract Problem Pose(NetworkSize size);

    /// <summary>Plans it, and gives it its numbers.</summary>
    internal abstract Prepared Prepare<T>(Problem problem, Activation activation, Executor executor)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The cells of one size.</summary>
    internal IEnumerable<Cell> Cells(NetworkSize size)
    {
        Cell cell = new(this, size with { Batch = Rows ?? size.Batch });
        return size == Thorough
            ? [cell, cell with { Activation = Activation.Tanh }, cell with { Activation = Activation.Softplus }, cell with { Precision = Precision.Double }]
            : [cell];
    }

    /// <summary>A computation of a graph, with the weights, the points and whatever else it asks for.</summary>
    private protected static Computation<T> Given<T>(Problem problem, Executor executor, Node[] outputs, params (string Name, double[] Values)[] inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Computation<T> computation = executor.Make<T>(outputs);
        foreach ((string name, double[] values) in problem.Parameters.Append(("x", problem.Start)).Concat(inputs))
        {
            computation.Set(name, Array.ConvertAll(values, T.CreateChecked));
        }

        return computation;
    }
}
