using Downhill.Compute;
using Downhill.Experiments.Learning;
using Downhill.Simulation;

namespace Downhill.Experiments.Studies;

/// <summary>A landscape of three stiff wells at T = 1, its critical places and its tracks.</summary>
/// <param name="Form">The landscape.</param>
/// <param name="Places">Its minima and saddles.</param>
/// <param name="Curvature">The largest curvature where it is at most <see cref="Shown"/> above the lowest minimum.</param>
/// <param name="Interval">Seconds from frame to frame: about 0.3 over the curvature.</param>
internal sealed record Wells(WellForm Form, CriticalPlaces Places, double Curvature, double Interval)
{
    internal const double Temperature = 1;

    private const double Stiffness = 0.3, Half = 2.2, Shown = 7, LeastBarrier = 0.5, MostBarrier = 3.5;
    private const int Nodes = 60, PathPoints = 11;

    /// <summary>The shipped example at its own interval of 0.02.</summary>
    internal static Wells Example { get; } = Of(WellForm.Example) with { Interval = 0.02 };

    /// <summary>Three wells at random, all of which are visited: each has a way out of 0.5 to 3.5 T.</summary>
    internal static Wells Random(Rng rng) =>
        Enumerable.Range(0, 1000).Select(draw => Of(Drawn(rng.Fork(draw)))).First(wells => wells.Places.Minima.Points.Length == 3 && wells.WaysOut.All(way => way is > LeastBarrier and < MostBarrier));

    /// <summary>The lowest way out of each minimum.</summary>
    internal IEnumerable<double> WaysOut => Places.Minima.Points.Select((minimum, m) =>
        Places.Passes.Where(pass => pass.From == m || pass.To == m).Select(pass => pass.Energy - minimum.Energy).DefaultIfEmpty(double.PositiveInfinity).Min());

    /// <summary>Points on straight lines from the lowest minimum over its lowest pass to the minimum beyond, shape [n, 2].</summary>
    internal double[] Path
    {
        get
        {
            Saddle pass = Places.Passes.Where(p => p.From == 0 || p.To == 0).MinBy(p => p.Energy)!;
            double[] from = Places.Minima.Points[0].Point, to = Places.Minima.Points[pass.From + pass.To].Point;
            return [.. Straight(from, pass.Point).SkipLast(2), .. Straight(pass.Point, to)];
        }
    }

    /// <summary>Energies above the lowest minimum at points.</summary>
    internal double[] Above(double[] points) => [.. Landscape.Of(Form).Evaluate(points).Energies.Select(e => e - Places.Minima.Points[0].Energy)];

    /// <summary>Tracks, from starts in a box around the wells.</summary>
    internal IReadOnlyList<Trajectory> Tracks(int tracks, int frames, Rng rng) => Simulator.Run(System, tracks, frames, Interval, Temperature, rng);

    /// <summary>What moves in it.</summary>
    internal SimulatedSystem System => KnownSystems.Named("three-wells")! with { Energy = Form, Curvature = 1.1 * Curvature, Interval = Interval };

    private static IEnumerable<double> Straight(double[] from, double[] to) =>
        Lessons.Between(0, 1, PathPoints).SelectMany(s => from.Zip(to, (a, b) => a + (s * (b - a))));

    private static Wells Of(WellForm form)
    {
        double[] axis = Lessons.Between(-Half, Half, Nodes), points = [.. axis.SelectMany(x => axis.SelectMany(y => new[] { x, y }))];
        double[] energies = Landscape.Of(form).Evaluate(points).Energies;
        double least = energies.Min();
        double[] near = [.. points.Chunk(2).Where((_, i) => energies[i] < least + Shown).SelectMany(point => point)];
        double curvature = Steepest(form, near);
        return new(form, CriticalPlaces.Of(form, near), curvature, Math.Round(Stiffness / curvature, 4));
    }

    // The largest |eigenvalue| of the Hessian of two dimensions, by differences of ∇E.
    private static double Steepest(WellForm form, double[] points)
    {
        const double H = 1e-4;
        Landscape landscape = Landscape.Of(form);
        double[] alongX = Slopes(0), alongY = Slopes(1);
        return Enumerable.Range(0, points.Length / 2).Max(i =>
        {
            double xx = alongX[2 * i], xy = alongX[(2 * i) + 1], yy = alongY[(2 * i) + 1], middle = (xx + yy) / 2;
            return Math.Abs(middle) + Math.Sqrt(((xx - middle) * (xx - middle)) + (xy * xy));
        });

        double[] Slopes(int axis) =>
            [.. landscape.Evaluate(Moved(axis, H)).Gradients.Zip(landscape.Evaluate(Moved(axis, -H)).Gradients, (up, down) => (up - down) / (2 * H))];

        double[] Moved(int axis, double by) => [.. points.Select((x, at) => at % 2 == axis ? x + by : x)];
    }

    // Wells on a triangle of any turn, its corners pushed about.
    private static WellForm Drawn(Rng rng)
    {
        double turn = 2 * Math.PI * rng.Uniform(0);
        double[] angles = [.. Enumerable.Range(0, 3).Select(k => turn + (2 * Math.PI / 3 * k) + (0.6 * (rng.Uniform(10 + k) - 0.5)))];
        double[] radii = [.. Enumerable.Range(0, 3).Select(k => 0.85 + (0.35 * rng.Uniform(20 + k)))];
        return new()
        {
            Quartic = 0.1 + (0.08 * rng.Uniform(1)),
            Depths = [.. Enumerable.Range(0, 3).Select(k => 2.5 + (2.5 * rng.Uniform(30 + k)))],
            X = [.. angles.Zip(radii, (a, r) => r * Math.Cos(a))],
            Y = [.. angles.Zip(radii, (a, r) => r * Math.Sin(a))],
            Widths = [.. Enumerable.Range(0, 3).Select(k => 0.45 + (0.2 * rng.Uniform(40 + k)))],
        };
    }
}
