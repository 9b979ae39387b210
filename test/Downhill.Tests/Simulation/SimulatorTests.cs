using Downhill.Compute;
using Downhill.Energies;
using Downhill.Simulation;

namespace Downhill.Tests.Simulation;

public sealed class SimulatorTests
{
    private static readonly Rng Seed = new(20260101);

    private static SimulatedSystem Bowl => new()
    {
        Name = "bowl",
        Summary = "two springs",
        Columns = ["x", "y"],
        Energy = new Quadratic([1, 0, 0, 2]),
        Curvature = 2,
        Start = _ => [0, 0],
    };

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_one_others()
    {
        SimulatedSystem system = KnownSystems.Named("three-wells")!;
        double[][] first = Values(Simulator.Run(system, 5, 10, 0.02, 1, Seed)), again = Values(Simulator.Run(system, 5, 10, 0.02, 1, Seed));
        Assert.Equal(first, again);
        Assert.NotEqual(first, Values(Simulator.Run(system, 5, 10, 0.02, 1, Seed.Fork(1))));
        Assert.Equal(first[..2], Values(Simulator.Run(system, 2, 10, 0.02, 1, Seed)));
    }

    [Fact]
    public void Without_heat_a_frame_is_a_gradient_descent_step_of_the_whole_interval()
    {
        Rosenbrock energy = new();
        foreach (Trajectory track in Simulator.Run(KnownSystems.Named("rosenbrock")!, 3, 50, 1e-4, 0, Seed))
        {
            for (int frame = 1; frame < track.Frames; frame++)
            {
                double[] before = track.State(frame - 1).ToArray(), slope = energy.GradientAt(before);
                Assert.Equal(before[0] - (1e-4 * slope[0]), track.State(frame)[0], 1e-13);
                Assert.Equal(before[1] - (1e-4 * slope[1]), track.State(frame)[1], 1e-13);
            }
        }
    }

    // Mode λ settles at T / (λ (1 − hλ/2)), h the substep; 10 000 tracks: the standard error of a sample variance is v √(2/n).
    // After 4 units of time the start is forgotten but for e⁻⁸.
    [Fact]
    public void A_warm_bowl_holds_half_T_in_each_mode()
    {
        const double T = 0.7;
        double h = 0.5 / Simulator.Substeps(Bowl, 0.5, T);
        Assert.InRange(h * Bowl.Curvature, 0, 0.01);
        double[][] end = Last(Simulator.Run(Bowl, 10_000, 9, 0.5, T, Seed));
        foreach ((int axis, double stiffness) in new[] { (0, 1.0), (1, 2.0) })
        {
            double expected = T / (stiffness * (1 - (h * stiffness / 2)));
            Assert.Equal(expected, end.Average(x => x[axis] * x[axis]), 5 * expected * Math.Sqrt(2.0 / 10_000));
        }
    }

    // Underdamped: ⟨v²⟩ = T and ⟨x²⟩ = T/λ but for O(h²λ), here below 10⁻⁴.
    [Fact]
    public void A_warm_swing_holds_half_T_in_velocity_and_half_T_in_place()
    {
        const double T = 0.7;
        SimulatedSystem swing = Bowl with { VelocityColumns = ["vx", "vy"], Friction = 2, Start = _ => [0, 0, 0, 0] };
        double[][] end = Last(Simulator.Run(swing, 4_000, 6, 1, T, Seed));
        double[] expected = [T, T / 2, T, T];
        for (int axis = 0; axis < 4; axis++)
        {
            Assert.Equal(expected[axis], end.Average(x => x[axis] * x[axis]), 5 * expected[axis] * Math.Sqrt(2.0 / 4_000));
        }
    }

    // ⟨(x(t) − x(0))²⟩ = 2 D t with D = T in each coordinate: n independent increments measure it to √(2/n).
    [Fact]
    public void Free_diffusion_spreads_by_two_D_t()
    {
        SimulatedSystem system = KnownSystems.Named("free-diffusion")!;
        IReadOnlyList<Trajectory> tracks = Simulator.Run(system, 500, 51, 0.02, 1.3, Seed);
        double[] steps = [.. tracks.SelectMany(track => Increments(track, 1))], whole = [.. tracks.SelectMany(track => Increments(track, 50))];
        Assert.Equal(2 * 1.3 * 0.02, steps.Average(d => d * d), 5 * 2 * 1.3 * 0.02 * Math.Sqrt(2.0 / steps.Length));
        Assert.Equal(2 * 1.3, whole.Average(d => d * d), 5 * 2 * 1.3 * Math.Sqrt(2.0 / whole.Length));
    }

