using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Execution;

/// <summary>The runtime is told that the processor is an older one: a process of its own each, which names the path it took.</summary>
public sealed class OtherProcessorTests
{
    [NeedsLanesFact(512)]
    public void Without_avx_512_the_results_agree() => Agrees("DOTNET_EnableAVX512", "AVX2");

    [NeedsLanesFact(256)]
    public void Without_avx_2_the_results_agree() => Agrees("DOTNET_EnableAVX2", "scalar");

    [Fact]
    public void Without_any_vector_instruction_the_results_agree() => Agrees("DOTNET_EnableHWIntrinsic", "scalar");

    [Fact]
    public void Another_process_gives_the_same_bits()
    {
        (string path, double[][] results) = Probe.Start([]);
        Assert.Equal(Processor.Simd, path);
        Assert.Equal(Probe.Results(), results);
    }

    // Against the interpreter of this process, within the tolerances of the executors: 1e-12 in double, 1e-5 in float.
    private static void Agrees(string setting, string path)
    {
        (string found, double[][] results) = Probe.Start(new() { [setting] = "0" });
        Assert.Equal(path, found);
        int count = 0;
        foreach ((double[] numbers, double tolerance) in Probe.Truth())
        {
            Near.Assert(numbers, results[count], tolerance, $"result {count} without {setting}");
            count++;
        }

        Assert.Equal(count, results.Length);
    }
}

/// <summary>A test that is about lanes of that width: skipped, in plain words, on a processor without them.</summary>
public sealed class NeedsLanesFactAttribute : FactAttribute
{
    public NeedsLanesFactAttribute(int bits)
    {
        if (!Lanes.Supports((LaneWidth)bits))
        {
            Skip = $"this processor has no lanes of {bits} bits to take away";
        }
    }
}
