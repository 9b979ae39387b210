namespace Downhill.Report;

/// <summary>Numbers as a reader wants them: as many digits as are known, a true minus sign, powers of ten as superscripts.</summary>
public static class Number
{
    /// <summary>The sign of negative numbers, U+2212.</summary>
    internal const string Minus = "\u2212";

    /// <summary>The value to <paramref name="digits"/> significant digits, without trailing zeros; "n/a" for NaN, "∞" for infinity.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="digits">Significant digits, 1 to 15. Default 4.</param>
    public static string Format(double value, int digits = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 15);
        if (!double.IsFinite(value) || value == 0)
        {
            return Special(value);
        }

        int power = Power(value, digits);
        return power is >= -4 and < 6
            ? Trimmed(Fixed(value, digits - 1 - power))
            : Trimmed(Fixed(Scaled(value, power), digits - 1)) + TimesTen(power);
    }

    /// <summary>The value to the decimal place of the second digit of its standard error: 1.23456 with error 0.0234 is "1.235".</summary>
    /// <param name="value">Any number.</param>
    /// <param name="standardError">One standard error, in the units of the value; where it is not a number above zero, four digits are printed.</param>
    public static string Format(double value, double standardError)
    {
        if (!double.IsFinite(value) || !IsError(standardError))
        {
            return Format(value);
        }

        (int power, int decimals) = Split(value, standardError);
        return Fixed(Scaled(value, power), decimals) + TimesTen(power);
    }

    /// <summary>Value and standard error to two digits of the error: "1.235 ± 0.023".</summary>
    /// <param name="value">Any number.</param>
    /// <param name="standardError">One standard error, in the units of the value.</param>
    public static string WithError(double value, double standardError)
    {
        if (!double.IsFinite(value) || !IsError(standardError))
        {
            return Format(value);
        }

        (int power, int decimals) = Split(value, standardError);
        string both = $"{Fixed(Scaled(value, power), decimals)} ± {Fixed(Scaled(standardError, power), decimals)}";
        return power == 0 ? both : $"({both}){TimesTen(power)}";
    }

    /// <summary>Rounded to a number of decimals; a negative number of decimals rounds to tens, hundreds, ...</summary>
    internal static string Fixed(double value, int decimals)
    {
        if (decimals < 0)
        {
            double unit = Math.Pow(10, -decimals);
            value = Math.Round(value / unit, MidpointRounding.AwayFromZero) * unit;
        }

        string text = value.ToString($"F{Math.Clamp(decimals, 0, 20)}");
        return text.StartsWith('-') ? (text.Any(c => c is >= '1' and <= '9') ? Minus + text[1..] : text[1..]) : text;
    }

    /// <summary>"×10ⁿ", or nothing for n = 0.</summary>
    internal static string TimesTen(int power) => power == 0 ? "" : "×" + PowerOfTen(power);

    internal static string PowerOfTen(int power) => "10" + Scripts.Raise(power);

    /// <summary>The exponent of the first digit after rounding to a number of digits: 9.996 to three digits is 10.0, exponent 1.</summary>
    internal static int Power(double value, int digits)
    {
        string text = Math.Abs(value).ToString($"E{digits - 1}");
        return int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1));
    }

    // 10^-power alone overflows for the smallest numbers, so the shift is made in two halves.
    internal static double Scaled(double value, int power) =>
        power == 0 ? value : value / Math.Pow(10, power / 2) / Math.Pow(10, power - (power / 2));

    internal static string Trimmed(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    private static string Special(double value) => value switch
    {
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => Minus + "∞",
        double.NaN => "n/a",
        _ => "0",
    };

    private static bool IsError(double error) => double.IsFinite(error) && error > 0;

    private static (int Power, int Decimals) Split(double value, double error)
    {
        int last = Power(error, 2) - 1;
        int first = value == 0 ? last : Math.Max(Power(value, 4), last);
        int power = first is >= -3 and < 6 && last < 3 ? 0 : first;
        return (power, power - last);
    }
}
