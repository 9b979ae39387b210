using System.Numerics;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Kernels;

public sealed unsafe class LanesTests
{
    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Every_operation_is_that_of_the_number(int width, bool isDouble) =>
        EveryLanes.Run(width, isDouble, new OperationsCase());

    [Fact]
    public void The_widest_lanes_are_supported() => Assert.True(Lanes.Supports(Lanes.Widest));

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void The_type_arguments_close_a_kernel(int width, bool isDouble)
    {
        Type[] arguments = Lanes.TypeArguments((LaneWidth)width, isDouble ? typeof(double) : typeof(float));
        Assert.NotNull(typeof(Elementary<,,>).MakeGenericType(arguments).GetMethod("Exp"));
    }

    private sealed class OperationsCase : ILanesCase
    {
        private static readonly double[] Points =
            [0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3.25, -7.75, 1024, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (double x in Points)
            {
                One<L, V, T>(T.CreateTruncating(x));
                foreach (double y in Points)
                {
                    Two<L, V, T>(T.CreateTruncating(x), T.CreateTruncating(y));
                }
            }

            // Exponents and scales down to the smallest denormal number.
            for (T x = T.One; x > T.Zero; x /= T.CreateTruncating(2))
            {
                T exponent = T.CreateTruncating(T.ILogB(x));
                Same<L, V, T>(exponent, L.Exponent(L.Broadcast(x)), "Exponent");
                Same<L, V, T>(x, L.Scale(L.Constant(1), L.Broadcast(exponent)), "Scale");
                Same<L, V, T>(T.One, L.Scale(L.Broadcast(x), L.Broadcast(-exponent)), "Scale");
            }
        }

        private static void One<L, V, T>(T x)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            V v = L.Broadcast(x);
            Same<L, V, T>(-x, L.Negate(v), "Negate");
            Same<L, V, T>(T.Abs(x), L.Abs(v), "Abs");
            Same<L, V, T>(T.Sqrt(x), L.Sqrt(v), "Sqrt");
            Same<L, V, T>(T.Floor(x), L.Floor(v), "Floor");
            Same<L, V, T>(T.Round(x), L.Round(v), "Round");
            Same<L, V, T>(T.IsNaN(x) ? x : T.CreateTruncating(T.Sign(x)), L.Sign(v), "Sign");
        }

        private static void Two<L, V, T>(T x, T y)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (V v, V w, V three) = (L.Broadcast(x), L.Broadcast(y), L.Constant(3));
            (T less, T equal) = (x < y ? T.One : T.Zero, x == y ? T.One : T.Zero);
            Same<L, V, T>(x + y, L.Add(v, w), "Add");
            Same<L, V, T>(x - y, L.Subtract(v, w), "Subtract");
            Same<L, V, T>(x * y, L.Multiply(v, w), "Multiply");
            Same<L, V, T>(x / y, L.Divide(v, w), "Divide");
            Same<L, V, T>(T.FusedMultiplyAdd(x, y, T.CreateTruncating(3)), L.FusedMultiplyAdd(v, w, three), "FusedMultiplyAdd");
            Same<L, V, T>(T.FusedMultiplyAdd(-x, y, T.CreateTruncating(3)), L.FusedNegateMultiplyAdd(v, w, three), "FusedNegateMultiplyAdd");
            Same<L, V, T>(T.FusedMultiplyAdd(x, y, T.CreateTruncating(3)), L.Horner(v, w, 3), "Horner");
            Same<L, V, T>(x < y ? x : y, L.Min(v, w), "Min");
            Same<L, V, T>(y < x ? x : y, L.Max(v, w), "Max");
            Same<L, V, T>(T.CopySign(x, y), L.CopySign(v, w), "CopySign");
            Same<L, V, T>(less, L.Less(v, w), "Less");
            Same<L, V, T>(equal, L.Equal(v, w), "Equal");
            Same<L, V, T>(x != T.Zero ? y : T.One, L.Select(v, w, L.Constant(1)), "Select");
            Same<L, V, T>(x < y ? x : T.One, L.WhereLess(v, w, v, L.Constant(1)), "WhereLess");
        }

        private static void Same<L, V, T>(T expected, V actual, string operation)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T* lanes = stackalloc T[L.Count];
            L.Store(actual, lanes);
            for (int i = 0; i < L.Count; i++)
            {
                Assert.True(expected.Equals(lanes[i]), $"{operation}: {lanes[i]} in lane {i}, not {expected}");
            }
        }
    }
}
