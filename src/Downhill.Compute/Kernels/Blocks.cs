using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Compute.Kernels;

/// <summary>Eight by eight floats in AVX registers.</summary>
internal static unsafe class Block8
{
    /// <summary>destination[j][i] = source[i][j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        // Columns 0 to 3 of all rows first, then columns 4 to 7: rows i and i + 4 share a register from the start.
        for (int half = 0; half < 2; half++)
        {
            Vector256<float> r0 = Rows(source, 0, sourceStride);
            Vector256<float> r1 = Rows(source, 1, sourceStride);
            Vector256<float> r2 = Rows(source, 2, sourceStride);
            Vector256<float> r3 = Rows(source, 3, sourceStride);
            Vector256<float> low01 = Avx.UnpackLow(r0, r1);
            Vector256<float> low23 = Avx.UnpackLow(r2, r3);
            Vector256<float> high01 = Avx.UnpackHigh(r0, r1);
            Vector256<float> high23 = Avx.UnpackHigh(r2, r3);
            Avx.Shuffle(low01, low23, 0b01_00_01_00).Store(destination);
            Avx.Shuffle(low01, low23, 0b11_10_11_10).Store(destination + destinationStride);
            Avx.Shuffle(high01, high23, 0b01_00_01_00).Store(destination + 2 * destinationStride);
            Avx.Shuffle(high01, high23, 0b11_10_11_10).Store(destination + 3 * destinationStride);
            source += 4;
            destination += 4 * destinationStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rows(float* source, int i, nint stride) =>
        Vector256.Create(Vector128.Load(source + i * stride), Vector128.Load(source + (i + 4) * stride));
}

/// <summary>Four by four doubles in AVX registers.</summary>
internal static unsafe class Block4
{
    /// <summary>destination[j][i] = source[i][j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(double* source, nint sourceStride, double* destination, nint destinationStride)
    {
        for (int half = 0; half < 2; half++)
        {
            Vector256<double> r0 = Rows(source, 0, sourceStride);
            Vector256<double> r1 = Rows(source, 1, sourceStride);
            Avx.UnpackLow(r0, r1).Store(destination);
            Avx.UnpackHigh(r0, r1).Store(destination + destinationStride);
            source += 2;
            destination += 2 * destinationStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Rows(double* source, int i, nint stride) =>
        Vector256.Create(Vector128.Load(source + i * stride), Vector128.Load(source + (i + 2) * stride));
}
