using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>The noise of <see cref="Noise"/>, many rows at a time; the mapping from words to numbers is derived there.</summary>
internal static unsafe class Noise<L, V, T, K, W>
    where L : struct, ILanes<V, T>, INumbersOf<W, V>
    where V : unmanaged
    where T : unmanaged
    where K : struct, IWords<W>
    where W : unmanaged
{
    private static bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(double);
    }

    /// <summary>Fills a tile with numbers of that law.</summary>
    public static void Fill(Law law, T* destination, in TileOfNoise tile)
    {
        Debug.Assert(tile.Rows % K.Count == 0, "a tile holds whole vectors of words");
        for (int component = 0; component < tile.Components; component += 4)
        {
            T* block = destination + (nint)component * tile.Rows;
            if (law == Law.Normal)
            {
                FillNormal(block, component, tile);
            }
            else
            {
                FillUniform(block, component, tile);
            }
        }
    }

    // Up to four components, all rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillNormal(T* destination, int component, in TileOfNoise tile)
    {
        int rows = tile.Rows;
        int wanted = tile.Components - component;
        for (int row = 0; row < rows; row += K.Count)
        {
            Words(tile, row, Purpose.NormalNoise | Noise.Leading(component), out W a, out W b, out W c, out W d);
            W aTrailing = default, bTrailing = default, cTrailing = default, dTrailing = default;
            if (IsDouble)
            {
                uint block = Purpose.NormalNoise | Noise.Trailing(component);
                Words(tile, row, block, out aTrailing, out bTrailing, out cTrailing, out dTrailing);
            }

            for (int part = 0; part < L.Parts; part++)
            {
                T* at = destination + row + part * L.Count;
                StorePair(NormalPair(a, b, aTrailing, bTrailing, part, out V odd), odd, at, rows, wanted);
                if (wanted > 2)
                {
                    StorePair(NormalPair(c, d, cTrailing, dTrailing, part, out odd), odd, at + 2 * rows, rows, wanted - 2);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillUniform(T* destination, int component, in TileOfNoise tile)
    {
        W* words = stackalloc W[4];
        W* trailing = stackalloc W[4];
        int wanted = Math.Min(4, tile.Components - component);
        for (int row = 0; row < tile.Rows; row += K.Count)
        {
            uint block = Purpose.UniformNoise | Noise.Leading(component);
            Words(tile, row, block, out words[0], out words[1], out words[2], out words[3]);
            if (IsDouble)
            {
                block = Purpose.UniformNoise | Noise.Trailing(component);
                Words(tile, row, block, out trailing[0], out trailing[1], out trailing[2], out trailing[3]);
            }

            for (int c = 0; c < wanted; c++)
            {
                for (int part = 0; part < L.Parts; part++)
                {
                    L.Store(UniformOf(words[c], trailing[c], part), destination + c * tile.Rows + row + part * L.Count);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Words(in TileOfNoise tile, int row, uint block, out W a, out W b, out W c, out W d)
    {
        a = K.Ramp(tile.FirstRow + (uint)row);
        b = K.Broadcast((uint)tile.Step);
        c = K.Broadcast((uint)(tile.Step >> 32));
        d = K.Broadcast(block);
        Philox.Scramble<K, W>(ref a, ref b, ref c, ref d, (uint)tile.Key, (uint)(tile.Key >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(V even, V odd, T* at, int rows, int wanted)
    {
        L.Store(even, at);
        if (wanted > 1)
        {
            L.Store(odd, at + rows);
        }
    }

    // Box and Muller: the first word is the radius, the second the angle.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalPair(W first, W second, W firstTrailing, W secondTrailing, int part, out V odd)
    {
        V radius = Radius(first, second, firstTrailing, part);

        // second = quarter · 2³⁰ + offset with |offset| ≤ 2²⁹, without its last byte, which went into the radius.
        W quarter = K.ShiftRight(K.Add(second, K.Broadcast(1u << 29)), 30);
        W offset = K.Subtract(K.And(second, K.Broadcast(0xFFFFFF00)), K.ShiftLeft(quarter, 30));
        V angle = Angle(offset, secondTrailing, part);
        V sine = Elementary<L, V, T>.SinNear(angle);
        V cosine = Elementary<L, V, T>.CosNear(angle);

        // A turn by quarters: (c, s), (−s, c), (−c, −s), (s, −c).
        W one = K.Broadcast(1);
        V isOdd = L.FromSigned(K.And(quarter, one), part);
        V x = L.WhereLess(L.Constant(0.5), isOdd, sine, cosine);
        V y = L.WhereLess(L.Constant(0.5), isOdd, cosine, sine);
        V xNegative = L.FromSigned(K.And(K.ShiftRight(K.Add(quarter, one), 1), one), part);
        V yNegative = L.FromSigned(K.ShiftRight(quarter, 1), part);
        V doubled = L.Multiply(radius, L.Constant(-2));
        odd = L.Multiply(y, L.FusedMultiplyAdd(doubled, yNegative, radius));
        return L.Multiply(x, L.FusedMultiplyAdd(doubled, xNegative, radius));
    }

    // √(−2 ln u). Where u > ½ its bits are complemented to those of 1 − u, and the logarithm is taken of 1 − (1 − u):
    // so a float keeps its 24 digits at both ends, where the logarithm is steep and where its value is small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Radius(W first, W second, W firstTrailing, int part)
    {
        W complement = K.TopBit(first);
        W lastByte = K.And(K.Xor(second, complement), K.Broadcast(0xFF));
        V fraction = L.FromSigned(lastByte, part);
        if (IsDouble)
        {
            W trailing = K.ShiftRight(K.Xor(firstTrailing, complement), 20);
            fraction = L.FusedMultiplyAdd(L.FromSigned(trailing, part), L.Constant(1.0 / (1 << 12)), fraction);
        }

        // Half a unit of the last bit there is: 2⁻⁸ of the word for a float, 2⁻²⁰ for a double.
        fraction = L.Add(fraction, L.Constant(IsDouble ? 0.5 / (1 << 12) : 0.5));
        V word = L.FromSigned(K.Xor(first, complement), part);
        V small = L.Multiply(
            L.FusedMultiplyAdd(fraction, L.Constant(1.0 / (1 << 8)), word), L.Constant(1.0 / (1L << 32)));

        // u = small or u = 1 − small, as signed + base; complemented is 0 or −1.
        V complemented = L.FromSigned(complement, part);
        V signed = L.FusedMultiplyAdd(L.Add(complemented, complemented), small, small);
        V offset = L.Negate(complemented);
        V k = Elementary<L, V, T>.PowerNearest(L.Add(signed, offset));
        V scale = L.Scale(L.Constant(1), L.Negate(k));
        V nearOne = L.FusedMultiplyAdd(signed, scale, L.FusedMultiplyAdd(offset, scale, L.Constant(-1)));
        return L.Sqrt(L.Multiply(Elementary<L, V, T>.LogNear(nearOne, k), L.Constant(-2)));
    }

    // 2π · offset / 2³², with half a unit of the last bit there is: 2⁸ of the word for a float, 2⁻²⁰ for a double.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Angle(W offset, W trailing, int part)
    {
        V unit = L.FromSigned(offset, part);
        V centred = IsDouble
            ? L.FusedMultiplyAdd(
                L.Add(L.FromSigned(K.ShiftRight(trailing, 4), part), L.Constant(0.5)), L.Constant(1.0 / (1 << 20)), unit)
            : L.Add(unit, L.Constant(1 << 7));
        return L.Multiply(centred, L.Constant(2 * Math.PI / (1L << 32)));
    }

    // (word + ½) / 2³² in double, with 20 trailing bits more; in float the leading 23 bits and a half, all that fits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V UniformOf(W word, W trailing, int part)
    {
        if (!IsDouble)
        {
            V leading = L.FromSigned(K.ShiftRight(word, 9), part);
            return L.Multiply(L.Add(leading, L.Constant(0.5)), L.Constant(1.0 / (1 << 23)));
        }

        // A word is read as signed: its top bit is flipped, and the 2³¹ added back.
        V whole = L.Add(L.FromSigned(K.Xor(word, K.Broadcast(1u << 31)), part), L.Constant(1L << 31));
        V fraction = L.Add(L.FromSigned(K.ShiftRight(trailing, 12), part), L.Constant(0.5));
        return L.Multiply(L.FusedMultiplyAdd(fraction, L.Constant(1.0 / (1 << 20)), whole), L.Constant(1.0 / (1L << 32)));
    }
}
