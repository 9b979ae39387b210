using Downhill.Compute.Kernels;

namespace Downhill.Compute;

/// <summary>A random stream as a value: draw number i of a key is always the same number.</summary>
/// <remarks>
/// <para>
/// Source: Philox4x32-10, J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11.
/// </para>
/// <para>
/// Nothing advances: a loop passes its own index, and what must not share numbers takes its own <see cref="Fork(ulong)"/>.
/// Draws of different kinds (uniform, normal, whole) at one index are independent of one another.
/// </para>
/// </remarks>
/// <param name="Key">The name of the stream.</param>
public readonly record struct Rng(ulong Key)
{
    // The second half of a counter's third word: one number per kind of draw.
    private const uint UniformDraw = 0;
    private const uint NormalDraw = 1;
    private const uint WholeDraw = 2;

    private uint Key0 => (uint)Key;

    private uint Key1 => (uint)(Key >> 32);

    /// <summary>An independent stream, named by a number: its key is Philox of that number under this key.</summary>
    /// <remarks>Keys have 64 bits, so among n streams two are equal with probability about n² / 2⁶⁵.</remarks>
    public Rng Fork(ulong stream)
    {
        (uint low, uint high, _, _) = Philox.Block((uint)stream, (uint)(stream >> 32), 0, Purpose.Fork, Key0, Key1);
        return new((ulong)high << 32 | low);
    }

    /// <summary>An independent stream, named by a number: a chain, a step, a worker.</summary>
    public Rng Fork(int stream) => Fork((ulong)(long)stream);

    /// <summary>A number in (0, 1), never at its ends: (k + ½) / 2⁵², with k uniform on 0 … 2⁵² − 1.</summary>
    public double Uniform(long index)
    {
        (uint high, uint low, _, _) = Draw(index, UniformDraw);
        return Fraction((ulong)high << 32 | low);
    }

    /// <summary>A number from N(0, 1): √(−2 ln u) cos 2πv for even and √(−2 ln u) sin 2πv for odd indices (Box and Muller).</summary>
    public double Normal(long index)
    {
        (double even, double odd) = NormalPair(index >> 1);
        return (index & 1) == 0 ? even : odd;
    }

    /// <summary>destination[i] = Normal(i).</summary>
    public void Normal(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i += 2)
        {
            (destination[i], double odd) = NormalPair(i >> 1);
            if (i + 1 < destination.Length)
            {
                destination[i + 1] = odd;
            }
        }
    }

    /// <summary>A whole number, uniform on 0 … n − 1; the probabilities differ by less than n / 2⁶⁴.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is zero or negative.</exception>
    public int Below(long index, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        (uint high, uint low, _, _) = Draw(index, WholeDraw);
        return (int)Math.BigMul((ulong)high << 32 | low, (ulong)n, out _);
    }

    /// <summary>Puts the items in an order drawn uniformly from all orders (Fisher and Yates), with draws 1 … length − 1 of <see cref="Below"/>.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i, i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private (double Even, double Odd) NormalPair(long pair)
    {
        (uint a, uint b, uint c, uint d) = Draw(pair, NormalDraw);
        double radius = Math.Sqrt(-2 * Math.Log(Fraction((ulong)a << 32 | b)));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * Fraction((ulong)c << 32 | d));
        return (radius * cosine, radius * sine);
    }

    private (uint First, uint Second, uint Third, uint Fourth) Draw(long index, uint kind) =>
        Philox.Block((uint)index, (uint)(index >> 32), kind, Purpose.Draw, Key0, Key1);

    // The half keeps 0 and 1 out; with it the number has 53 bits, all that a double holds.
    private static double Fraction(ulong bits) => ((bits >> 12) + 0.5) * (1.0 / (1L << 52));
}
