namespace Downhill.Compute.Kernels;

/// <summary>What a kernel may do with a handful of numbers at once: V holds <see cref="Count"/> numbers of type T.</summary>
/// <remarks>
/// The operations are static methods of a separate empty struct, and V is the bare vector. A wrapper struct around the
/// vector is as fast, but each of its operations costs the JIT one local more; above 512 locals it stops inlining, and a
/// fused kernel falls off a cliff (20 multiply-adds on each of 16 vectors: 0.19 ns per number bare, 1.1 ns wrapped).
/// They are named methods, not operators, because emitted kernels look them up by name.
/// </remarks>
internal unsafe interface ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>How many numbers a V holds.</summary>
    static abstract int Count { get; }

    /// <summary>The <see cref="Count"/> numbers at source.</summary>
    static abstract V Load(T* source);

    /// <summary>Writes the numbers of value to destination.</summary>
    static abstract void Store(V value, T* destination);

    /// <summary>The same number in every lane.</summary>
    static abstract V Broadcast(T value);

    /// <summary>The same number in every lane, rounded to T: literals of formulas are written once, in double.</summary>
    static abstract V Constant(double value);

    /// <summary>a + b.</summary>
    static abstract V Add(V a, V b);

    /// <summary>a − b.</summary>
    static abstract V Subtract(V a, V b);

    /// <summary>a · b.</summary>
    static abstract V Multiply(V a, V b);

    /// <summary>a / b.</summary>
    static abstract V Divide(V a, V b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract V FusedMultiplyAdd(V a, V b, V c);

    /// <summary>c − a · b, rounded once.</summary>
    static abstract V FusedNegateMultiplyAdd(V a, V b, V c);

    /// <summary>a · b + c, rounded once, with a literal c: one step of a polynomial in one inlined call.</summary>
    static abstract V Horner(V a, V b, double c);

    /// <summary>−a.</summary>
    static abstract V Negate(V a);

    /// <summary>|a|.</summary>
    static abstract V Abs(V a);

    /// <summary>√a.</summary>
    static abstract V Sqrt(V a);

    /// <summary>a where a &lt; b, otherwise b; so b where either is NaN.</summary>
    static abstract V Min(V a, V b);

    /// <summary>a where b &lt; a, otherwise b; so b where either is NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The largest whole number that is not above a.</summary>
    static abstract V Floor(V a);

    /// <summary>The nearest whole number, the even one of two.</summary>
    static abstract V Round(V a);

    /// <summary>−1, 0 or 1; NaN stays NaN and zero keeps its sign.</summary>
    static abstract V Sign(V a);

    /// <summary>|magnitude| with the sign bit of sign.</summary>
    static abstract V CopySign(V magnitude, V sign);

    /// <summary>1 where a &lt; b, otherwise 0.</summary>
    static abstract V Less(V a, V b);

    /// <summary>1 where a = b, otherwise 0.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>a where condition ≠ 0 (NaN included), otherwise b.</summary>
    static abstract V Select(V condition, V a, V b);

    /// <summary>x where a &lt; b, otherwise y: <see cref="Less"/> and <see cref="Select"/> without the number between.</summary>
    static abstract V WhereLess(V a, V b, V x, V y);

    /// <summary>a · 2ⁿ for whole n, rounded once even where the result is denormal. Range: |n| ≤ 252 (float), 2044 (double).</summary>
    static abstract V Scale(V a, V n);

    /// <summary>Whether <see cref="Scale"/> takes every n: 0 and +∞ for infinite ones, NaN for NaN.</summary>
    static abstract bool ScalesByAny { get; }

    /// <summary>The nearest number to a between −bound and bound; a number between them where a is NaN.</summary>
    static abstract V Within(V a, V bound);

    /// <summary>⌊log₂ a⌋ for finite a &gt; 0, denormal ones included; any value elsewhere.</summary>
    static abstract V Exponent(V a);

    /// <summary>destination[j][i] = source[i][j] for a square block of <see cref="Count"/> by <see cref="Count"/> numbers.</summary>
    static abstract void Transpose(T* source, nint sourceStride, T* destination, nint destinationStride);
}
