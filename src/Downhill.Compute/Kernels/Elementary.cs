using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>The elementary functions on a vector of numbers, for every kind of lanes.</summary>
/// <remarks>
/// Wrong by at most 3 units in the last place wherever the result is a normal number (bounds of each: ElementaryTests). NaN gives
/// NaN; ±∞ and the ends of the domain give the limits that <see cref="Math"/> gives; the sign of a zero result is not kept, except
/// by <see cref="Tanh"/>.
/// </remarks>
internal static class Elementary<L, V, T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    // Folded by the JIT: in a specialised kernel every choice below is already made.
    private static bool IsSingle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float);
    }

    /// <summary>eˣ; denormal results are rounded correctly, below them 0, above the largest number +∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x) => IsSingle ? ExpSingle(x, 1) : ExpDouble(x);

    /// <summary>eˣ − 1, relatively accurate near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x)
    {
        V bounded = L.Max(L.Constant(-60), L.Min(L.Constant(IsSingle ? 89 : 710), x));
        V n = L.Round(L.Multiply(bounded, L.Constant(1.4426950408889634)));
        V p = ExpMinusOneNear(WithoutPowersOfTwo(bounded, n));

        // 2ⁿ (1 + p) − 1 = 2 (2ⁿ⁻¹ p + (2ⁿ⁻¹ − ½)): halved, because 2ⁿ overflows before 2ⁿ (1 + p) does.
        V half = L.Scale(L.Constant(0.5), n);
        V halved = L.FusedMultiplyAdd(half, p, L.Subtract(half, L.Constant(0.5)));
        return L.Add(halved, halved);
    }

    /// <summary>ln x; ln 0 = −∞, NaN below 0; denormal x is as good as any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        V k = PowerNearest(x);
        V m = L.Scale(x, L.Negate(k));
        return WithLimitsOfLog(LogNear(L.Subtract(m, L.Constant(1)), k), x, x);
    }

    /// <summary>ln(1 + x), relatively accurate near 0; −∞ at −1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p(V x)
    {
        V u = L.Add(L.Constant(1), x);
        return WithLimitsOfLog(Log1pInside(x, u), u, x);
    }

    /// <summary>1 / (1 + e⁻ˣ), relatively accurate on both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        // Where e⁻ˣ overflows, the result would be denormal; it comes out as 0.
        V one = L.Constant(1);
        return L.Divide(one, L.Add(one, IsSingle ? ExpSingle(x, -1) : ExpDouble(L.Negate(x))));
    }

    /// <summary>tanh x, relatively accurate near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V magnitude = L.Abs(x);
        V e = Expm1(L.Multiply(magnitude, L.Constant(-2)));
        return L.CopySign(L.Divide(e, L.Add(e, L.Constant(2))), x);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), relatively accurate for very negative x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x)
    {
        V positive = L.Max(L.Constant(0), x);
        if (IsSingle)
        {
            return L.Add(positive, Polynomials<L, V, T>.Log1pSingle(ExpSingle(L.Abs(x), -1)));
        }

        V e = ExpDouble(L.Negate(L.Abs(x)));
        return L.Add(positive, Log1pInside(e, L.Add(L.Constant(1), e)));
    }

    /// <summary>sin x for |x| below 2²⁰ (float) or 2⁴⁸ (double), relatively accurate near its zeros; NaN beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin(V x) => SinOfQuarters(x, 0);

    /// <summary>cos x for |x| below 2²⁰ (float) or 2⁴⁸ (double), relatively accurate near its zeros; NaN beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos(V x) => SinOfQuarters(x, 1);

    /// <summary>sin r for |r| ≤ π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SinNear(V r) => IsSingle ? Polynomials<L, V, T>.SinSingle(r) : Polynomials<L, V, T>.SinDouble(r);

    /// <summary>cos r for |r| ≤ π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CosNear(V r) => IsSingle ? Polynomials<L, V, T>.CosSingle(r) : Polynomials<L, V, T>.CosDouble(r);

    /// <summary>k ln 2 + ln(1 + f) for 1 + f between √½ and √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogNear(V f, V k) =>
        IsSingle ? Polynomials<L, V, T>.LogSingle(f, k) : Polynomials<L, V, T>.LogDouble(f, k);

    /// <summary>The whole k for which x / 2ᵏ lies between √½ and √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerNearest(V x)
    {
        V k = L.Exponent(x);
        V m = L.Scale(x, L.Negate(k));
        return L.WhereLess(L.Constant(1.4142135623730951), m, L.Add(k, L.Constant(1)), k);
    }

    // e^(sign x) = 2ⁿ 2⁻ᵍ with g = n − sign x log₂ e, whose product is taken in two parts so that g keeps all its digits. Where x is
    // infinite or NaN, n says the result and g only has to be a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpSingle(V x, double sign)
    {
        V bounded = L.ScalesByAny ? x : L.Max(L.Constant(-104), L.Min(L.Constant(104), x));
        V n = L.Round(L.Multiply(bounded, L.Constant(sign * 1.4426950408889634)));
        V first = L.FusedNegateMultiplyAdd(bounded, L.Constant(sign * 1.44269502162933349609375), n);
        V g = L.FusedNegateMultiplyAdd(bounded, L.Constant(sign * 1.925963033500e-8), first);
        return L.Scale(Polynomials<L, V, T>.PowerOfHalfSingle(L.ScalesByAny ? L.Within(g, L.Constant(0.5002)) : g), n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpDouble(V x)
    {
        // Between the bounds the result reaches 0 and +∞ by itself. The literal comes first, so that NaN passes.
        V bounded = L.Max(L.Constant(-746), L.Min(L.Constant(710), x));
        V n = L.Round(L.Multiply(bounded, L.Constant(1.4426950408889634)));
        return L.Scale(L.Add(Polynomials<L, V, T>.ExpMinusOneDouble(WithoutPowersOfTwo(bounded, n)), L.Constant(1)), n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOneNear(V r) =>
        IsSingle ? Polynomials<L, V, T>.ExpMinusOneSingle(r) : Polynomials<L, V, T>.ExpMinusOneDouble(r);

    // x − n ln 2 with ln 2 in two parts (Cody and Waite), so that the difference keeps all its digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WithoutPowersOfTwo(V x, V n)
    {
        V first = L.FusedNegateMultiplyAdd(n, L.Constant(IsSingle ? 0.6931471824645996 : 0.6931471805599453), x);
        return L.FusedNegateMultiplyAdd(n, L.Constant(IsSingle ? -1.9046542121259336e-9 : 2.3190468138462996e-17), first);
    }

    // ln(1 + x) for finite x above −1, with u = 1 + x rounded. What u lost matters only while 2ᵏ = 1, and there
    // f = x is exact; elsewhere x 2⁻ᵏ + (2⁻ᵏ − 1) is wrong by one rounding of a result that is not small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log1pInside(V x, V u)
    {
        V k = PowerNearest(u);
        V scale = L.Scale(L.Constant(1), L.Negate(k));
        return LogNear(L.FusedMultiplyAdd(x, scale, L.Subtract(scale, L.Constant(1))), k);
    }

    // −∞ where u = 0, NaN where u < 0, and x itself where x is +∞ or NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WithLimitsOfLog(V inside, V u, V x)
    {
        V zero = L.Constant(0);
        V positive = L.WhereLess(zero, u, inside, L.Constant(double.NegativeInfinity));
        V finite = L.WhereLess(x, L.Constant(double.PositiveInfinity), positive, x);
        return L.WhereLess(u, zero, L.Constant(double.NaN), finite);
    }

    // sin(x + quarters · π/2): x = n π/2 + r with |r| ≤ π/4, and the last two bits of n choose ±sin r or ±cos r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SinOfQuarters(V x, double quarters)
    {
        V n = L.Round(L.Multiply(x, L.Constant(0.6366197723675814)));
        V r = WithoutQuarters(x, n);

        // In quarters of a full turn: the fraction is 0, ¼, ½ or ¾.
        V turns = L.Multiply(L.Add(n, L.Constant(quarters)), L.Constant(0.25));
        V turn = L.Subtract(turns, L.Floor(turns));
        V halfTurns = L.Add(turn, turn);
        V halfTurn = L.Subtract(halfTurns, L.Floor(halfTurns));

        V value = L.WhereLess(L.Constant(0.25), halfTurn, CosNear(r), SinNear(r));
        V signed = L.WhereLess(turn, L.Constant(0.5), value, L.Negate(value));
        return L.WhereLess(L.Abs(x), L.Constant(IsSingle ? 1048576 : 281474976710656), signed, L.Constant(double.NaN));
    }

    // π/2 in three parts: enough digits for the smallest remainder that a number below the bound can leave.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WithoutQuarters(V x, V n)
    {
        V first = L.FusedNegateMultiplyAdd(n, L.Constant(IsSingle ? 1.5707963705062866 : 1.5707963267948966), x);
        V second = L.FusedNegateMultiplyAdd(n, L.Constant(IsSingle ? -4.371138828673793e-8 : 6.123233995736766e-17), first);
        return L.FusedNegateMultiplyAdd(n, L.Constant(IsSingle ? -1.7151245100058819e-15 : -1.4973849048591698e-33), second);
    }
}
