namespace Downhill.Report;

/// <summary>Which numbers have a place on paper.</summary>
internal static class Drawable
{
    // Beyond this the width of an interval could overflow; such a number is treated as infinite.
    private const double Most = 1e150;

    internal static bool Is(double value) => Math.Abs(value) <= Most;

    internal static bool On(Scale scale, double value) => Is(value) && (scale == Scale.Linear || value > 1 / Most);
}
