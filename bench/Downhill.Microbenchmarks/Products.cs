using BenchmarkDotNet.Attributes;

namespace Downhill.Microbenchmarks;

/// <summary>A square layer on one tile of 64 rows: forwards, backwards, and the gradient of its weights.</summary>
public unsafe class Products : ISized
{
    private float* weights, x, y, sum, scratch;

    [Params(64, 128, 256, 512)]
    public int Units { get; set; }

    public string Unit => "Gflop/s";

    public double SizeOf(string benchmark) => 2.0 * Units * Units * Memory.Rows;

    [GlobalSetup]
    public void Allocate()
    {
        weights = Memory.Normal(Units * Units);
        x = Memory.Normal(Units * Memory.Rows);
        y = Memory.Normal(Units * Memory.Rows);
        sum = Memory.Zero(Units * Units);
        scratch = Memory.Zero(Memory.Machine.OuterScratch(Memory.Rows));
    }

    [GlobalCleanup]
    public void Free() => Memory.Free((nint)weights, (nint)x, (nint)y, (nint)sum, (nint)scratch);

    [Benchmark(Description = "W x")]
    public void Product() => Memory.Machine.MatMul(weights, Units, 1, x, y, Units, Units, Memory.Rows);

    [Benchmark(Description = "transposed W x")]
    public void TransposedProduct() => Memory.Machine.MatMul(weights, 1, Units, x, y, Units, Units, Memory.Rows);

    [Benchmark(Description = "outer product, summed over rows")]
    public void OuterProduct() => Memory.Machine.Outer(x, y, sum, null, Units, Units, Memory.Rows, scratch);
}
