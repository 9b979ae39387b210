using BenchmarkDotNet.Attributes;
using Downhill.Compute;
using Downhill.Compute.Execution;

namespace Downhill.Microbenchmarks;

/// <summary>Fused groups on 4,096 numbers, and what reduces and rearranges tiles.</summary>
public unsafe class Elementwise : ISized
{
    private Fused step = null!, silu = null!, slope = null!;
    private float* tile, rows, sums;

    public string Unit => "numbers/ns";

    public double SizeOf(string benchmark) => Fused.Count;

    [GlobalSetup]
    public void Compile()
    {
        step = new(2, 1, Fused.Literal(0.05), new FusedStep(Op.Subtract, Contraction: true, [2, 1, 0], 0));
        silu = new(1, 1, Fused.Step(Op.Sigmoid, 0), Fused.Step(Op.Multiply, 0, 1));

        // g (s + z (s − s s)): a layer's gradient on the way back.
        slope = new(
            2,
            1,
            Fused.Step(Op.Sigmoid, 0),
            new FusedStep(Op.Subtract, Contraction: true, [2, 2, 2], 0),
            new FusedStep(Op.Add, Contraction: true, [0, 3, 2], 0),
            Fused.Step(Op.Multiply, 1, 4));
        tile = Memory.Normal(Fused.Count);
        rows = Memory.Normal(Fused.Count);
        sums = Memory.Zero(Memory.Rows);
    }

    [GlobalCleanup]
    public void Free()
    {
        step.Free();
        silu.Free();
        slope.Free();
        Memory.Free((nint)tile, (nint)rows, (nint)sums);
    }

    [Benchmark(Description = "x - 0.05 g")]
    public void Step() => step.Run();

    [Benchmark(Description = "SiLU")]
    public void SiLU() => silu.Run();

    [Benchmark(Description = "g SiLU'")]
    public void Slope() => slope.Run();

    [Benchmark(Description = "sum over rows")]
    public void SumRows() => Memory.Machine.SumRows(tile, sums, Fused.Count / Memory.Rows, Memory.Rows);

    [Benchmark(Description = "rows into a tile")]
    public void Load() => Memory.Machine.Load(rows, tile, Fused.Count / Memory.Rows, Memory.Rows, Memory.Rows);

    [Benchmark(Description = "a tile into rows")]
    public void Store() => Memory.Machine.Store(tile, rows, Fused.Count / Memory.Rows, Memory.Rows, Memory.Rows);
}
