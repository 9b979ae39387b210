using System.Numerics;
using System.Runtime.InteropServices;
using Downhill.Compute;

namespace Downhill.Control;

/// <summary>An array of single numbers on its way by Adam: m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², θ ← θ − α m̂ / (√ŝ + ε), β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
/// <remarks>Source: D. P. Kingma and J. Ba (2015), arXiv:1412.6980, algorithm 1. In place and without allocation: some ten thousand numbers move in microseconds.</remarks>
internal sealed class LearnedArray(string name, float[] values, int width = 1)
{
    private const float First = 0.9f, Second = 0.999f, Epsilon = 1e-8f;

    private readonly float[] _mean = new float[values.Length], _square = new float[values.Length];
    private int _steps;

    internal string Name => name;

    internal float[] Values => values;

    internal int Width => width;

    internal static void Set(Computation<float> computation, LearnedArray[] arrays)
    {
        foreach (LearnedArray array in arrays)
        {
            computation.Set(array.Name, array.Values);
        }
    }

    /// <summary>A step of each array against the outputs of a computation from some place on.</summary>
    internal static void Step(LearnedArray[] arrays, Computation<float> computation, int from, double stepSize)
    {
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i].Step(computation[from + i], stepSize);
        }
    }

    /// <summary>values ← values + share (towards − values), for arrays that lag behind others.</summary>
    internal static void Approach(LearnedArray[] arrays, LearnedArray[] towards, double share)
    {
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i].Approach(towards[i].Values, (float)share);
        }
    }

    internal static LearnedArray[] Copy(LearnedArray[] arrays, string before) => [.. arrays.Select(array => new LearnedArray(before + array.Name, [.. array.Values], array.Width))];

    /// <summary>The arrays as they are now.</summary>
    internal static Parameter[] Stored(LearnedArray[] arrays) => [.. arrays.Select(array => new Parameter(array.Name, array.Values.Length / array.Width, array.Width, [.. array.Values.Select(value => (double)value)]))];

    /// <summary>Gives arrays the values of parameters of the same names.</summary>
    /// <exception cref="ArgumentException">One is missing, or of another size.</exception>
    internal static void Take(LearnedArray[] arrays, IReadOnlyList<Parameter> parameters)
    {
        foreach (LearnedArray array in arrays)
        {
            double[]? stored = parameters.FirstOrDefault(parameter => parameter.Name == array.Name)?.Values;
            _ = stored?.Length == array.Values.Length ? 0 : throw new ArgumentException($"found {stored?.Length ?? 0} weights '{array.Name}', expected {array.Values.Length}.", nameof(parameters));
            for (int i = 0; i < array.Values.Length; i++)
            {
                array.Values[i] = (float)stored![i];
            }
        }
    }

    internal void Step(ReadOnlySpan<float> gradient, double stepSize)
    {
        _steps++;
        float rate = (float)(stepSize / (1 - Math.Pow(First, _steps))), unbias = (float)(1 / (1 - Math.Pow(Second, _steps)));
        int whole = values.Length - (values.Length % Vector<float>.Count);
        Span<Vector<float>> theta = MemoryMarshal.Cast<float, Vector<float>>(values.AsSpan(0, whole)), m = MemoryMarshal.Cast<float, Vector<float>>(_mean.AsSpan(0, whole)), s = MemoryMarshal.Cast<float, Vector<float>>(_square.AsSpan(0, whole));
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradient[..whole]);
        for (int i = 0; i < theta.Length; i++)
        {
            m[i] += (1 - First) * (g[i] - m[i]);
            s[i] += (1 - Second) * ((g[i] * g[i]) - s[i]);
            theta[i] -= rate * m[i] / (Vector.SquareRoot(unbias * s[i]) + new Vector<float>(Epsilon));
        }

        for (int i = whole; i < values.Length; i++)
        {
            _mean[i] += (1 - First) * (gradient[i] - _mean[i]);
            _square[i] += (1 - Second) * ((gradient[i] * gradient[i]) - _square[i]);
            values[i] -= rate * _mean[i] / (MathF.Sqrt(unbias * _square[i]) + Epsilon);
        }
    }

    private void Approach(ReadOnlySpan<float> towards, float share)
    {
        int whole = values.Length - (values.Length % Vector<float>.Count);
        Span<Vector<float>> theta = MemoryMarshal.Cast<float, Vector<float>>(values.AsSpan(0, whole));
        ReadOnlySpan<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(towards[..whole]);
        for (int i = 0; i < theta.Length; i++)
        {
            theta[i] += share * (to[i] - theta[i]);
        }

        for (int i = whole; i < values.Length; i++)
        {
            values[i] += share * (towards[i] - values[i]);
        }
    }
}
