using Downhill.Experiments.Learning;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>The pictures of <see cref="RecordedPendulum"/>.</summary>
internal static class PendulumFigures
{
    private const int Points = 300;

    /// <summary>The learned energy with its band on the authors' cosine, both zero at the bottom.</summary>
    internal static Figure Potential(LearnResult result, double[] seen, double amplitude)
    {
        double[] theta = Lessons.Between(seen.Min(), seen.Max(), Points), bottom = [Math.PI];
        double least = Landscape.Of(result.Model.Energy).Evaluate(bottom).Energies[0];
        double[] found = [.. Landscape.Of(result.Model.Energy).Evaluate(theta).Energies.Select(e => e - least)], exact = [.. theta.Select(t => amplitude * (Math.Cos(t) + 1))];
        double[] errors = result.Bands?.ErrorsAt(theta) is { } known ? [.. known.Select(e => e * result.Bands.Reach)] : new double[Points];
        double[] off = Lessons.Difference(found, exact);
        return new("")
        {
            Columns = 1,
            SharedX = true,
            Height = 640,
            Description = "The learned potential of the pendulum beside the authors'",
            Panels =
            [
                new Panel { XLabel = "θ (rad)", YLabel = "E per unit of inertia (1/s²)", Marks = [new Line(theta, exact) { Label = "64.2 (cos θ + 1)", Colour = Palette.Grey, Width = 5 }, Banded(theta, found, errors) with { Label = "learned", Colour = Palette.Vermilion, Dash = Dash.Dashed }] },
                new Panel { XLabel = "θ (rad)", YLabel = "learned − 64.2 (cos θ + 1)", Legend = Legend.None, Marks = [Banded(theta, off, errors), new HorizontalRule(0) { Colour = Palette.Grey }] },
            ],
        };
    }

    /// <summary>The friction of each segment and of all.</summary>
    internal static Figure Friction(FrictionFit friction, double known)
    {
        string[] names = [.. friction.Tracks.Select(track => track.Track), "all"];
        double[] values = [.. friction.Tracks.Select(track => track.Friction), friction.Value];
        double[] none = [.. friction.Tracks.Select(_ => double.NaN)];
        return new("")
        {
            Height = 380,
            Description = "Friction of each segment",
            Panels = [new Panel { YLabel = "friction (1/s)", Legend = Legend.None, Marks = [new Bars(names, values) { Lower = [.. none, friction.Interval.Low], Upper = [.. none, friction.Interval.High] }, new HorizontalRule(known) { Label = "authors" }] }],
        };
    }

    private static Line Banded(double[] x, double[] y, double[] half) =>
        new(x, y) { Lower = Lessons.Difference(y, half), Upper = [.. y.Zip(half, (value, h) => value + h)] };
}
