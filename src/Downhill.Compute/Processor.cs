using Downhill.Compute.Kernels;

namespace Downhill.Compute;

/// <summary>What the compiled executor runs on.</summary>
public static class Processor
{
    /// <summary>The widest vector instructions in use: "AVX-512", "AVX2" or "scalar".</summary>
    public static string Simd => Lanes.Widest switch
    {
        LaneWidth.Bits512 => "AVX-512",
        LaneWidth.Bits256 => "AVX2",
        LaneWidth.Scalar => "scalar",
    };
}
