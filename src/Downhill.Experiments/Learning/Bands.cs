using MathNet.Numerics.Distributions;

namespace Downhill.Experiments.Learning;

/// <summary>How much a number differs between resamples.</summary>
/// <param name="Error">The standard deviation over resamples.</param>
/// <param name="Interval">The band of <see cref="Bands.Level"/>.</param>
internal readonly record struct Spread(double Error, (double Low, double High) Interval)
{
    /// <summary>The spread of values about an estimate; NaN with fewer than two.</summary>
    internal static Spread Of(double estimate, IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return new Spread(double.NaN, (double.NaN, double.NaN));
        }

        // Student's t, as the deviation itself is known from few resamples.
        double mean = values.Average(), error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        double half = StudentT.InvCDF(0, 1, values.Count - 1, (1 + Bands.Level) / 2) * error;
        return new Spread(error, (estimate - half, estimate + half));
    }
}

/// <summary>A minimum or saddle in the landscapes of the resamples.</summary>
/// <param name="Energy">Its energy above the lowest minimum.</param>
/// <param name="PointErrors">The standard error of each coordinate.</param>
/// <param name="Support">The share of resamples in which it was found.</param>
/// <param name="Energies">Its energy in each resample, NaN where it was not found.</param>
internal sealed record Tracked(Spread Energy, double[] PointErrors, double Support, double[] Energies);

/// <summary>Error bars of a landscape, from the landscapes of resampled tracks.</summary>
internal sealed class Bands
{
    /// <summary>How much of the time a band is meant to hold the truth.</summary>
    internal const double Level = 0.9;

    private const int Iterations = 30;

    // Farther than this from where it was, in radii, a minimum is another one.
    private const double Same = 0.5;

    private readonly IReadOnlyList<Energy> _members;
    private readonly double[] _radius;
    private readonly double[] _offsets;
    private readonly Minima _minima;
    private readonly IReadOnlyList<Saddle> _saddles;

    private Bands(IReadOnlyList<Energy> members, double[] radius, double offset, Minima minima, IReadOnlyList<Saddle> saddles)
    {
        (_members, _radius, _minima, _saddles) = (members, radius, minima, saddles);
        (double[]? Point, double Energy)[][] wells = [.. members.Select(member => Track(member, [.. minima.Points.Select(m => m.Point)], 0))];
        (double[]? Point, double Energy)[][] passes = [.. members.Select(member => Track(member, [.. saddles.Select(s => s.Point)], 1))];
        _offsets = [.. members.Select((member, m) => wells[m].Where(w => w.Point is not null).Select(w => w.Energy).DefaultIfEmpty(double.NaN).Min())];
        Minima = [.. minima.Points.Select((m, i) => Of(m.Point, m.Energy - offset, wells, i))];
        Saddles = [.. saddles.Select((s, i) => Of(s.Point, s.Energy - offset, passes, i))];
    }

    internal Tracked[] Minima { get; }

    internal Tracked[] Saddles { get; }

    /// <summary>The bands of a landscape, or null without at least two resamples.</summary>
    internal static Bands? Of(LearnedModel model, double[] radius, Minima minima, IReadOnlyList<Saddle> saddles) =>
        model.Members.Count < 2 ? null : new Bands(model.Members, radius, model.Offset, minima, saddles);

    /// <summary>The height of a saddle above a minimum that it joins.</summary>
    internal Spread Barrier(int saddle, int minimum)
    {
        double[] heights = [.. Saddles[saddle].Energies.Zip(Minima[minimum].Energies, (s, m) => s - m).Where(double.IsFinite)];
        return Spread.Of(_saddles[saddle].Energy - _minima.Points[minimum].Energy, heights);
    }

    /// <summary>The standard error of the energy above its lowest minimum at points, shape [n, d].</summary>
    internal double[] ErrorsAt(double[] points)
    {
        double[][] energies = [.. _members.Select((member, m) => (double[])[.. Landscape.Of(member).Evaluate(points).Energies.Select(e => e - _offsets[m])]).Where(e => double.IsFinite(e[0]))];
        return [.. Enumerable.Range(0, points.Length / _radius.Length).Select(i => Spread.Of(0, [.. energies.Select(e => e[i])]).Error)];
    }

    /// <summary>How many standard errors the band reaches to either side.</summary>
    internal double Reach => StudentT.InvCDF(0, 1, Math.Max(1, _members.Count - 1), (1 + Level) / 2);

    // The same kind of point, near where it was: by Newton's method from there.
    private (double[]? Point, double Energy)[] Track(Energy member, double[][] places, int falling)
    {
        if (places.Length == 0)
        {
            return [];
        }

        int d = _radius.Length;
        CriticalPoints local = new(member, _radius);
        double[] points = [.. places.SelectMany(p => p)];
        local.Approach(points, Iterations);
        (double[] energies, _, double[] hessians) = local.At(points);
        return [.. places.Select((place, i) =>
        {
            double[] point = points[(i * d)..((i + 1) * d)];
            return InRadii.Distance(point, place, _radius) < Same && CriticalPoints.Modes(hessians.AsSpan(i * d * d, d * d), d).Curvatures.Count(c => c < 0) == falling
                ? ((double[]?)point, energies[i])
                : (null, double.NaN);
        })];
    }

    private Tracked Of(double[] point, double energy, (double[]? Point, double Energy)[][] members, int number)
    {
        double[] energies = [.. members.Select((found, m) => found[number].Energy - _offsets[m])];
        double[][] points = [.. members.Select(found => found[number].Point).OfType<double[]>()];
        return new Tracked(
            Spread.Of(energy, [.. energies.Where(double.IsFinite)]),
            [.. point.Select((x, i) => Spread.Of(x, [.. points.Select(p => p[i])]).Error)],
            points.Length / (double)members.Length,
            energies);
    }
}
