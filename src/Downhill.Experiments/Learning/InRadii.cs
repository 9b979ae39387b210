namespace Downhill.Experiments.Learning;

/// <summary>Lengths in radii of the data, so that no unit of a coordinate matters.</summary>
internal static class InRadii
{
    /// <summary>√Σ sᵢ² / rᵢ².</summary>
    internal static double Length(ReadOnlySpan<double> step, double[] radius)
    {
        double square = 0;
        for (int i = 0; i < step.Length; i++)
        {
            square += step[i] * step[i] / (radius[i] * radius[i]);
        }

        return Math.Sqrt(square);
    }

    /// <summary>√Σ (aᵢ − bᵢ)² / rᵢ².</summary>
    internal static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double[] radius) => Math.Sqrt(Square(a, b, radius));

    /// <summary>Σ (aᵢ − bᵢ)² / rᵢ².</summary>
    internal static double Square(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double[] radius)
    {
        double square = 0;
        for (int i = 0; i < a.Length; i++)
        {
            square += (a[i] - b[i]) * (a[i] - b[i]) / (radius[i] * radius[i]);
        }

        return square;
    }
}
