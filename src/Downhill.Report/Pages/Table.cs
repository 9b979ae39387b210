namespace Downhill.Report;

/// <summary>A number with what is known about it.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The number.</param>
public sealed record Quantity(string Name, double Value)
{
    /// <summary>One standard error, in the units of the value; it decides how many digits are printed. Default none.</summary>
    public double StandardError { get; init; }

    /// <summary>The interval, in the units of the value. Default none.</summary>
    public Bounds? Interval { get; init; }

    /// <summary>The unit. Default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>A remark in the last column. Default none.</summary>
    public string Remark { get; init; } = "";

    // Without a standard error the value has the digits of its interval.
    internal string ValueText => StandardError > 0 ? Number.WithError(Value, StandardError)
        : Interval is { IsEmpty: false } interval ? Number.Format(Value, Digits(interval))
        : Number.Format(Value);

    // Without a standard error a twentieth of the interval says how many digits matter.
    internal string IntervalText => Interval is not Bounds interval ? ""
        : interval.IsEmpty ? "n/a"
        : $"{Number.Format(interval.Least, Digits(interval))} to {Number.Format(interval.Greatest, Digits(interval))}";

    // An interval of no width still has no more than six digits.
    private double Digits(Bounds interval) => StandardError > 0 ? StandardError : Math.Max(interval.Span / 4, 1e-5 * Math.Max(Math.Abs(interval.Least), Math.Abs(interval.Greatest)));
}

/// <summary>Quantities, one a row: name, value, interval, unit, remark; columns that nobody fills are left out.</summary>
/// <param name="Rows">The quantities.</param>
public sealed record Table(params Quantity[] Rows) : Block
{
    /// <summary>Above the table. Default none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The heading of the column of intervals. Default "95 % interval".</summary>
    public string IntervalHeading { get; init; } = "95 % interval";

    internal override void Write(Html html)
    {
        List<(string Heading, Func<Quantity, string> Text)> columns =
        [
            ("Quantity", row => row.Name), ("Value", row => row.ValueText), (IntervalHeading, row => row.IntervalText),
            ("Unit", row => row.Unit), ("", row => row.Remark),
        ];
        columns = [.. columns.Where((column, i) => i < 2 || Rows.Any(row => column.Text(row).Length > 0))];
        string[][] cells = [.. Rows.Select(row => columns.Select(column => column.Text(row)).ToArray())];
        new Listing([.. columns.Select(column => column.Heading)], cells) { Caption = Caption, Numbers = [1, columns.FindIndex(c => c.Heading == IntervalHeading)] }.Write(html);
    }
}
