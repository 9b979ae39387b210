using System.Numerics;
using Downhill.Compute.Execution;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Kernels;

/// <summary>Emitted kernels, over every number of features and of vectors, at every start, with odd numbers among the ordinary ones.</summary>
public sealed unsafe class FusedKernelTests
{
    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void An_operation_of_arithmetic_is_that_of_the_number_to_the_bit(int width, bool isDouble) =>
        EveryLanes.Run(width, isDouble, new ArithmeticCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void An_elementary_function_is_that_of_the_standard_library(int width, bool isDouble) =>
        EveryLanes.Run(width, isDouble, new ElementaryCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void A_group_is_its_steps_one_after_the_other_to_the_bit(int width, bool isDouble) =>
        EveryLanes.Run(width, isDouble, new GroupCase());

    /// <summary>What a step means, for one number.</summary>
    internal static T Meaning<T>(FusedStep step, T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (step.Op, step.Contraction) switch
        {
            (Op.Add, true) => T.FusedMultiplyAdd(x[0], x[1], x[2]),
            (Op.Subtract, true) => T.FusedMultiplyAdd(-x[0], x[1], x[2]),
            (Op.Add, _) => x[0] + x[1],
            (Op.Subtract, _) => x[0] - x[1],
            (Op.Multiply, _) => x[0] * x[1],
            (Op.Divide, _) => x[0] / x[1],
            (Op.Minimum, _) => x[0] < x[1] ? x[0] : x[1],
            (Op.Maximum, _) => x[1] < x[0] ? x[0] : x[1],
            (Op.Less, _) => x[0] < x[1] ? T.One : T.Zero,
            (Op.Equal, _) => x[0] == x[1] ? T.One : T.Zero,
            (Op.Select, _) => x[0] != T.Zero ? x[1] : x[2],
            (Op.Negate, _) => -x[0],
            (Op.Sqrt, _) => T.Sqrt(x[0]),
            (Op.Abs, _) => T.Abs(x[0]),
            (Op.Sign, _) => x[0] > T.Zero ? T.One : x[0] < T.Zero ? -T.One : x[0],
            (Op.Constant, _) => T.CreateTruncating(step.Literal),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "not a step of arithmetic"),
        };

    private static FusedStep Step(Op op, params int[] arguments) => new(op, Contraction: false, arguments, 0);

    private static void Call<L, V, T>(FusedCode code, Guarded<T>[] operands, int features, int rows)
        where L : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T** pointers = stackalloc T*[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            pointers[i] = operands[i].Start;
        }

        ((delegate*<T**, nint, nint, void>)Emitter.Compile<L, V, T>(code))(pointers, features, rows);
    }

    private sealed class ArithmeticCase : ILanesCase
    {
        private static readonly FusedStep[] Steps =
        [
            .. new[] { Op.Add, Op.Subtract, Op.Multiply, Op.Divide, Op.Minimum, Op.Maximum, Op.Less, Op.Equal }.Select(op => Step(op, 0, 1)),
            .. new[] { Op.Negate, Op.Sqrt, Op.Abs, Op.Sign }.Select(op => Step(op, 0)),
            Step(Op.Select, 0, 1, 2),
            Step(Op.Add, 0, 1, 2) with { Contraction = true },
            Step(Op.Subtract, 0, 1, 2) with { Contraction = true },
        ];

        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int length, int offset) in Tails.All)
            {
                // A shared value is one long row, padded to whole vectors.
                int padded = (length + L.Count - 1) / L.Count * L.Count;
                foreach (FusedStep step in Steps)
                {
                    Check<L, V, T>(step, features: 1, padded, offset, seed: length);
                    Check<L, V, T>(step, features: length, (1 + (length % 9)) * L.Count, offset, seed: length + 1);
                }
            }
        }

        private static void Check<L, V, T>(FusedStep step, int features, int rows, int offset, int seed)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int n = step.Arguments.Length;
            Guarded<T>[] operands = [.. Enumerable.Range(0, n).Select(i => Tails.Numbers<T>(features * rows, seed + (31 * i), offset, every: 2 + i)), new(features * rows, offset)];
            Call<L, V, T>(new FusedCode([.. Enumerable.Repeat(ReadMode.Full, n)], [step], [n]), operands, features, rows);
            T[] x = new T[n];
            for (int i = 0; i < features * rows; i++)
            {
                for (int a = 0; a < n; a++)
                {
                    x[a] = operands[a].Start[i];
                }

                T expected = Meaning(step, x), actual = operands[n].Start[i];
                if (!Tails.Same(expected, actual))
                {
                    Assert.Fail($"{step.Op}({string.Join(", ", x)}) is {actual}, not {expected}; place {i} of {features} x {rows}, offset {offset}");
                }
            }

            foreach (Guarded<T> operand in operands)
            {
                operand.AssertZonesAreUntouched();
                operand.Dispose();
            }
        }
    }

    private sealed class ElementaryCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int length, int offset) in Tails.All)
            {
                foreach (string name in ElementaryTests.Truth.Keys.Where(name => Enum.TryParse<Op>(name, out _)))
                {
                    Check<L, V, T>(name, features: 1, (length + L.Count - 1) / L.Count * L.Count, offset, seed: length);
                    Check<L, V, T>(name, features: length % 7, (1 + (length % 9)) * L.Count, offset, seed: length + 1);
                }
            }
        }

        private static void Check<L, V, T>(string name, int features, int rows, int offset, int seed)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using Guarded<T> x = Tails.Numbers<T>(features * rows, seed, offset, every: 2), y = new(features * rows, offset);
            Call<L, V, T>(new FusedCode([ReadMode.Full], [Step(Enum.Parse<Op>(name), 0)], [1]), [x, y], features, rows);
            for (int i = 0; i < features * rows; i++)
            {
                double truth = Truth<T>(name, x[i]);
                if (!IsNear(name, truth, y.Start[i]))
                {
                    Assert.Fail($"{name}({x.Start[i]}) is {y.Start[i]}, not {truth}; place {i} of {features} x {rows}, offset {offset}");
                }
            }

            x.AssertZonesAreUntouched();
            y.AssertZonesAreUntouched();
        }

        // Beyond their range the functions of the circle say so.
        private static double Truth<T>(string name, double x) =>
            name is "Sin" or "Cos" && Math.Abs(x) >= (typeof(T) == typeof(float) ? 1 << 20 : 1L << 48) ? double.NaN : ElementaryTests.Truth[name](x);

        // Bounds in units of the last place as ElementaryTests derives them. A denormal result may be two steps away; a sigmoid below the
        // smallest normal number is 0.
        private static bool IsNear<T>(string name, double truth, T actual)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T rounded = T.CreateTruncating(truth);
            if (!T.IsNormal(rounded))
            {
                double step = double.CreateTruncating(T.Epsilon), difference = Math.Abs(double.CreateTruncating(actual) - truth);
                return rounded.Equals(actual) || difference <= 2 * step || (name == "Sigmoid" && T.IsSubnormal(rounded) && actual == T.Zero);
            }

            double reference = typeof(T) == typeof(float) ? 0 : name is "Log1p" or "Softplus" or "Sigmoid" ? 3 : 1;
            return ElementaryTests.ErrorInUnits(actual, truth) <= ElementaryTests.Bounds[name] + reference;
        }
    }

    private sealed class GroupCase : ILanesCase
    {
        // Leaves of every mode, a literal, two contractions, and results in the middle and at the end: (a b + c), then with a row's
        // scalar, a feature's and one for all.
        private static readonly FusedCode Code = new(
            [ReadMode.Full, ReadMode.RowScalar, ReadMode.FeatureScalar, ReadMode.Scalar, ReadMode.Full],
            [
                Step(Op.Add, 0, 1, 2) with { Contraction = true },
                Step(Op.Constant) with { Literal = 0.1 },
                Step(Op.Subtract, 5, 6, 3) with { Contraction = true },
                Step(Op.Maximum, 7, 4),
                Step(Op.Less, 5, 8),
                Step(Op.Select, 9, 7, 0),
                Step(Op.Divide, 10, 4),
            ],
            [7, 11]);

        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int length, int offset) in Tails.All)
            {
                Check<L, V, T>(features: length, (1 + (length % 9)) * L.Count, offset);
                Check<L, V, T>(features: 1 + (length % 3), length * L.Count, offset);
            }
        }

        private static void Check<L, V, T>(int features, int rows, int offset)
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int all = features * rows;
            int[] lengths = [all, rows, features, 1, all];
            Guarded<T>[] operands = [.. lengths.Select((n, i) => Tails.Numbers<T>(n, features + i, offset, every: 5)), new(all, offset), new(all, offset)];
            Call<L, V, T>(Code, operands, features, rows);
            for (int i = 0; i < all; i++)
            {
                int[] places = [i, i % rows, i / rows, 0, i];
                List<T> values = [.. places.Select((place, leaf) => operands[leaf].Values[place])];
                foreach (FusedStep step in Code.Steps)
                {
                    values.Add(Meaning(step, [.. step.Arguments.Select(a => values[a])]));
                }

                for (int o = 0; o < 2; o++)
                {
                    (T expected, T actual) = (values[Code.Outputs[o]], operands[5 + o].Values[i]);
                    if (!Tails.Same(expected, actual))
                    {
                        Assert.Fail($"output {o}: {actual}, not {expected}; place {i} of {features} x {rows}, offset {offset}");
                    }
                }
            }

            foreach (Guarded<T> operand in operands)
            {
                operand.AssertZonesAreUntouched();
                operand.Dispose();
            }
        }
    }
}
