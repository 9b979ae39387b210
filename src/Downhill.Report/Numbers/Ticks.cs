namespace Downhill.Report;

/// <summary>A place on an axis; a minor tick has an empty label.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>Where an axis is marked: multiples of 1, 2 or 5 times a power of ten, or powers of ten themselves.</summary>
internal static class Ticks
{
    /// <summary>The member of {1, 2, 5} × 10ᵏ whose ratio to <paramref name="span"/> / <paramref name="count"/> is nearest to one.</summary>
    internal static double Step(double span, int count)
    {
        double raw = span / Math.Max(1, count);
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));

        // The borders are the geometric means of the neighbours: √2, √10, √50.
        return power * ((raw / power) switch { < 1.4142135623730951 => 1, < 3.1622776601683795 => 2, < 7.0710678118654755 => 5, _ => 10 });
    }

    /// <summary>The multiples of a nice step inside the bounds, labelled alike.</summary>
    internal static Tick[] Linear(Bounds bounds, int count)
    {
        double[] values = Values(bounds, count);
        string[] labels = Labels(values, Step(bounds.Span, count));
        return [.. values.Zip(labels, (value, label) => new Tick(value, label))];
    }

    internal static double[] Values(Bounds bounds, int count)
    {
        double step = Step(bounds.Span, count);

        // A millionth of a step of slack, so that an end that is a tick but for rounding keeps it.
        double first = Math.Ceiling((bounds.Least / step) - 1e-6), last = Math.Floor((bounds.Greatest / step) + 1e-6);
        int n = (int)Math.Clamp(last - first + 1, 0, 200);
        return [.. Enumerable.Range(0, n).Select(k => Snapped(first + k, step))];
    }

    /// <summary>Powers of ten (every k-th where they are many), 1-2-5 where there are less than two decades, linear ticks in less than half of one.</summary>
    internal static Tick[] Logarithmic(Bounds bounds, int count)
    {
        double decades = Math.Log10(bounds.Greatest / bounds.Least);
        return decades < 0.5 ? Linear(bounds, count)
            : decades < 2 ? OneTwoFive(bounds)
            : Decades(bounds, (int)Math.Ceiling(decades / Math.Max(2, count)));
    }

    /// <summary>Labels with equal decimals; from a million on, or below a thousandth, with a common power of ten.</summary>
    internal static string[] Labels(double[] values, double step)
    {
        double largest = values.Length == 0 ? 0 : values.Max(Math.Abs);
        int power = largest > 0 ? (int)Math.Floor(Math.Log10(largest) + 1e-9) : 0;
        power = power is >= -3 and < 6 ? 0 : power;
        int decimals = Math.Max(0, power - (int)Math.Floor(Math.Log10(step) + 1e-9));
        return [.. values.Select(value => Label(value, power, decimals))];
    }

    // k · 0.1 is not the nearest double to the decimal; k / 10 is.
    private static double Snapped(double k, double step) => step < 1 ? k / Math.Round(1 / step, 6) : k * step;

    private static string Label(double value, int power, int decimals) =>
        value == 0 ? "0" : Grouped(Number.Fixed(Number.Scaled(value, power), decimals)) + Number.TimesTen(power);

    // Thin spaces between thousands from five digits on.
    private static string Grouped(string text)
    {
        int end = text.IndexOf('.', StringComparison.Ordinal) is >= 0 and int point ? point : text.Length;
        int digits = end - (text.StartsWith(Number.Minus, StringComparison.Ordinal) ? 1 : 0);
        return digits < 5 ? text : text.Insert(end - 3, "\u2009");
    }

    private static Tick[] OneTwoFive(Bounds bounds) =>
    [
        .. Minor(bounds).Select(minor => minor.Digit is 1 or 2 or 5 ? new Tick(minor.Value, Number.Format(minor.Value)) : new Tick(minor.Value, "")),
    ];

    private static Tick[] Decades(Bounds bounds, int every) =>
    [
        .. Minor(bounds)
            .Where(minor => minor.Digit == 1 || every == 1)
            .Select(minor => new Tick(minor.Value, minor.Digit == 1 && minor.Power % every == 0 ? Number.PowerOfTen(minor.Power) : "")),
    ];

    private static IEnumerable<(int Power, int Digit, double Value)> Minor(Bounds bounds) =>
        from power in Enumerable.Range(Floor(bounds.Least), Floor(bounds.Greatest) - Floor(bounds.Least) + 1)
        from digit in Enumerable.Range(1, 9)
        let value = digit * Math.Pow(10, power)
        where value >= bounds.Least * (1 - 1e-9) && value <= bounds.Greatest * (1 + 1e-9)
        select (power, digit, value);

    private static int Floor(double value) => (int)Math.Floor(Math.Log10(value) + 1e-9);
}
