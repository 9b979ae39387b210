namespace Downhill.Experiments.Diagnostics;

/// <summary>A measured number and its standard error.</summary>
/// <param name="Value">The number.</param>
/// <param name="Error">One standard error; NaN where there is none, and then nothing is significant.</param>
internal readonly record struct Estimate(double Value, double Error)
{
    // Of a Gaussian, 0.3 % lies further out.
    private const double Significant = 3;

    /// <summary>Whether it lies above zero by more than three standard errors and more than <paramref name="least"/>.</summary>
    internal bool IsAbove(double least) => Value > Math.Max(least, Significant * Error);

    /// <summary>Whether it lies below zero by more than three standard errors and more than <paramref name="least"/>.</summary>
    internal bool IsBelow(double least) => -Value > Math.Max(least, Significant * Error);

    /// <summary>Whether it differs from zero by more than three standard errors and more than <paramref name="least"/>.</summary>
    internal bool Differs(double least) => IsAbove(least) || IsBelow(least);

    /// <summary>The same in another unit.</summary>
    internal Estimate Times(double factor) => new(Value * factor, Error * Math.Abs(factor));
}
