using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>One word.</summary>
internal readonly struct ScalarWords : IWords<uint>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Broadcast(uint value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Ramp(uint first) => first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint a, uint b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Subtract(uint a, uint b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint And(uint a, uint b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Xor(uint a, uint b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftLeft(uint a, byte bits) => a << bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftRight(uint a, byte bits) => a >> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TopBit(uint a) => (uint)((int)a >> 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Multiply(uint a, uint factor, out uint high)
    {
        ulong product = (ulong)a * factor;
        high = (uint)(product >> 32);
        return (uint)product;
    }
}
