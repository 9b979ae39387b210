namespace Downhill.Densities;

/// <summary>A number by quadrature.</summary>
/// <param name="Value">By the finer of two rules.</param>
/// <param name="Error">How far the coarser one, of half the intervals, is from it: more than the error of the finer one wherever doubling helps.</param>
public readonly record struct Integral(double Value, double Error)
{
    internal static Integral Of(Func<Level, double> at)
    {
        double fine = at(Level.Fine);
        return new(fine, Math.Abs(fine - at(Level.Coarse)));
    }
}

/// <summary>The finer or the coarser one of two rules of quadrature.</summary>
internal enum Level
{
    Fine,
    Coarse,
}
