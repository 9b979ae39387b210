using System.Numerics;

namespace Downhill.Compute.Tests.Kernels;

/// <summary>Every length that leaves every kind of rest, at starts that are aligned to nothing, and numbers with the odd ones among them.</summary>
internal static class Tails
{
    internal const int Longest = 67;

    /// <summary>Numbers from a cache line to the start; all loads and stores of the kernels are unaligned ones.</summary>
    internal static readonly int[] Offsets = [0, 1, 3, 7];

    /// <summary>0 … 67 at each offset.</summary>
    internal static IEnumerable<(int Length, int Offset)> All =>
        Enumerable.Range(0, Longest + 1).SelectMany(length => Offsets.Select(offset => (length, offset)));

    /// <summary>Zeros of both signs, denormal numbers, the ends of the range, infinities, NaN, and ordinary ones.</summary>
    internal static T[] Special<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T smallestNormal = T.One;
        while (T.IsNormal(smallestNormal / T.CreateTruncating(2)))
        {
            smallestNormal /= T.CreateTruncating(2);
        }

        T[] positive =
        [
            T.Zero, T.Epsilon, T.Epsilon * T.CreateTruncating(12345), T.BitDecrement(smallestNormal), smallestNormal, T.CreateTruncating(1e-3),
            T.CreateTruncating(0.5), T.One, T.CreateTruncating(3.25), T.CreateTruncating(88), T.BitDecrement(T.PositiveInfinity), T.PositiveInfinity,
        ];
        return [.. positive, .. positive.Select(x => -x), T.NaN];
    }

    /// <summary>Multiples of 2⁻¹⁰ in [−1, 1), and a special number in one place of <paramref name="every"/>.</summary>
    internal static Guarded<T> Numbers<T>(int length, int seed, int offset, int every = 3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guarded<T> buffer = Guarded<T>.Random(length, seed, offset);
        T[] special = Special<T>();
        for (int i = seed % every; i < length; i += every)
        {
            buffer.Values[i] = special[((i / every) + (7 * seed)) % special.Length];
        }

        return buffer;
    }

    /// <summary>Denormal numbers alone, k · 2ᵉ with whole |k| below 1000: any sum of them is exact.</summary>
    internal static Guarded<T> Denormal<T>(int length, int seed, int offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guarded<T> buffer = new(length, offset);
        Random random = new(seed);
        foreach (ref T value in buffer.Values)
        {
            value = T.CreateTruncating(random.Next(-999, 1000)) * T.Epsilon;
        }

        return buffer;
    }

    /// <summary>The same number, bit for bit, or both NaN.</summary>
    internal static bool Same<T>(T expected, T actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        expected.Equals(actual) && (T.IsNaN(expected) || T.IsNegative(expected) == T.IsNegative(actual));
}
