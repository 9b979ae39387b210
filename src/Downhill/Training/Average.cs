namespace Downhill.Training;

/// <summary>The exponential moving average of parameters: a ← β a + (1 − β) θ, with a shorter memory at first.</summary>
/// <remarks>Source: B. T. Polyak and A. B. Juditsky (1992), SIAM J. Control Optim. 30(4), 838–855, for averages of iterates.</remarks>
internal sealed class Average(double decay, double[][] start)
{
    internal double[][] Values { get; private set; } = AdamSteps<double>.Copy(start);

    internal int Count { get; private set; }

    internal void Add(double[][] values)
    {
        Count++;
        double keep = Math.Min(decay, Count / (Count + 10.0));
        for (int p = 0; p < values.Length; p++)
        {
            for (int i = 0; i < values[p].Length; i++)
            {
                Values[p][i] += (1 - keep) * (values[p][i] - Values[p][i]);
            }
        }
    }

    internal void Restore(double[][] values) => Values = AdamSteps<double>.Copy(values);
}
