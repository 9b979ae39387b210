namespace Downhill.Report;

/// <summary>The closed interval [Least, Greatest] of one coordinate, in the units of the data.</summary>
/// <param name="Least">The lower end.</param>
/// <param name="Greatest">The upper end.</param>
public readonly record struct Bounds(double Least, double Greatest)
{
    internal static Bounds Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    internal bool IsEmpty => !(Least <= Greatest);

    internal double Span => Greatest - Least;

    internal double Middle => Least + (Span / 2);

    /// <summary>The smallest interval around the values that <paramref name="scale"/> can show.</summary>
    internal static Bounds Of(ReadOnlySpan<double> values, Scale scale = Scale.Linear)
    {
        Bounds all = Empty;
        foreach (double value in values)
        {
            all = all.With(value, scale);
        }

        return all;
    }

    internal bool Contains(double value) => value >= Least && value <= Greatest;

    internal double At(double share) => Least + (share * Span);

    internal Bounds With(double value, Scale scale = Scale.Linear) =>
        Drawable.On(scale, value) ? new(Math.Min(Least, value), Math.Max(Greatest, value)) : this;

    internal Bounds Join(Bounds other) => new(Math.Min(Least, other.Least), Math.Max(Greatest, other.Greatest));
}
