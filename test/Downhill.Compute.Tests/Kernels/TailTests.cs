using System.Numerics;
using Downhill.Compute.Execution;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Kernels;

/// <summary>Every kernel over every length from 0 to 67 and every start, against plain loops in double.</summary>
/// <remarks>The number of rows is a multiple of the lanes: tiles have 64 or 32 rows, and the last one is filled up.</remarks>
public sealed unsafe class TailTests
{
    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Matmul_over_every_length(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new MatMulCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Matmul_of_denormal_numbers_flushes_nothing(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new DenormalCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Outer_over_every_length(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new OuterCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Products_of_rows_own_matrices_over_every_length(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new RowMatricesCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Sums_and_largest_numbers_over_every_length(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new ReduceCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Tiles_over_every_length(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new TileCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Noise_over_every_length(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new NoiseCase());

    // NaN and infinities as in the plain sum. Otherwise the two orders of summation differ by at most n roundings, each of a unit u of
    // the sum of absolute values, or of half the smallest denormal number.
    private static void IsSum<T>(double[] terms, double actual, string what)
    {
        (double unit, double smallest) = typeof(T) == typeof(float) ? (1.0 / (1 << 24), float.Epsilon) : (1.0 / (1L << 53), double.Epsilon);
        double sum = terms.Sum(), tolerance = 2 * terms.Length * ((unit * terms.Sum(Math.Abs)) + smallest);
        if (!(sum.Equals(actual) || Math.Abs(sum - actual) <= tolerance))
        {
            Assert.Fail($"{what}: {actual}, not {sum} ± {tolerance}");
        }
    }

    private sealed class MatMulCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int length, int offset) in Tails.All)
            {
                int vectors = 1 + ((length + offset) % 9);
                Check<L, V, T>(inner: length, outer: 1 + ((length + offset) % 13), vectors, offset);
                Check<L, V, T>(inner: 1 + (((7 * length) + offset) % 11), outer: length, vectors, offset);
                Check<L, V, T>(inner: 3, outer: 7, length, offset);
            }
        }

        private static void Check<L, V, T>(int inner, int outer, int vectors, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int rows = vectors * L.Count;
            bool isTransposed = inner % 2 == 0, accumulates = outer % 2 == 0, isBiased = vectors % 2 == 0;
            using Guarded<T> w = Special<T>(inner * outer, 1, offset), x = Special<T>(inner * rows, 2, offset), bias = Special<T>(outer, 3, offset);
            using Guarded<T> y = Special<T>(outer * rows, 4, offset), before = Special<T>(outer * rows, 4, offset);
            (int rowStride, int columnStride) = isTransposed ? (1, inner) : (outer, 1);
            MatMul<L, V, T>.Run(w.Start, rowStride, columnStride, x.Start, y.Start, inner, outer, rows, accumulates, isBiased ? bias.Start : null);
            for (int i = 0; i < outer * rows; i++)
            {
                (int n, int r) = (i / rows, i % rows);
                double[] terms =
                [
                    accumulates ? before[i] : 0, isBiased ? bias[n] : 0,
                    .. Enumerable.Range(0, inner).Select(k => w[(k * rowStride) + (n * columnStride)] * x[(k * rows) + r]),
                ];
                IsSum<T>(terms, y[i], $"{inner} by {outer} on {rows} rows at {offset}");
            }

            y.AssertZonesAreUntouched();
        }
    }

    private sealed class DenormalCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            const int outer = 7, vectors = 5;
            foreach ((int inner, int offset) in Tails.All)
            {
                // Small whole numbers times denormal ones: every product and every sum is exact.
                int rows = vectors * L.Count;
                using Guarded<T> w = new(inner * outer, offset), x = Tails.Denormal<T>(inner * rows, inner, offset), y = new(outer * rows, offset);
                for (int i = 0; i < inner * outer; i++)
                {
                    w.Values[i] = T.CreateTruncating((i % 15) - 7);
                }

                MatMul<L, V, T>.Run(w.Start, outer, 1, x.Start, y.Start, inner, outer, rows, accumulate: false, bias: null);
                for (int i = 0; i < outer * rows; i++)
                {
                    T sum = T.Zero;
                    for (int k = 0; k < inner; k++)
                    {
                        sum += w.Values[(k * outer) + (i / rows)] * x.Values[(k * rows) + (i % rows)];
                    }

                    Assert.False(T.IsNormal(sum));
                    Assert.Equal(sum, y.Values[i]);
                }
            }
        }
    }

