using Downhill.Objectives;
using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The learned energy as the report shows it: above its least value, with its error, where the system was seen.</summary>
internal sealed class SeenLandscape
{
    private const int CurvaturePoints = 500;
    private const double Margin = 0.03, Difference = 1e-4;

    private readonly double[] _lowest;

    internal SeenLandscape(LearnResult result)
    {
        Result = result;
        Visited = LearnTracks.Visited(result.Split.Learn, Dimension);
        VisitedEnergies = Energies(Visited);
        _lowest = PointOf(Array.IndexOf(VisitedEnergies, VisitedEnergies.Min()));
        Hill = Hill.Of(result.Model, Visited, VisitedEnergies);
    }

    internal LearnResult Result { get; }

    internal LearnedModel Model => Result.Model;

    internal string[] Columns => Model.Columns;

    internal int Dimension => Columns.Length;

    /// <summary>Points of the tracks learned from, evenly thinned, shape [n, dimension].</summary>
    internal double[] Visited { get; }

    internal double[] VisitedEnergies { get; }

    /// <summary>How far the energy rises over what was visited, and how much of that is error.</summary>
    internal Hill Hill { get; }

    /// <summary>The lowest minimum; where there is none, the lowest visited point.</summary>
    internal double[] Bottom => Result.Minima.Points.Length > 0 ? Result.Minima.Points[0].Point : _lowest;

    /// <summary>The unit of the energy: coordinates squared per second, or per second squared.</summary>
    internal string Unit => $"{Columns[0]}² s⁻{(Model.Motion == Motion.Inertial ? "²" : "¹")}";

    internal string EnergyLabel => $"E ({Unit})";

    /// <summary>How many standard errors a band reaches to either side.</summary>
    internal double Reach => Result.Bands?.Reach ?? 0;

    /// <summary>The largest |∂²E/∂xᵢ²| on visited points, by differences of the gradient.</summary>
    internal double LargestCurvature => Enumerable.Range(0, Dimension).Max(CurvatureAlong);

    /// <summary>The frame interval times the largest curvature: how much of a displacement relaxes within a frame.</summary>
    internal double Stiffness => LargestCurvature * Result.Protocol.Interval;

    internal double[] Energies(double[] points) => [.. Landscape.Of(Model.Energy).Evaluate(points).Energies.Select(e => e - Model.Offset)];

    internal double[] Gradients(double[] points) => Landscape.Of(Model.Energy).Evaluate(points).Gradients;

    /// <summary>Whether resamples have the lowest minimum, so that errors can be measured from it.</summary>
    internal bool HasFirmBottom => Result.Bands is { Minima: [var lowest, ..] } && double.IsFinite(lowest.Energy.Error);

    /// <summary>The standard errors of the energy above its lowest minimum, or above the lowest visited point where resamples have no minimum; null without resamples.</summary>
    internal double[]? Errors(double[] points) =>
        Result.Bands is not { } bands ? null
        : HasFirmBottom ? bands.ErrorsAt(points)
        : ErrorsAbove(points, _lowest);

    /// <summary>A line through points of given energies, with its band where there are resamples.</summary>
    internal Line Banded(double[] x, double[] points)
    {
        double[] energies = Energies(points);
        return Errors(points) is not { } errors ? new Line(x, energies) : new Line(x, energies)
        {
            Lower = [.. energies.Zip(errors, (energy, error) => energy - (Reach * error))],
            Upper = [.. energies.Zip(errors, (energy, error) => energy + (Reach * error))],
        };
    }

    /// <summary>Where one coordinate was seen.</summary>
    internal Bounds Range(int coordinate)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int at = coordinate; at < Visited.Length; at += Dimension)
        {
            (low, high) = (Math.Min(low, Visited[at]), Math.Max(high, Visited[at]));
        }

        return new(low, high);
    }

    /// <summary>The same with a little room.</summary>
    internal static Bounds Widened(Bounds range)
    {
        double room = Margin * (range.Greatest - range.Least);
        return new(range.Least - room, range.Greatest + room);
    }

    internal static double[] Evenly(Bounds range, int count) => [.. Enumerable.Range(0, count).Select(i => range.Least + ((range.Greatest - range.Least) * i / (count - 1)))];

    private double[] PointOf(int row) => Visited[(row * Dimension)..((row + 1) * Dimension)];

    private double[] ErrorsAbove(double[] points, double[] origin)
    {
        double[][] members = [.. Model.Members.Select(member => Landscape.Of(member).Evaluate(points).Energies.Select(e => e - member.At(origin)).ToArray())];
        return [.. Enumerable.Range(0, points.Length / Dimension).Select(i => Spread.Of(0, [.. members.Select(energies => energies[i])]).Error)];
    }

    private double CurvatureAlong(int coordinate)
    {
        double[] points = Thinning.AtLeast(CurvaturePoints, Visited, Dimension);
        double step = Difference * Result.Protocol.Radius[coordinate];
        double[] up = Gradients(Shifted(points, coordinate, step)), down = Gradients(Shifted(points, coordinate, -step));
        return up.Zip(down, (a, b) => Math.Abs(a - b) / (2 * step)).Where((_, at) => at % Dimension == coordinate).Max();
    }

    private double[] Shifted(double[] points, int coordinate, double by) => [.. points.Select((x, at) => at % Dimension == coordinate ? x + by : x)];
}
