namespace Downhill.Dynamics;

/// <summary>An estimate of ln Z = ln ∫ exp(−E(x)/T) dx.</summary>
/// <param name="Value">ln of the mean of estimates of Z that are right on average.</param>
/// <param name="Error">The relative standard error of that mean, which is the standard error of its logarithm where it is well below 1.</param>
/// <param name="EffectiveSize">(Σ w)² / Σ w² of the weights that were averaged: near 1, one of them is all, and the error is not to be believed.</param>
/// <param name="Accepted">The share of proposals that were taken.</param>
public sealed record LogPartition(double Value, double Error, double EffectiveSize, double Accepted)
{
    /// <summary>ln of the mean of numbers that are given by their logarithms.</summary>
    internal static LogPartition Of(IReadOnlyCollection<double> logarithms, double offset, double accepted)
    {
        double largest = logarithms.Max(), sum = 0, squares = 0;
        foreach (double logarithm in logarithms)
        {
            double weight = Math.Exp(logarithm - largest);
            (sum, squares) = (sum + weight, squares + (weight * weight));
        }

        double n = logarithms.Count, effective = sum * sum / squares;
        return new(offset + largest + Math.Log(sum / n), Math.Sqrt(Math.Max(0, (n / effective) - 1) / (n - 1)), effective, accepted);
    }
}
