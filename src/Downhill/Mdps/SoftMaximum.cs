namespace Downhill.Mdps;

/// <summary>T ln Σ exp(q/T), and the law that goes with it.</summary>
internal static class SoftMaximum
{
    /// <summary>T ln Σ exp(qᵢ/T), without overflow.</summary>
    internal static double Of(ReadOnlySpan<double> q, double temperature)
    {
        double largest = Largest(q), sum = 0;
        foreach (double value in q)
        {
            sum += Math.Exp((value - largest) / temperature);
        }

        return largest + (temperature * Math.Log(sum));
    }

    /// <summary>exp(qᵢ/T) / Σ exp(qⱼ/T).</summary>
    internal static void Law(ReadOnlySpan<double> q, double temperature, Span<double> law)
    {
        double largest = Largest(q), sum = 0;
        for (int i = 0; i < q.Length; i++)
        {
            law[i] = Math.Exp((q[i] - largest) / temperature);
            sum += law[i];
        }

        for (int i = 0; i < q.Length; i++)
        {
            law[i] /= sum;
        }
    }

    /// <summary>Both at once: the law takes the place of q.</summary>
    /// <returns>T ln Σ exp(qᵢ/T).</returns>
    internal static double Take(Span<double> q, double temperature)
    {
        double largest = Largest(q), sum = 0;
        for (int i = 0; i < q.Length; i++)
        {
            q[i] = Math.Exp((q[i] - largest) / temperature);
            sum += q[i];
        }

        for (int i = 0; i < q.Length; i++)
        {
            q[i] /= sum;
        }

        return largest + (temperature * Math.Log(sum));
    }

    /// <summary>The laws of many states, one behind the other.</summary>
    internal static double[] Laws(double[] q, int actions, double temperature)
    {
        double[] laws = new double[q.Length];
        for (int row = 0; row < q.Length; row += actions)
        {
            Law(q.AsSpan(row, actions), temperature, laws.AsSpan(row, actions));
        }

        return laws;
    }

    private static double Largest(ReadOnlySpan<double> q)
    {
        double largest = q[0];
        foreach (double value in q)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}