    // Tracks at T visit places as exp(−E/T): the mean energy against its integral on a grid. A curvature of 2.2 stands for substeps of
    // 1/220, whose bias of hλ/2, some 1 %, is allowed for.
    [Fact]
    public void A_double_well_is_visited_as_Boltzmann_says()
    {
        SimulatedSystem system = KnownSystems.Named("double-well")! with { Curvature = 2.2 };
        DoubleWell energy = new();
        double[] grid = [.. Enumerable.Range(-3000, 6001).Select(i => i * 1e-3)], levels = new Landscape(energy).Evaluate(grid).Energies;
        double weight = levels.Sum(e => Math.Exp(-e / 0.5)), mean = levels.Sum(e => e * Math.Exp(-e / 0.5)) / weight;
        double spread = Math.Sqrt((levels.Sum(e => e * e * Math.Exp(-e / 0.5)) / weight) - (mean * mean));

        // Started at equal odds in the wells; 4 units of time relax within them.
        double[] end = [.. Last(Simulator.Run(system, 4_000, 11, 0.4, 0.5, Seed)).Select(x => x[0])];
        double found = new Landscape(energy).Evaluate(end).Energies.Average();
        Assert.Equal(mean, found, (5 * spread / Math.Sqrt(4_000)) + (0.01 * mean));
    }

    [Fact]
    public void A_pendulum_loses_what_friction_takes()
    {
        SimulatedSystem system = KnownSystems.Named("pendulum")!;
        foreach (Trajectory track in Simulator.Run(system, 3, 1001, 0.005, 0, Seed))
        {
            double work = 0;
            for (int frame = 1; frame < track.Frames; frame++)
            {
                double before = track.State(frame - 1)[1], after = track.State(frame)[1];
                work += 0.005 * ((before * before) + (after * after)) / 2;
            }

            // The trapezium rule is right to (2ω Δt)² / 12, some 10⁻³ of the work; leapfrog to 10⁻⁵ of the energy.
            double lost = Total(track, 0) - Total(track, 1000);
            Assert.True(lost > 0);
            Assert.Equal(0.067 * work, lost, (1e-3 * lost) + (1e-4 * 64.2));
        }

        double Total(Trajectory track, int frame) => system.Energy!.At(track.State(frame)[0]) + (track.State(frame)[1] * track.State(frame)[1] / 2);
    }

    // Without noise, A is read off the tracks by least squares.
    [Fact]
    public void The_rotation_is_no_gradient()
    {
        double[] products = new double[4], squares = new double[3];
        foreach (Trajectory track in Simulator.Run(KnownSystems.Named("rotation")!, Seed))
        {
            for (int frame = 1; frame < track.Frames; frame++)
            {
                double x = track.State(frame - 1)[0], y = track.State(frame - 1)[1];
                double dx = (track.State(frame)[0] - x) / 0.05, dy = (track.State(frame)[1] - y) / 0.05;
                products = [products[0] + (dx * x), products[1] + (dx * y), products[2] + (dy * x), products[3] + (dy * y)];
                squares = [squares[0] + (x * x), squares[1] + (x * y), squares[2] + (y * y)];
            }
        }

        double determinant = (squares[0] * squares[2]) - (squares[1] * squares[1]);
        double[] a =
        [
            ((products[0] * squares[2]) - (products[1] * squares[1])) / determinant,
            ((products[1] * squares[0]) - (products[0] * squares[1])) / determinant,
            ((products[2] * squares[2]) - (products[3] * squares[1])) / determinant,
            ((products[3] * squares[0]) - (products[2] * squares[1])) / determinant,
        ];
        Assert.All(a.Zip([-0.5, 2, -1.5, -0.3]), pair => Assert.Equal(pair.Second, pair.First, 1e-10));
        Assert.True(Math.Abs(a[1] - a[2]) > 3);
    }

    [Fact]
    public void A_step_that_is_too_long_is_an_error_and_not_a_file_of_nonsense()
    {
        ArithmeticException error = Assert.Throws<ArithmeticException>(() => Simulator.Run(KnownSystems.Named("rosenbrock")!, 3, 400, 0.05, 0, Seed));
        Assert.Contains("rosenbrock ran away before frame", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulator.Run(Bowl, 0, 10, 0.1, 1, Seed));
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulator.Run(Bowl, 1, 0, 0.1, 1, Seed));
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulator.Run(Bowl, 1, 10, 0, 1, Seed));
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulator.Run(Bowl, 1, 10, 0.1, -1, Seed));
    }

    private static double[][] Values(IReadOnlyList<Trajectory> tracks) => [.. tracks.Select(track => track.Values)];

    private static double[][] Last(IReadOnlyList<Trajectory> tracks) => [.. tracks.Select(track => track.State(track.Frames - 1).ToArray())];

    private static IEnumerable<double> Increments(Trajectory track, int lag)
    {
        for (int frame = lag; frame < track.Frames; frame += lag)
        {
            for (int axis = 0; axis < track.Dimension; axis++)
            {
                yield return track.State(frame)[axis] - track.State(frame - lag)[axis];
            }
        }
    }
}
