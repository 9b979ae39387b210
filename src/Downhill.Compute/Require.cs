using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Downhill.Compute;

/// <summary>Checks at the public boundary: each returns its argument or throws with name, value and what was expected.</summary>
[StackTraceHidden]
public static class Require
{
    /// <summary>A finite number above zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Positive(double value, [CallerMemberName] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw Out(name, value, "a finite number above zero");

    /// <summary>A finite number at or above zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double NotNegative(double value, [CallerMemberName] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw Out(name, value, "a finite number at or above zero");

    /// <summary>A number in [low, high].</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Within(double value, double low, double high, [CallerMemberName] string name = "") =>
        value >= low && value <= high ? value : throw Out(name, value, $"a number from {low} to {high}");

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static int AtLeast(int value, int least, [CallerMemberName] string name = "") =>
        value >= least ? value : throw Out(name, value, $"a whole number of at least {least}");

    /// <summary>Rows · columns, where an array holds so many numbers.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal static int ArrayLength(long rows, int columns) => rows * columns <= int.MaxValue - 1024
        ? (int)(rows * columns)
        : throw new ArgumentException($"A matrix of {rows} by {columns} numbers is longer than an array; use fewer rows at once.", nameof(rows));

    [DoesNotReturn]
    private static ArgumentOutOfRangeException Out(string name, object value, string expected) =>
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be {expected}, not {value}.");
}
