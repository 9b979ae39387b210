using BenchmarkDotNet.Attributes;
using Downhill.Compute;
using Downhill.Compute.Kernels;

namespace Downhill.Microbenchmarks;

/// <summary>Noise for a tile of 64 rows with 64 components, as floats and as doubles.</summary>
public unsafe class NoiseTiles : ISized
{
    private float* tile;

    public string Unit => "numbers/ns";

    public double SizeOf(string benchmark) => Fused.Count;

    [GlobalSetup]
    public void Allocate() => tile = Memory.Zero(2 * Fused.Count);

    [GlobalCleanup]
    public void Free() => Memory.Free((nint)tile);

    [Benchmark(Description = "normal floats")]
    public void Normal() => Noise.Fill(Law.Normal, Lanes.Widest, tile, Fused.Count / Memory.Rows, Memory.Rows, new Rng(1), 0, 0);

    [Benchmark(Description = "uniform floats")]
    public void Uniform() => Noise.Fill(Law.Uniform, Lanes.Widest, tile, Fused.Count / Memory.Rows, Memory.Rows, new Rng(1), 0, 0);

    [Benchmark(Description = "normal doubles")]
    public void NormalDoubles() => Noise.Fill(Law.Normal, Lanes.Widest, (double*)tile, Fused.Count / Memory.Rows, Memory.Rows, new Rng(1), 0, 0);
}
