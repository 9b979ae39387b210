using System.Numerics;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Kernels;

public sealed unsafe class ProductTests
{
    private static readonly int[] Sizes = [1, 2, 3, 5, 6, 7, 12, 17, 64, 67];

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Matmul_is_the_sum_it_says(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new MatMulCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Outer_is_the_sum_it_says(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new OuterCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Reduce_is_the_sum_it_says(int width, bool isDouble) => EveryLanes.Run(width, isDouble, new ReduceCase());

    // k products of multiples of 2⁻²⁰ below 1 in absolute value are summed, and at most three numbers more: an order of summation
    // moves the sum by at most k u times the sum of the absolute values, which is below k + 3. In double nothing is rounded at all.
    private static double Tolerance<T>(int terms) => typeof(T) == typeof(float) ? (terms + 3.0) * (terms + 3.0) / (1 << 24) : 0;

    private static int[] RowCounts(int lanes) => [lanes, 3 * lanes, 4 * lanes, 7 * lanes];

    private sealed class MatMulCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (int inner in Sizes)
            {
                foreach (int outer in Sizes)
                {
                    foreach (int rows in RowCounts(L.Count))
                    {
                        bool flag = (inner + outer) % 2 == 0;
                        Check<L, V, T>(inner, outer, rows, transposed: false, accumulate: flag, biased: true);
                        Check<L, V, T>(inner, outer, rows, transposed: true, accumulate: !flag, biased: false);
                    }
                }
            }
        }

        private static void Check<L, V, T>(int inner, int outer, int rows, bool transposed, bool accumulate, bool biased)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using Guarded<T> w = Guarded<T>.Random(inner * outer, 1);
            using Guarded<T> x = Guarded<T>.Random(inner * rows, 2);
            using Guarded<T> y = Guarded<T>.Random(outer * rows, 3);
            using Guarded<T> before = Guarded<T>.Random(outer * rows, 3);
            using Guarded<T> bias = Guarded<T>.Random(outer, 4);
            (int rowStride, int columnStride) = transposed ? (1, inner) : (outer, 1);
            MatMul<L, V, T>.Run(
                w.Start, rowStride, columnStride, x.Start, y.Start, inner, outer, rows, accumulate, biased ? bias.Start : null);

            for (int i = 0; i < outer * rows; i++)
            {
                (int n, int r) = (i / rows, i % rows);
                double sum = (accumulate ? before[i] : 0) + (biased ? bias[n] : 0);
                for (int k = 0; k < inner; k++)
                {
                    sum += w[k * rowStride + n * columnStride] * x[k * rows + r];
                }

                Assert.InRange(y[i] - sum, -Tolerance<T>(inner), Tolerance<T>(inner));
            }

            y.AssertZonesAreUntouched();
        }
    }

    private sealed class OuterCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (int m in Sizes)
            {
                foreach (int n in Sizes)
                {
                    foreach (int rows in RowCounts(L.Count))
                    {
                        Check<L, V, T>(m, n, rows);
                    }
                }
            }
        }

        private static void Check<L, V, T>(int m, int n, int rows)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using Guarded<T> a = Guarded<T>.Random(m * rows, 5);
            using Guarded<T> b = Guarded<T>.Random(n * rows, 6);
            using Guarded<T> c = Guarded<T>.Random(m * n, 7);
            using Guarded<T> before = Guarded<T>.Random(m * n, 7);
            using Guarded<T> sums = Guarded<T>.Random(n, 8);
            using Guarded<T> sumsBefore = Guarded<T>.Random(n, 8);
            using Guarded<T> scratch = new(Outer<L, V, T>.Scratch(rows));
            Outer<L, V, T>.Accumulate(a.Start, b.Start, c.Start, sums.Start, m, n, rows, scratch.Start);

            for (int i = 0; i < m * n; i++)
            {
                double sum = before[i];
                for (int r = 0; r < rows; r++)
                {
                    sum += a[i / n * rows + r] * b[i % n * rows + r];
                }

                Assert.InRange(c[i] - sum, -Tolerance<T>(rows), Tolerance<T>(rows));
            }

            for (int j = 0; j < n; j++)
            {
                double sum = sumsBefore[j] + Enumerable.Range(0, rows).Sum(r => b[j * rows + r]);
                Assert.InRange(sums[j] - sum, -Tolerance<T>(rows), Tolerance<T>(rows));
            }

            c.AssertZonesAreUntouched();
            sums.AssertZonesAreUntouched();
            scratch.AssertZonesAreUntouched();
        }
    }

    private sealed class ReduceCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (int w in Sizes)
            {
                foreach (int rows in RowCounts(L.Count))
                {
                    using Guarded<T> x = Guarded<T>.Random(w * rows, 8);
                    using Guarded<T> sums = Guarded<T>.Random(w, 9);
                    using Guarded<T> before = Guarded<T>.Random(w, 9);
                    Reduce<L, V, T>.Rows(x.Start, sums.Start, w, rows);
                    for (int c = 0; c < w; c++)
                    {
                        double sum = before[c] + Enumerable.Range(0, rows).Sum(r => x[c * rows + r]);
                        Assert.InRange(sums[c] - sum, -Tolerance<T>(rows), Tolerance<T>(rows));
                    }

                    sums.AssertZonesAreUntouched();
                }
            }
        }
    }
}
