using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Compute.Kernels;

/// <summary>The kinds of lanes, by the width of a register in bits; <see cref="Scalar"/> is one number at a time.</summary>
internal enum LaneWidth
{
    /// <summary>One number at a time, on any processor.</summary>
    Scalar = 0,

    /// <summary>AVX2 with FMA.</summary>
    Bits256 = 256,

    /// <summary>AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>Which lanes this machine has.</summary>
internal static class Lanes
{
    /// <summary>The widest lanes of this machine.</summary>
    // Not Vector512.IsHardwareAccelerated: the runtime says false on processors whose AVX-512 it thinks slow, and there too
    // it is the faster one.
    public static LaneWidth Widest { get; } =
        Supports(LaneWidth.Bits512) ? LaneWidth.Bits512 : Supports(LaneWidth.Bits256) ? LaneWidth.Bits256 : LaneWidth.Scalar;

    /// <summary>Whether this machine can run kernels of that width.</summary>
    public static bool Supports(LaneWidth width) => width switch
    {
        LaneWidth.Bits512 => Avx512F.IsSupported && Avx2.IsSupported && Fma.IsSupported,
        LaneWidth.Bits256 => Avx2.IsSupported && Fma.IsSupported,
        LaneWidth.Scalar => true,
    };

    /// <summary>The type arguments (L, V, T) of a kernel of that width on numbers of that type, float or double.</summary>
    public static Type[] TypeArguments(LaneWidth width, Type number) => (width, number == typeof(float)) switch
    {
        (LaneWidth.Bits512, true) => [typeof(Single512), typeof(Vector512<float>), number],
        (LaneWidth.Bits512, false) => [typeof(Double512), typeof(Vector512<double>), number],
        (LaneWidth.Bits256, true) => [typeof(Single256), typeof(Vector256<float>), number],
        (LaneWidth.Bits256, false) => [typeof(Double256), typeof(Vector256<double>), number],
        (LaneWidth.Scalar, true) => [typeof(ScalarSingle), typeof(float), number],
        (LaneWidth.Scalar, false) => [typeof(ScalarDouble), typeof(double), number],
    };
}
