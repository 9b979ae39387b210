using System.Numerics;
using System.Runtime.InteropServices;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Kernels;

public sealed unsafe class NoiseTests
{
    private const int Rows = 64;
    private static readonly Rng Stream = new(0x1234_5678_9ABC_DEF0);

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Tiles_hold_the_numbers_of_the_definition(int width, bool isDouble)
    {
        // Steps above 2³² and rows at the top of their range use every word of the counter.
        foreach ((uint firstRow, ulong step, int components) in new[] { (0u, 0UL, 1), (640u, 3UL, 7), (4_294_967_200u, (1UL << 40) + 9, 4) })
        {
            double[] normal = Fill(Law.Normal, width, isDouble, components, Stream, firstRow, step);
            double[] uniform = Fill(Law.Uniform, width, isDouble, components, Stream, firstRow, step);
            for (int i = 0; i < components * Rows; i++)
            {
                uint row = firstRow + (uint)(i % Rows);
                Assert.Equal(Noise.Normal(Stream, row, step, i / Rows), normal[i], Tolerance(isDouble));
                Assert.Equal(Noise.Uniform(Stream, row, step, i / Rows), uniform[i], Tolerance(isDouble));
            }
        }
    }

    // Both tails of the radius are where a float could lose the number: search for words that lead there.
    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Tiles_agree_with_the_definition_in_both_tails(int width, bool isDouble)
    {
        const int components = 256;
        for (uint tile = 0; tile < 20; tile++)
        {
            double[] x = Fill(Law.Normal, width, isDouble, components, Stream, tile * Rows, 1);
            for (int i = 0; i < components * Rows; i++)
            {
                int component = i / Rows;
                double radius = Math.Sqrt(x[i] * x[i] + Square(x[(component ^ 1) * Rows + i % Rows]));
                if (radius is < 0.02 or > 4.3)
                {
                    double truth = Noise.Normal(Stream, tile * Rows + (uint)(i % Rows), 1, component);
                    Assert.Equal(truth, x[i], Tolerance(isDouble));
                }
            }
        }
    }

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Noise_does_not_depend_on_the_tiles(int width, bool isDouble)
    {
        double[] whole = Fill(Law.Normal, width, isDouble, 3, Stream, 0, 5);
        double[] shifted = Fill(Law.Normal, width, isDouble, 3, Stream, 32, 5);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(whole[(c * Rows + 32)..(c * Rows + 64)], shifted[(c * Rows)..(c * Rows + 32)]);
        }
    }

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Different_keys_give_different_sets(int width, bool isDouble)
    {
        // 2¹⁴ floats of about 2³⁰ values: 0.1 chance equalities are expected, more than 5 have probability 10⁻⁹.
        HashSet<double> first = [.. Fill(Law.Normal, width, isDouble, 256, new(1), 0, 0)];
        Assert.InRange(Fill(Law.Normal, width, isDouble, 256, new(2), 0, 0).Count(first.Contains), 0, 5);
    }

    // Of n normal numbers: mean 0 ± √(1/n), E x² = 1 ± √(2/n), E x³ = 0 ± √(15/n), E x⁴ = 3 ± √(96/n), and a product of two
    // 0 ± √(1/n); five standard errors.
    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Normal_noise_has_the_moments_of_its_law(int width, bool isDouble)
    {
        const int components = 8;
        double[][] tiles = [.. Enumerable.Range(0, 512).Select(tile => Fill(Law.Normal, width, isDouble, components, Stream, (uint)tile * Rows, 2))];
        double[] x = [.. tiles.SelectMany(tile => tile)];
        double n = x.Length;
        Assert.Equal(0, x.Average(), 5 * Math.Sqrt(1 / n));
        Assert.Equal(1, x.Average(Square), 5 * Math.Sqrt(2 / n));
        Assert.Equal(0, x.Average(v => v * v * v), 5 * Math.Sqrt(15 / n));
        Assert.Equal(3, x.Average(v => Square(v * v)), 5 * Math.Sqrt(96 / n));
        foreach (int lag in new[] { 1, 2, Rows, 2 * Rows, 3 * Rows, 4 * Rows })
        {
            double products = Enumerable.Range(0, x.Length - lag).Average(i => x[i] * x[i + lag]);
            double squares = Enumerable.Range(0, x.Length - lag).Average(i => (Square(x[i]) - 1) * (Square(x[i + lag]) - 1));
            Assert.Equal(0, products, 5 / Math.Sqrt(n - lag));

            // x² − 1 has variance 2, so the product of two has variance 4.
            Assert.Equal(0, squares, 10 / Math.Sqrt(n - lag));
        }
    }

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Steps_and_streams_are_uncorrelated(int width, bool isDouble)
    {
        double[] x = Fill(Law.Normal, width, isDouble, 512, Stream, 0, 0);
        double[] nextStep = Fill(Law.Normal, width, isDouble, 512, Stream, 0, 1);
        double[] nextStream = Fill(Law.Normal, width, isDouble, 512, Stream.Fork(1), 0, 0);
        double[] uniform = Fill(Law.Uniform, width, isDouble, 512, Stream, 0, 0);
        double five = 5 / Math.Sqrt(x.Length);
        Assert.Equal(0, x.Zip(nextStep, (a, b) => a * b).Average(), five);
        Assert.Equal(0, x.Zip(nextStream, (a, b) => a * b).Average(), five);
        Assert.Equal(0, x.Zip(uniform, (a, b) => a * (b - 0.5) * Math.Sqrt(12)).Average(), five);
    }

    // Of n numbers uniform on (0, 1): mean ½ ± √(1/12n), variance 1/12 ± √(1/180n); five standard errors.
    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Uniform_noise_has_the_moments_of_its_law(int width, bool isDouble)
    {
        double[] u = Fill(Law.Uniform, width, isDouble, 2048, Stream, 0, 3);
        Assert.True(u.Min() > 0 && u.Max() < 1);
        Assert.Equal(0.5, u.Average(), 5 * Math.Sqrt(1 / (12.0 * u.Length)));
        Assert.Equal(1 / 12.0, u.Average(x => Square(x - 0.5)), 5 * Math.Sqrt(1 / (180.0 * u.Length)));
    }

    private static double Tolerance(bool isDouble) => isDouble ? 1e-12 : 1e-5;

    private static double Square(double x) => x * x;

    private static double[] Fill(Law law, int width, bool isDouble, int components, Rng stream, uint firstRow, ulong step) =>
        isDouble
            ? Fill<double>(law, width, components, stream, firstRow, step)
            : Fill<float>(law, width, components, stream, firstRow, step);

    private static double[] Fill<T>(Law law, int width, int components, Rng stream, uint firstRow, ulong step)
        where T : unmanaged, INumber<T>
    {
        int count = components * Rows;
        T* tile = (T*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(T)), 64);
        Noise.Fill(law, (LaneWidth)width, tile, components, Rows, stream, firstRow, step);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = double.CreateTruncating(tile[i]);
        }

        NativeMemory.AlignedFree(tile);
        return values;
    }
}
