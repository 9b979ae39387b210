using Downhill.Energies;

namespace Downhill.Experiments.Benchmarks;

/// <summary>What one row of a table of benchmarks is about.</summary>
/// <param name="Workload">What is computed.</param>
/// <param name="Size">On which network, for how many rows.</param>
/// <param name="Activation">The bend between the layers.</param>
/// <param name="Precision">The number type.</param>
internal sealed record Cell(Workload Workload, NetworkSize Size, Activation Activation = Activation.Silu, Precision Precision = Precision.Float)
{
    internal string ActivationName => Activation.ToString().ToLowerInvariant();

    internal string PrecisionName => Precision.ToString().ToLowerInvariant();

    /// <summary>How many floating-point operations one call takes, matrix products alone.</summary>
    internal double Flops => Workload.Flops(Size);

    /// <summary>The most floating-point operations per second in this precision: vectors hold half as many doubles as floats, and an operation on one takes as long.</summary>
    internal double Peak(double floats) => Precision == Precision.Float ? floats : floats / 2;

    internal Problem Pose() => Workload.Pose(Size);

    internal Prepared Prepare(Problem problem, Executor executor) =>
        Precision == Precision.Float ? Workload.Prepare<float>(problem, Activation, executor) : Workload.Prepare<double>(problem, Activation, executor);
}
