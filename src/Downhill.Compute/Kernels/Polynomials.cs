using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>The polynomials behind <see cref="Elementary{L, V, T}"/>, one per function and number type.</summary>
/// <remarks>
/// Source: exp by Remez exchange, weighted for the relative error (3·10⁻⁹ in float, 4·10⁻¹⁸ in double); sine, cosine and
/// the float logarithm from S. L. Moshier's Cephes library; the double logarithm from fdlibm (Sun Microsystems, 1993).
/// </remarks>
internal static class Polynomials<L, V, T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>2⁻ᵍ for |g| ≤ 0.5002.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerOfHalfSingle(V g)
    {
        V p = L.Constant(1.5329181042034179e-4);
        p = L.Horner(p, g, -1.3390991371124983e-3);
        p = L.Horner(p, g, 9.6185002475976944e-3);
        p = L.Horner(p, g, -5.5503595620393753e-2);
        p = L.Horner(p, g, 2.4022647738456726e-1);
        p = L.Horner(p, g, -6.9314718246459961e-1);
        return L.Horner(p, g, 1);
    }

    /// <summary>eʳ − 1 = r + r² p(r) for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinusOneSingle(V r)
    {
        V p = L.Constant(1.3814535752589076e-3);
        p = L.Horner(p, r, 8.3687451486428369e-3);
        p = L.Horner(p, r, 4.1668390864631986e-2);
        p = L.Horner(p, r, 1.6666520398739065e-1);
        p = L.Horner(p, r, 4.9999993431814132e-1);
        return L.FusedMultiplyAdd(L.Multiply(r, r), p, r);
    }

    /// <summary>eʳ − 1 = r + r² p(r) for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinusOneDouble(V r)
    {
        V p = L.Constant(2.5000023947303670e-8);
        p = L.Horner(p, r, 2.7630306237124850e-7);
        p = L.Horner(p, r, 2.7557586783242224e-6);
        p = L.Horner(p, r, 2.4801492949760599e-5);
        p = L.Horner(p, r, 1.9841269505802540e-4);
        p = L.Horner(p, r, 1.3888888943759770e-3);
        p = L.Horner(p, r, 8.3333333334949613e-3);
        p = L.Horner(p, r, 4.1666666666529729e-2);
        p = L.Horner(p, r, 1.6666666666666412e-1);
        p = L.Horner(p, r, 5.0000000000000107e-1);
        return L.FusedMultiplyAdd(L.Multiply(r, r), p, r);
    }

    /// <summary>ln(1 + f) = f − s (f − s² p(s²)) with s = f / (2 + f), for 0 ≤ f ≤ 1; what s lost matters little there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1pSingle(V f)
    {
        V s = L.Divide(f, L.Add(L.Constant(2), f));
        V square = L.Multiply(s, s);
        V p = L.Constant(2.8006783127784729e-1);
        p = L.Horner(p, square, 2.8003025054931641e-1);
        p = L.Horner(p, square, 4.0021437406539917e-1);
        p = L.Horner(p, square, 6.6666418313980103e-1);
        return L.FusedNegateMultiplyAdd(s, L.FusedNegateMultiplyAdd(square, p, f), f);
    }

    /// <summary>k ln 2 + ln(1 + f), with ln(1 + f) = f − f²/2 + f³ p(f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogSingle(V f, V k)
    {
        V p = L.Constant(7.0376836292e-2);
        p = L.Horner(p, f, -1.1514610310e-1);
        p = L.Horner(p, f, 1.1676998740e-1);
        p = L.Horner(p, f, -1.2420140846e-1);
        p = L.Horner(p, f, 1.4249322787e-1);
        p = L.Horner(p, f, -1.6668057665e-1);
        p = L.Horner(p, f, 2.0000714765e-1);
        p = L.Horner(p, f, -2.4999993993e-1);
        p = L.Horner(p, f, 3.3333331174e-1);

        V square = L.Multiply(f, f);
        V tail = L.Multiply(k, L.Constant(-1.9046542121259336e-9));
        tail = L.FusedMultiplyAdd(L.Multiply(f, square), p, tail);
        tail = L.FusedMultiplyAdd(square, L.Constant(-0.5), tail);
        return L.FusedMultiplyAdd(k, L.Constant(0.6931471824645996), L.Add(f, tail));
    }

    /// <summary>k ln 2 + ln(1 + f), with ln(1 + f) = f − f²/2 + s (f²/2 + z p(z)), s = f / (2 + f) and z = s².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogDouble(V f, V k)
    {
        V s = L.Divide(f, L.Add(L.Constant(2), f));
        V z = L.Multiply(s, s);
        V p = L.Constant(1.479819860511658591e-1);
        p = L.Horner(p, z, 1.531383769920937332e-1);
        p = L.Horner(p, z, 1.818357216161805012e-1);
        p = L.Horner(p, z, 2.222219843214978396e-1);
        p = L.Horner(p, z, 2.857142874366239149e-1);
        p = L.Horner(p, z, 3.999999999940941908e-1);
        p = L.Horner(p, z, 6.666666666666735130e-1);

        V halfSquare = L.Multiply(L.Multiply(f, f), L.Constant(0.5));
        V tail = L.FusedMultiplyAdd(z, p, halfSquare);
        tail = L.FusedMultiplyAdd(s, tail, L.Multiply(k, L.Constant(2.3190468138462996e-17)));
        return L.FusedMultiplyAdd(k, L.Constant(0.6931471805599453), L.Add(f, L.Subtract(tail, halfSquare)));
    }

    /// <summary>sin r = r + r³ p(r²) for |r| ≤ π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SinSingle(V r)
    {
        V z = L.Multiply(r, r);
        V p = L.Constant(-1.9515295891e-4);
        p = L.Horner(p, z, 8.3321608736e-3);
        p = L.Horner(p, z, -1.6666654611e-1);
        return L.FusedMultiplyAdd(L.Multiply(r, z), p, r);
    }

    /// <summary>sin r = r + r³ p(r²) for |r| ≤ π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SinDouble(V r)
    {
        V z = L.Multiply(r, r);
        V p = L.Constant(1.58962301576546568060e-10);
        p = L.Horner(p, z, -2.50507477628578072866e-8);
        p = L.Horner(p, z, 2.75573136213857245213e-6);
        p = L.Horner(p, z, -1.98412698295895385996e-4);
        p = L.Horner(p, z, 8.33333333332211858878e-3);
        p = L.Horner(p, z, -1.66666666666666307295e-1);
        return L.FusedMultiplyAdd(L.Multiply(r, z), p, r);
    }

    /// <summary>cos r = 1 − r²/2 + r⁴ p(r²) for |r| ≤ π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CosSingle(V r)
    {
        V z = L.Multiply(r, r);
        V p = L.Constant(2.443315711809948e-5);
        p = L.Horner(p, z, -1.388731625493765e-3);
        p = L.Horner(p, z, 4.166664568298827e-2);
        p = L.Horner(p, z, -0.5);
        return L.Horner(p, z, 1);
    }

    /// <summary>cos r = 1 − r²/2 + r⁴ p(r²) for |r| ≤ π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CosDouble(V r)
    {
        V z = L.Multiply(r, r);
        V p = L.Constant(-1.13585365213876817300e-11);
        p = L.Horner(p, z, 2.08757008419747316778e-9);
        p = L.Horner(p, z, -2.75573141792967388112e-7);
        p = L.Horner(p, z, 2.48015872888517045348e-5);
        p = L.Horner(p, z, -1.38888888888730564116e-3);
        p = L.Horner(p, z, 4.16666666666665929218e-2);
        p = L.Horner(p, z, -0.5);
        return L.Horner(p, z, 1);
    }
}
