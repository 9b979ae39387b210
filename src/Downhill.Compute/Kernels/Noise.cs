using System.Runtime.Intrinsics;

namespace Downhill.Compute.Kernels;

/// <summary>Noise as a function: component c of row r at step s of a stream is always the same number, whatever the tiles.</summary>
/// <remarks>
/// <para>
/// Words: Philox of the counter (r, s low, s high, purpose | 2⌊c/4⌋ + trailing) under the key. The leading block of four
/// components holds 32 bits for each; the trailing block, which only doubles ask for, holds 20 more. So a float is the double
/// rounded, and costs half as much.
/// </para>
/// <para>
/// Normal: components 2j and 2j + 1 are √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv (Box and Muller). u takes its 52 bits from the
/// leading word of 2j (32), the last byte of the leading word of 2j + 1 (8) and the trailing word of 2j (12): without that byte
/// float and double would disagree in the far tail, where ln u is steep. v takes the other 24 bits and 28 trailing ones.
/// </para>
/// </remarks>
internal static unsafe class Noise
{
    private const double UnitOf52Bits = 1.0 / (1L << 52);

    /// <summary>The definition: one normal number.</summary>
    public static double Normal(Rng stream, uint row, ulong step, int component)
    {
        int even = component & ~1;
        (uint first, uint second) = Pair(stream, row, step, Purpose.NormalNoise | Leading(component), even);
        (uint firstTrailing, uint secondTrailing) = Pair(stream, row, step, Purpose.NormalNoise | Trailing(component), even);

        ulong u = (ulong)first << 20 | (second & 0xFF) << 12 | firstTrailing >> 20;
        ulong v = (ulong)(second >> 8) << 28 | secondTrailing >> 4;
        double radius = Math.Sqrt(-2 * Math.Log((u + 0.5) * UnitOf52Bits));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * ((v + 0.5) * UnitOf52Bits));
        return radius * (component == even ? cosine : sine);
    }

    /// <summary>The definition: one number uniform on (0, 1).</summary>
    public static double Uniform(Rng stream, uint row, ulong step, int component)
    {
        uint word = Word(stream, row, step, Purpose.UniformNoise | Leading(component), component);
        uint trailing = Word(stream, row, step, Purpose.UniformNoise | Trailing(component), component);
        return (((ulong)word << 20 | trailing >> 12) + 0.5) * UnitOf52Bits;
    }

    /// <summary>Fills a tile [components][rows] with numbers of that law; row 0 of the tile is row firstRow of the whole.</summary>
    /// <remarks>rows is a multiple of the number of floats that lanes of that width hold, for doubles too.</remarks>
    public static void Fill<T>(
        Law law, LaneWidth width, T* destination, int components, int rows, Rng stream, uint firstRow, ulong step)
        where T : unmanaged
    {
        TileOfNoise tile = new(components, rows, stream.Key, firstRow, step);
        switch (width, typeof(T) == typeof(float))
        {
            case (LaneWidth.Bits512, true):
                Noise<Single512, Vector512<float>, float, Words512, Vector512<uint>>.Fill(law, (float*)destination, tile);
                break;
            case (LaneWidth.Bits512, false):
                Noise<Double512, Vector512<double>, double, Words512, Vector512<uint>>.Fill(law, (double*)destination, tile);
                break;
            case (LaneWidth.Bits256, true):
                Noise<Single256, Vector256<float>, float, Words256, Vector256<uint>>.Fill(law, (float*)destination, tile);
                break;
            case (LaneWidth.Bits256, false):
                Noise<Double256, Vector256<double>, double, Words256, Vector256<uint>>.Fill(law, (double*)destination, tile);
                break;
            case (_, true):
                Noise<ScalarSingle, float, float, ScalarWords, uint>.Fill(law, (float*)destination, tile);
                break;
            case (_, false):
                Noise<ScalarDouble, double, double, ScalarWords, uint>.Fill(law, (double*)destination, tile);
                break;
        }
    }

    /// <summary>The last word of the counter of a component's leading block, without its purpose.</summary>
    public static uint Leading(int component) => (uint)component / 4 * 2;

    /// <summary>The last word of the counter of a component's trailing block, without its purpose.</summary>
    public static uint Trailing(int component) => Leading(component) + 1;

    private static (uint First, uint Second) Pair(Rng stream, uint row, ulong step, uint block, int even) =>
        (Word(stream, row, step, block, even), Word(stream, row, step, block, even + 1));

    private static uint Word(Rng stream, uint row, ulong step, uint block, int component)
    {
        (uint first, uint second, uint third, uint fourth) =
            Philox.Block(row, (uint)step, (uint)(step >> 32), block, (uint)stream.Key, (uint)(stream.Key >> 32));
        return (component & 3) switch { 0 => first, 1 => second, 2 => third, _ => fourth };
    }
}

/// <summary>The laws that noise may follow.</summary>
internal enum Law
{
    /// <summary>N(0, 1).</summary>
    Normal,

    /// <summary>Uniform on (0, 1).</summary>
    Uniform,
}

/// <summary>Which numbers of which stream a tile holds: its shape, its key, its first row in the whole and its step.</summary>
internal readonly record struct TileOfNoise(int Components, int Rows, ulong Key, uint FirstRow, ulong Step);
