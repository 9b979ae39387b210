using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Compute.Kernels;

/// <summary>Sixteen by sixteen floats, or eight by eight doubles, in AVX-512 registers.</summary>
/// <remarks>
/// Four rows whose numbers end up in one vector share a register from the start, 128 bits of each: the loads do most of the
/// rearranging, and half the shuffles of four smaller blocks are left.
/// </remarks>
internal static unsafe class WideBlock
{
    /// <summary>destination[j][i] = source[i][j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        for (int quarter = 0; quarter < 4; quarter++)
        {
            Vector512<float> r0 = Rows(source, 4 * sourceStride);
            Vector512<float> r1 = Rows(source + sourceStride, 4 * sourceStride);
            Vector512<float> r2 = Rows(source + 2 * sourceStride, 4 * sourceStride);
            Vector512<float> r3 = Rows(source + 3 * sourceStride, 4 * sourceStride);
            Vector512<float> low01 = Avx512F.UnpackLow(r0, r1);
            Vector512<float> low23 = Avx512F.UnpackLow(r2, r3);
            Vector512<float> high01 = Avx512F.UnpackHigh(r0, r1);
            Vector512<float> high23 = Avx512F.UnpackHigh(r2, r3);
            Avx512F.Shuffle(low01, low23, 0b01_00_01_00).Store(destination);
            Avx512F.Shuffle(low01, low23, 0b11_10_11_10).Store(destination + destinationStride);
            Avx512F.Shuffle(high01, high23, 0b01_00_01_00).Store(destination + 2 * destinationStride);
            Avx512F.Shuffle(high01, high23, 0b11_10_11_10).Store(destination + 3 * destinationStride);
            source += 4;
            destination += 4 * destinationStride;
        }
    }

    /// <summary>destination[j][i] = source[i][j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(double* source, nint sourceStride, double* destination, nint destinationStride)
    {
        for (int quarter = 0; quarter < 4; quarter++)
        {
            Vector512<double> r0 = Rows(source, 2 * sourceStride);
            Vector512<double> r1 = Rows(source + sourceStride, 2 * sourceStride);
            Avx512F.UnpackLow(r0, r1).Store(destination);
            Avx512F.UnpackHigh(r0, r1).Store(destination + destinationStride);
            source += 2;
            destination += 2 * destinationStride;
        }
    }

    // The beginnings of four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Rows(float* source, nint stride)
    {
        Vector512<float> rows = Avx512F.InsertVector128(Vector128.Load(source).ToVector256Unsafe().ToVector512Unsafe(), Vector128.Load(source + stride), 1);
        rows = Avx512F.InsertVector128(rows, Vector128.Load(source + 2 * stride), 2);
        return Avx512F.InsertVector128(rows, Vector128.Load(source + 3 * stride), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Rows(double* source, nint stride)
    {
        Vector512<double> rows = Avx512DQ.InsertVector128(Vector128.Load(source).ToVector256Unsafe().ToVector512Unsafe(), Vector128.Load(source + stride), 1);
        rows = Avx512DQ.InsertVector128(rows, Vector128.Load(source + 2 * stride), 2);
        return Avx512DQ.InsertVector128(rows, Vector128.Load(source + 3 * stride), 3);
    }
}

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
