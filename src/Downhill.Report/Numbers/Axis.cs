namespace Downhill.Report;

/// <summary>From numbers to pixels along one direction of a panel.</summary>
/// <param name="Scale">Linear or logarithmic.</param>
/// <param name="Range">What the axis shows.</param>
/// <param name="Start">The pixel of the least value.</param>
/// <param name="End">The pixel of the greatest value.</param>
internal sealed record Axis(Scale Scale, Bounds Range, double Start, double End)
{
    // No picture is a hundred thousand pixels wide; a farther point would only make the file long.
    private const double Farthest = 1e5;

    /// <summary>The names of the places 0, 1, 2, ... on an axis of categories.</summary>
    internal string[]? Names { get; init; }

    private double Length => Math.Abs(End - Start);

    /// <summary>The pixel of a value; NaN for what the scale cannot show.</summary>
    internal double At(double value) =>
        Drawable.On(Scale, value) ? Math.Clamp(Start + (Share(value) * (End - Start)), -Farthest, Farthest) : double.NaN;

    /// <summary>The pixel of a value, where zero and below on a logarithmic axis, and −∞, are at its start and +∞ at its end.</summary>
    internal double Within(double value) =>
        double.IsNaN(value) ? value : double.IsNaN(At(value)) ? (value > 1 ? End : Start) : At(value);

    /// <summary>The value at a pixel, the inverse of <see cref="At"/>.</summary>
    internal double ValueAt(double pixel)
    {
        double share = (pixel - Start) / (End - Start);
        return Scale == Scale.Linear ? Range.At(share) : Range.Least * Math.Pow(Range.Greatest / Range.Least, share);
    }

    /// <summary>Pixels per unit of the value, signed.</summary>
    internal double Slope(double value) => (End - Start) / (Scale == Scale.Linear ? Range.Span : value * Math.Log(Range.Greatest / Range.Least));

    /// <summary>The ticks whose distance has the ratio nearest to one to <paramref name="spacing"/>, of those whose labels, <paramref name="needed"/> pixels long, do not touch.</summary>
    internal Tick[] Marked(double spacing, Func<string, double> needed)
    {
        if (Names is not null)
        {
            return [.. Names.Select((name, place) => new Tick(place, name))];
        }

        double wanted = Math.Max(3, Length / spacing);
        return Enumerable.Range(1, (int)(2 * wanted) + 4)
            .Select(About)
            .Where(ticks => !Crowded(ticks, needed))
            .DefaultIfEmpty(About(1))
            .MinBy(ticks => Math.Abs(Math.Log(ticks.Count(tick => tick.Label.Length > 0) / wanted)))!;
    }

    private double Share(double value) =>
        Scale == Scale.Linear ? (value - Range.Least) / Range.Span : Math.Log(value / Range.Least) / Math.Log(Range.Greatest / Range.Least);

    private Tick[] About(int count) => Scale == Scale.Linear ? Ticks.Linear(Range, count) : Ticks.Logarithmic(Range, count);

    private bool Crowded(Tick[] ticks, Func<string, double> needed)
    {
        Tick[] labelled = [.. ticks.Where(tick => tick.Label.Length > 0)];
        return labelled.Zip(labelled.Skip(1), (a, b) => Math.Abs(At(b.Value) - At(a.Value)) - ((needed(a.Label) + needed(b.Label)) / 2)).Any(gap => gap < 8);
    }
}
