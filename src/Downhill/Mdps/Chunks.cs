namespace Downhill.Mdps;

/// <summary>Work on states, a chunk at a time, on all processors; sums are added chunk by chunk in order, so that their bits do not depend on how many there are.</summary>
internal static class Chunks
{
    private const int Size = 2048;

    /// <summary>Runs over 0 … count − 1.</summary>
    internal static void For(int count, Action<int, int> body)
    {
        if (count <= 2 * Size)
        {
            body(0, count);
            return;
        }

        Parallel.For(0, (count + Size - 1) / Size, chunk => body(chunk * Size, Math.Min(count, (chunk + 1) * Size)));
    }

    /// <summary>Σ of a chunk's results.</summary>
    internal static double Sum(int count, Func<int, int, double> body)
    {
        double sum = 0;
        foreach (double part in Parts(count, body))
        {
            sum += part;
        }

        return sum;
    }

    /// <summary>The largest of the chunks' results; not a number where one is not.</summary>
    internal static double Largest(int count, Func<int, int, double> body)
    {
        double largest = double.NegativeInfinity;
        foreach (double part in Parts(count, body))
        {
            largest = Math.Max(largest, part);
        }

        return largest;
    }

    private static double[] Parts(int count, Func<int, int, double> body)
    {
        double[] parts = new double[(count + Size - 1) / Size];
        if (count <= 2 * Size)
        {
            for (int chunk = 0; chunk < parts.Length; chunk++)
            {
                parts[chunk] = body(chunk * Size, Math.Min(count, (chunk + 1) * Size));
            }

            return parts;
        }

        Parallel.For(0, parts.Length, chunk => parts[chunk] = body(chunk * Size, Math.Min(count, (chunk + 1) * Size)));
        return parts;
    }
}
