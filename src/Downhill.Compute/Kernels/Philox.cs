using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>Philox4x32-10: a bijection of 128-bit counters, chosen by a 64-bit key, whose values pass for random.</summary>
/// <remarks>
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11.
/// </remarks>
internal static class Philox
{
    private const int Rounds = 10;
    private const uint FirstFactor = 0xD2511F53;
    private const uint SecondFactor = 0xCD9E8D57;
    private const uint FirstKeyStep = 0x9E3779B9;
    private const uint SecondKeyStep = 0xBB67AE85;

    /// <summary>The four words of one counter.</summary>
    public static (uint First, uint Second, uint Third, uint Fourth) Block(
        uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1)
    {
        Scramble<ScalarWords, uint>(ref counter0, ref counter1, ref counter2, ref counter3, key0, key1);
        return (counter0, counter1, counter2, counter3);
    }

    /// <summary>Turns the counters of all lanes into their words, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scramble<K, W>(ref W c0, ref W c1, ref W c2, ref W c3, uint key0, uint key1)
        where K : struct, IWords<W>
        where W : unmanaged
    {
        W x0 = c0;
        W x1 = c1;
        W x2 = c2;
        W x3 = c3;
        for (int round = 0; round < Rounds; round++)
        {
            W low0 = K.Multiply(x0, FirstFactor, out W high0);
            W low1 = K.Multiply(x2, SecondFactor, out W high1);
            x0 = K.Xor(K.Xor(high1, x1), K.Broadcast(key0));
            x1 = low1;
            x2 = K.Xor(K.Xor(high0, x3), K.Broadcast(key1));
            x3 = low0;
            key0 += FirstKeyStep;
            key1 += SecondKeyStep;
        }

        c0 = x0;
        c1 = x1;
        c2 = x2;
        c3 = x3;
    }
}

/// <summary>What a counter is used for: its last word starts with this, so that no two uses ever share words.</summary>
internal static class Purpose
{
    /// <summary>Normal noise of tiles.</summary>
    public const uint NormalNoise = 0u << 30;

    /// <summary>Uniform noise of tiles.</summary>
    public const uint UniformNoise = 1u << 30;

    /// <summary>Single draws of an <see cref="Rng"/>.</summary>
    public const uint Draw = 2u << 30;

    /// <summary>Keys of forked streams.</summary>
    public const uint Fork = 3u << 30;
}
