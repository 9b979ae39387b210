using Downhill.Compute;
using Downhill.Simulation;

namespace Downhill.Tests.Simulation;

public sealed class KnownSystemsTests
{
    public static TheoryData<string> Names => [.. KnownSystems.All.Select(system => system.Name)];

    [Fact]
    public void The_names_are_those_of_the_command_line() => Assert.Equal(
        ["quadratic", "double-well", "mueller-brown", "rosenbrock", "softplus-net", "three-wells", "rotation", "pendulum", "free-diffusion"],
        KnownSystems.All.Select(system => system.Name));

    [Fact]
    public void A_name_finds_its_system()
    {
        Assert.Equal("pendulum", KnownSystems.Named("pendulum")!.Name);
        Assert.Null(KnownSystems.Named("no-such-system"));
    }

    [Theory, MemberData(nameof(Names))]
    public void It_runs_as_it_says(string name)
    {
        SimulatedSystem system = KnownSystems.Named(name)!;
        IReadOnlyList<Trajectory> tracks = Simulator.Run(system, 4, system.Frames, system.Interval, system.Temperature, new Rng(1));
        Assert.Equal(["0", "1", "2", "3"], tracks.Select(track => track.Name));
        Assert.All(tracks, track =>
        {
            Assert.Equal([.. system.Columns, .. system.VelocityColumns], track.Columns);
            Assert.Equal(system.Frames, track.Frames);
            Assert.Equal(system.Interval, track.Intervals.Mean, 1e-12);
            Assert.True(track.Intervals.Uniform);
        });
        Assert.Equal(system.IsInertial, system.VelocityColumns.Count > 0);
        Assert.Equal(system.Columns.Count, system.Energy?.Dimension ?? system.Columns.Count);
        Assert.Equal(system.Energy is null, system.Drift is not null);
    }

    // The substeps follow the declared curvature, so it must bound the true one where tracks start, and not by far.
    [Theory, MemberData(nameof(Names))]
    public void Its_curvature_bounds_the_true_one_where_tracks_start(string name)
    {
        SimulatedSystem system = KnownSystems.Named(name)!;
        int d = system.Columns.Count;
        double[] points = [.. Enumerable.Range(0, 4000).SelectMany(i => system.Start(new Rng(9).Fork(i))[..d])];
        double steepest = Jacobians(system, points, d).Max(jacobian => Norm(jacobian, d));
        Assert.InRange(steepest, 0.85 * system.Curvature, (1.001 * system.Curvature) + 1e-12);
    }

    [Fact]
    public void The_network_has_two_minima()
    {
        SimulatedSystem system = KnownSystems.Named("softplus-net")!;
        double[][] ends = [.. Simulator.Run(system, 40, 600, 0.05, 0, new Rng(1)).Select(track => track.State(599).ToArray())];
        Assert.Equal(2, ends.Select(x => (Math.Round(x[0], 3), Math.Round(x[1], 3))).Distinct().Count());
        Assert.All(ends, x => Assert.All(system.Energy!.GradientAt(x), slope => Assert.Equal(0, slope, 1e-9)));
    }

    // By central differences of the gradient, all points at once.
    private static IEnumerable<double[]> Jacobians(SimulatedSystem system, double[] points, int d)
    {
        if (system.Energy is not { } energy)
        {
            return [[.. system.Drift!]];
        }

        double[][] columns = [.. Enumerable.Range(0, d).Select(axis => Moved(axis, 1e-5).Zip(Moved(axis, -1e-5), (up, down) => (up - down) / 2e-5).ToArray())];
        return Enumerable.Range(0, points.Length / d).Select(i => columns.SelectMany(column => column[(i * d)..((i + 1) * d)]).ToArray());

        double[] Moved(int axis, double by) => Landscape.Of(energy).Evaluate([.. points.Select((x, at) => at % d == axis ? x + by : x)]).Gradients;
    }

    // The spectral norm, from powers of Aᵀ A.
    private static double Norm(double[] a, int d)
    {
        double[] v = [.. Enumerable.Range(0, d).Select(i => 1 + (0.3 * i))];
        double norm = 0;
        for (int round = 0; round < 100; round++)
        {
            double[] image = Times(a, v), back = Times(Transposed(a), image);
            norm = Math.Sqrt(image.Sum(x => x * x) / v.Sum(x => x * x));
            double size = Math.Sqrt(back.Sum(x => x * x));
            if (size == 0)
            {
                return norm;
            }

            v = [.. back.Select(x => x / size)];
        }

        return norm;

        double[] Times(double[] m, double[] x) => [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, d).Sum(j => m[(i * d) + j] * x[j]))];

        double[] Transposed(double[] m) => [.. Enumerable.Range(0, d * d).Select(at => m[(at % d * d) + (at / d)])];
    }
}
