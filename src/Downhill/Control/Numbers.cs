using System.Numerics;
using System.Runtime.InteropServices;

namespace Downhill.Control;

/// <summary>What is done to arrays of doubles, a vector register at a time.</summary>
internal static class Numbers
{
    /// <summary>Σ aᵢ bᵢ.</summary>
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(a), right = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < left.Length; i++)
        {
            sums += left[i] * right[i];
        }

        double sum = Vector.Sum(sums);
        for (int i = left.Length * Vector<double>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>to = from + factor · along; may be in place.</summary>
    internal static void Add(ReadOnlySpan<double> from, double factor, ReadOnlySpan<double> along, Span<double> to)
    {
        ReadOnlySpan<Vector<double>> start = MemoryMarshal.Cast<double, Vector<double>>(from), way = MemoryMarshal.Cast<double, Vector<double>>(along);
        Span<Vector<double>> end = MemoryMarshal.Cast<double, Vector<double>>(to);
        Vector<double> factors = new(factor);
        for (int i = 0; i < start.Length; i++)
        {
            end[i] = start[i] + (factors * way[i]);
        }

        for (int i = start.Length * Vector<double>.Count; i < from.Length; i++)
        {
            to[i] = from[i] + (factor * along[i]);
        }
    }

    /// <summary>The cosine of the angle between two vectors; NaN where one of them is zero.</summary>
    internal static double Cosine(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    /// <summary>The largest |aᵢ|.</summary>
    internal static double Largest<T>(ReadOnlySpan<T> a)
        where T : INumber<T>
    {
        T largest = T.Zero;
        foreach (T value in a)
        {
            largest = T.Max(largest, T.Abs(value));
        }

        return double.CreateChecked(largest);
    }

    /// <summary>to = from in the other precision.</summary>
    internal static void Convert(ReadOnlySpan<float> from, Span<double> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }

    /// <inheritdoc cref="Convert(ReadOnlySpan{float}, Span{double})"/>
    internal static void Convert(ReadOnlySpan<double> from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = (float)from[i];
        }
    }
}