    private sealed class OuterCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int length, int offset) in Tails.All)
            {
                int vectors = 1 + ((length + offset) % 5), other = 1 + (((5 * length) + offset) % 23);
                Check<L, V, T>(m: length, n: other, vectors, offset);
                Check<L, V, T>(m: other, n: length, vectors, offset);
                Check<L, V, T>(m: 3, n: 5, length, offset);
            }
        }

        private static void Check<L, V, T>(int m, int n, int vectors, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int rows = vectors * L.Count;
            using Guarded<T> a = Special<T>(m * rows, 5, offset), b = Special<T>(n * rows, 6, offset);
            using Guarded<T> c = Special<T>(m * n, 7, offset), before = Special<T>(m * n, 7, offset), scratch = new(Outer<L, V, T>.Scratch(rows), offset);
            using Guarded<T> sums = Special<T>(n, 8, offset), sumsBefore = Special<T>(n, 8, offset);
            Outer<L, V, T>.Accumulate(a.Start, b.Start, c.Start, sums.Start, m, n, rows, scratch.Start);
            for (int i = 0; i < m * n; i++)
            {
                double[] terms = [before[i], .. Enumerable.Range(0, rows).Select(r => a[(i / n * rows) + r] * b[(i % n * rows) + r])];
                IsSum<T>(terms, c[i], $"{m} by {n} over {rows} rows at {offset}");
            }

            for (int j = 0; j < n; j++)
            {
                IsSum<T>([sumsBefore[j], .. Enumerable.Range(0, rows).Select(r => b[(j * rows) + r])], sums[j], $"row sum {j} of {n} over {rows} rows at {offset}");
            }

            c.AssertZonesAreUntouched();
            sums.AssertZonesAreUntouched();
            scratch.AssertZonesAreUntouched();
        }
    }

    private sealed class RowMatricesCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int length, int offset) in Tails.All)
            {
                Check<L, V, T>(length, 2, 3, 1, offset);
                Check<L, V, T>(2, length, 3, 2, offset);
                Check<L, V, T>(3, 2, length, 1, offset);
                Check<L, V, T>(2, 3, 2, length, offset);
            }
        }

        private static void Check<L, V, T>(int p, int q, int r, int vectors, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int rows = vectors * L.Count;
            using Guarded<T> a = Special<T>(p * q * rows, 8, offset), b = Special<T>(q * r * rows, 9, offset), y = new(p * r * rows, offset);
            RowMatrices<L, V, T>.Multiply(a.Start, b.Start, y.Start, p, q, r, rows);
            for (int i = 0; i < p * r * rows; i++)
            {
                (int u, int v, int row) = (i / rows / r, i / rows % r, i % rows);
                double[] terms = [.. Enumerable.Range(0, q).Select(k => a[(((u * q) + k) * rows) + row] * b[(((k * r) + v) * rows) + row])];
                IsSum<T>(terms, y[i], $"[{p}, {q}] by [{q}, {r}] on {rows} rows at {offset}");
            }

            y.AssertZonesAreUntouched();
        }
    }

    private sealed class ReduceCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Machine<L, V, T> machine = new();
            foreach ((int length, int offset) in Tails.All)
            {
                Check<L, V, T>(machine, features: length, 1 + (length % 9), offset);

                // A tile has rows: sums over none are never asked for.
                Check<L, V, T>(machine, features: 5, Math.Max(length, 1), offset);
                Elementwise<L, V, T>(machine, length * L.Count, offset);
            }
        }

        private static void Check<L, V, T>(Machine<L, V, T> machine, int features, int vectors, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int rows = vectors * L.Count;
            using Guarded<T> x = Special<T>(features * rows, 10, offset), start = Special<T>(features, 11, offset);
            using Guarded<T> sums = Special<T>(features, 11, offset), largest = Special<T>(features, 11, offset);
            machine.SumRows(x.Start, sums.Start, features, rows);
            machine.LargestRow(x.Start, largest.Start, features, rows);
            for (int c = 0; c < features; c++)
            {
                double[] numbers = [start[c], .. Enumerable.Range(0, rows).Select(r => x[(c * rows) + r])];
                IsSum<T>(numbers, sums[c], $"feature {c} of {features}, {rows} rows at {offset}");
                Assert.Equal(numbers.Aggregate(Math.Max), largest[c]);
            }

            sums.AssertZonesAreUntouched();
            largest.AssertZonesAreUntouched();
        }

        private static void Elementwise<L, V, T>(Machine<L, V, T> machine, int length, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using Guarded<T> x = Tails.Numbers<T>(length, 12, offset), y = Tails.Numbers<T>(length, 13, offset, every: 2);
            using Guarded<T> sum = Tails.Numbers<T>(length, 13, offset, every: 2), largest = Tails.Numbers<T>(length, 13, offset, every: 2);
            machine.Add(x.Start, sum.Start, length);
            machine.Maximum(x.Start, largest.Start, length);
            for (int i = 0; i < length; i++)
            {
                Assert.True(Tails.Same(x.Values[i] + y.Values[i], sum.Values[i]));
                Assert.Equal(T.Max(x.Values[i], y.Values[i]), largest.Values[i]);
            }

            sum.AssertZonesAreUntouched();
            largest.AssertZonesAreUntouched();
        }
    }

    private sealed class TileCase : ILanesCase
    {
        private const int TileRows = 80;

        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int length, int offset) in Tails.All)
            {
                int other = 1 + (((11 * length) + offset) % Tails.Longest);
                Check<L, V, T>(width: length, rows: other, offset);
                Transpose<L, V, T>(length, other, offset);
                Transpose<L, V, T>(other, length, offset);

                // A tile has a row at least: a table without rows has no tiles.
                Check<L, V, T>(width: other, Math.Max(length, 1), offset);
            }
        }

        private static void Check<L, V, T>(int width, int rows, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using Guarded<T> source = Tails.Numbers<T>(rows * width, 14, offset), tile = new(width * TileRows, offset), back = new(rows * width, offset);
            Tile<L, V, T>.Load(source.Start, tile.Start, width, rows, TileRows);
            for (int i = 0; i < width * TileRows; i++)
            {
                Assert.True(Tails.Same(source.Values[(Math.Min(i % TileRows, rows - 1) * width) + (i / TileRows)], tile.Values[i]));
            }

            Tile<L, V, T>.Store(tile.Start, back.Start, width, rows, TileRows);
            for (int i = 0; i < rows * width; i++)
            {
                Assert.True(Tails.Same(source.Values[i], back.Values[i]));
            }

            tile.AssertZonesAreUntouched();
            back.AssertZonesAreUntouched();
        }

        private static void Transpose<L, V, T>(int height, int width, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // Rows of both sides are longer than what is transposed, by numbers that must stay.
            (int sourceStride, int stride) = (width + offset, height + 3);
            using Guarded<T> source = Guarded<T>.Random(height * sourceStride, 15, offset), destination = new(width * stride, offset);
            T mark = T.CreateTruncating(-7);
            destination.Values.Fill(mark);
            Tile<L, V, T>.Transpose(source.Start, sourceStride, destination.Start, stride, height, width);
            for (int i = 0; i < width * stride; i++)
            {
                (int j, int row) = (i / stride, i % stride);
                Assert.Equal(row < height ? source.Values[(row * sourceStride) + j] : mark, destination.Values[i]);
            }

            destination.AssertZonesAreUntouched();
        }
    }

    private sealed class NoiseCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // Lanes of one number may have any number of rows; others take 16 at once, for doubles too.
            LaneWidth width = Enum.GetValues<LaneWidth>().First(w => Lanes.TypeArguments(w, typeof(T))[0] == typeof(L));
            foreach ((int length, int offset) in Tails.All)
            {
                Check<T>(width, components: length, L.Count == 1 ? 5 : 16, offset);
                Check<T>(width, components: 3, L.Count == 1 ? length : length % 9 * 16, offset);
            }
        }

        private static void Check<T>(LaneWidth width, int components, int rows, int offset)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Rng stream = new Rng(11).Fork(components);
            double tolerance = typeof(T) == typeof(float) ? 1e-5 : 1e-12;
            foreach (Law law in Enum.GetValues<Law>())
            {
                using Guarded<T> x = new(components * rows, offset);
                Noise.Fill(law, width, x.Start, components, rows, stream, (uint)offset, 9);
                for (int i = 0; i < components * rows; i++)
                {
                    uint row = (uint)(offset + (i % rows));
                    double truth = law == Law.Normal ? Noise.Normal(stream, row, 9, i / rows) : Noise.Uniform(stream, row, 9, i / rows);
                    Assert.Equal(truth, x[i], tolerance);
                }

                x.AssertZonesAreUntouched();
            }
        }
    }

    // An odd number in one place of 97: most sums see none, some one, and a few several.
    private static Guarded<T> Special<T>(int length, int seed, int offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guarded<T> numbers = Tails.Numbers<T>(length, seed, offset, every: 97);

        // The ends of the range overflow in float and not in the sum in double.
        foreach (ref T number in numbers.Values)
        {
            number = T.IsFinite(number) && T.Abs(number) > T.CreateTruncating(100) ? T.Epsilon : number;
        }

        return numbers;
    }
}
