using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Compute.Kernels;

/// <summary>Four doubles in an AVX register, with AVX2 and FMA.</summary>
internal readonly unsafe struct Double256 : ILanes<Vector256<double>, double>, INumbersOf<Vector256<uint>, Vector256<double>>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<double>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(double* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, double* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Constant(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => Avx.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Subtract(Vector256<double> a, Vector256<double> b) => Avx.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Multiply(Vector256<double> a, Vector256<double> b) => Avx.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Divide(Vector256<double> a, Vector256<double> b) => Avx.Divide(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> FusedMultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) =>
        Fma.MultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> FusedNegateMultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) =>
        Fma.MultiplyAddNegated(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Horner(Vector256<double> a, Vector256<double> b, double c) =>
        Fma.MultiplyAdd(a, b, Vector256.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Negate(Vector256<double> a) => -a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Abs(Vector256<double> a) => Vector256.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sqrt(Vector256<double> a) => Avx.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Min(Vector256<double> a, Vector256<double> b) => Avx.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Max(Vector256<double> a, Vector256<double> b) => Avx.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Floor(Vector256<double> a) => Avx.Floor(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Round(Vector256<double> a) => Avx.RoundToNearestInteger(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sign(Vector256<double> a) =>
        WhereLess(Vector256<double>.Zero, a, Constant(1), WhereLess(a, Vector256<double>.Zero, Constant(-1), a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> CopySign(Vector256<double> magnitude, Vector256<double> sign) =>
        Vector256.ConditionalSelect(Constant(-0.0), sign, magnitude);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Less(Vector256<double> a, Vector256<double> b) =>
        Avx.And(Avx.CompareLessThan(a, b), Vector256<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Equal(Vector256<double> a, Vector256<double> b) =>
        Avx.And(Avx.CompareEqual(a, b), Vector256<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Select(Vector256<double> condition, Vector256<double> a, Vector256<double> b) =>
        Avx.BlendVariable(b, a, Avx.CompareNotEqual(condition, Vector256<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> WhereLess(Vector256<double> a, Vector256<double> b, Vector256<double> x, Vector256<double> y) =>
        Avx.BlendVariable(y, x, Avx.CompareLessThan(a, b));

    // Two factors, because 2ⁿ itself may lie outside the range of double where a · 2ⁿ does not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Scale(Vector256<double> a, Vector256<double> n)
    {
        Vector256<double> half = Avx.Floor(n * Constant(0.5));
        return a * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    public static bool ScalesByAny
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Within(Vector256<double> a, Vector256<double> bound) => Max(Min(a, bound), -bound);

    // Denormal numbers are lifted into the normal range first: their exponent field says nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exponent(Vector256<double> a)
    {
        Vector256<double> denormal = Avx.CompareLessThan(a, Constant(2.2250738585072014e-308));
        Vector256<double> lifted = Avx.BlendVariable(a, a * Constant(18014398509481984), denormal);
        return Field(lifted) - Avx.And(denormal, Constant(54));
    }

    // n + 1023 is read off the low bits of 2⁵² + 1023 + n: AVX2 has no conversion between double and long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<double> n) =>
        Avx2.ShiftLeftLogical((n + Constant(4503599627370496.0 + 1023)).AsInt64(), 52).AsDouble();

    // The same the other way: the field becomes the low bits of a number between 2⁵² and 2⁵³.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Field(Vector256<double> a) =>
        Avx2.Or(Avx2.ShiftRightLogical(a.AsInt64(), 52), Constant(4503599627370496.0).AsInt64()).AsDouble()
            - Constant(4503599627370496.0 + 1023);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(double* source, nint sourceStride, double* destination, nint destinationStride) =>
        Block4.Transpose(source, sourceStride, destination, destinationStride);

    public static int Parts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> FromSigned(Vector256<uint> words, int part) =>
        Avx.ConvertToVector256Double((part == 0 ? words.GetLower() : words.GetUpper()).AsInt32());
}
