namespace Downhill.Experiments;

/// <summary>The largest of measured numbers, for claims.</summary>
internal static class Extremes
{
    /// <summary>The largest; not a number where one is none, which <see cref="Enumerable.Max(IEnumerable{double})"/> would leave out.</summary>
    internal static double Worst(this IEnumerable<double> numbers) => numbers.Aggregate(double.NegativeInfinity, Math.Max);

    /// <summary>The largest number of an element; not a number where one has none.</summary>
    internal static double Worst<T>(this IEnumerable<T> elements, Func<T, double> number) => elements.Select(number).Worst();

    /// <summary>The number that is farthest from another; not a number where one is none.</summary>
    internal static double Farthest(this IEnumerable<double> numbers, double from) =>
        numbers.Aggregate(from, (farthest, number) => double.IsNaN(number) || Math.Abs(number - from) > Math.Abs(farthest - from) ? number : farthest);
}
