using BenchmarkDotNet.Attributes;
using Downhill.Compute;
using Downhill.Compute.Execution;

namespace Downhill.Microbenchmarks;

/// <summary>The same kernels on normal numbers and on denormal ones, which some processors handle a hundred times slower.</summary>
public unsafe class DenormalNumbers : ISized
{
    private const int Units = 128;

    private float* weights, x, y, denormal;
    private Fused step = null!, denormalStep = null!, exponential = null!, denormalExponential = null!;

    public string Unit => "operations/ns";

    /// <summary>Multiplications and additions of a product, numbers of the others.</summary>
    public double SizeOf(string benchmark) => benchmark.Contains("Product", StringComparison.Ordinal) ? 2.0 * Units * Units * Memory.Rows : Fused.Count;

    [GlobalSetup]
    public void Allocate()
    {
        weights = Memory.Normal(Units * Units, 0.1);
        x = Memory.Normal(Units * Memory.Rows);
        y = Memory.Zero(Units * Memory.Rows);
        denormal = Memory.Normal(Units * Memory.Rows, 1e-41);
        FusedStep[] steps = [Fused.Literal(0.05), new(Op.Subtract, Contraction: true, [2, 1, 0], 0), Fused.Step(Op.Multiply, 3, 2)];
        step = new(2, 1, steps);
        denormalStep = new(2, 1e-39, steps);

        // e^−95 is denormal in float.
        FusedStep[] exponentials = [Fused.Literal(-95), Fused.Step(Op.Add, 0, 1), Fused.Step(Op.Exp, 2)];
        exponential = new(1, 1, [Fused.Literal(-9), .. exponentials[1..]]);
        denormalExponential = new(1, 1, exponentials);
    }

    [GlobalCleanup]
    public void Free()
    {
        step.Free();
        denormalStep.Free();
        exponential.Free();
        denormalExponential.Free();
        Memory.Free((nint)weights, (nint)x, (nint)y, (nint)denormal);
    }

    [Benchmark(Description = "W x, normal")]
    public void Product() => Memory.Machine.MatMul(weights, Units, 1, x, y, Units, Units, Memory.Rows);

    [Benchmark(Description = "W x, x denormal")]
    public void DenormalProduct() => Memory.Machine.MatMul(weights, Units, 1, denormal, y, Units, Units, Memory.Rows);

    [Benchmark(Description = "0.05 (x - 0.05 g), normal")]
    public void Step() => step.Run();

    [Benchmark(Description = "0.05 (x - 0.05 g), denormal")]
    public void DenormalStep() => denormalStep.Run();

    [Benchmark(Description = "exp(x - 9)")]
    public void Exp() => exponential.Run();

    [Benchmark(Description = "exp(x - 95), denormal")]
    public void DenormalExp() => denormalExponential.Run();
}
