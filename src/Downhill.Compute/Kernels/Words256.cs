using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Compute.Kernels;

/// <summary>Eight words in an AVX2 register.</summary>
internal readonly struct Words256 : IWords<Vector256<uint>>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Ramp(uint first) => Vector256.Create(first) + Vector256<uint>.Indices;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> a, Vector256<uint> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Subtract(Vector256<uint> a, Vector256<uint> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> And(Vector256<uint> a, Vector256<uint> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> a, Vector256<uint> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ShiftLeft(Vector256<uint> a, byte bits) => a << bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ShiftRight(Vector256<uint> a, byte bits) => a >>> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> TopBit(Vector256<uint> a) => (a.AsInt32() >> 31).AsUInt32();

    // The instruction multiplies the even words only; the odd ones are moved there, and the halves dealt back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Multiply(Vector256<uint> a, uint factor, out Vector256<uint> high)
    {
        Vector256<uint> factors = Vector256.Create(factor);
        Vector256<ulong> even = Avx2.Multiply(a, factors);
        Vector256<ulong> odd = Avx2.Multiply((a.AsUInt64() >> 32).AsUInt32(), factors);
        high = Avx2.Blend((even >> 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
        return Avx2.Blend(even.AsUInt32(), (odd << 32).AsUInt32(), 0b10101010);
    }
}
