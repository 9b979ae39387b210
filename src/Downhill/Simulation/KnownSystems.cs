using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Simulation;

/// <summary>The systems that <c>downhill simulate</c> knows by name.</summary>
public static class KnownSystems
{
    /// <summary>All of them, in the order of a list.</summary>
    public static IReadOnlyList<SimulatedSystem> All { get; } =
    [
        Quadratic, DoubleWell, MuellerBrown, Rosenbrock, SoftplusNet, ThreeWells, Rotation, Pendulum, FreeDiffusion,
    ];

    /// <summary>The system of a name, or null where there is none.</summary>
    public static SimulatedSystem? Named(string name) => All.FirstOrDefault(system => system.Name == name);

    // Eigenvalues 1, 2, 4, 8, with eigenvectors I − 2 v vᵀ, v = (1, 1, 1, 1) / 2, so that no axis is special.
    private static SimulatedSystem Quadratic => new()
    {
        Name = "quadratic",
        Summary = "a bowl in four dimensions, eigenvalues 1, 2, 4, 8; noise-free gradient-descent steps",
        Columns = ["x1", "x2", "x3", "x4"],
        Energy = new Quadratic(Reflected([1, 2, 4, 8]), [1, -1, 0.5, 0]),
        Curvature = 8,
        Frames = 60,
        Start = rng => [1 + (2 * rng.Normal(0)), -1 + (2 * rng.Normal(1)), 0.5 + (2 * rng.Normal(2)), 2 * rng.Normal(3)],
    };

    private static SimulatedSystem DoubleWell => new()
    {
        Name = "double-well",
        Summary = "(x² − 1)² / 4 at T = 0.1: wells at ±1, a barrier of 2.5 T",
        Columns = ["x"],
        Energy = new DoubleWell(),
        Curvature = 11,
        Temperature = 0.1,
        Start = rng => Box(rng, (-2, 2)),
    };

    private static SimulatedSystem MuellerBrown => new()
    {
        Name = "mueller-brown",
        Summary = "the Müller–Brown surface / 20 at T = 1: three minima, barriers of 0.4 to 5.3 T",
        Columns = ["x", "y"],
        Energy = 0.05 * new MuellerBrown(),
        Curvature = 240,
        Frames = 300,
        Interval = 0.002,
        Temperature = 1,
        Start = rng => Box(rng, (-1.2, 0.8), (-0.1, 1.6)),
    };

    private static SimulatedSystem Rosenbrock => new()
    {
        Name = "rosenbrock",
        Summary = "Rosenbrock's curved valley; noise-free gradient-descent steps",
        Columns = ["x", "y"],
        Energy = new Rosenbrock(),
        Curvature = 3022,
        Frames = 400,
        Interval = 2e-4,
        Start = rng => Box(rng, (-1.5, 1.5), (-0.5, 2.5)),
    };

    private static SimulatedSystem SoftplusNet => new()
    {
        Name = "softplus-net",
        Summary = "a random network of two hidden layers of 16 with softplus, weakly confined, with two minima; noise-free gradient-descent steps",
        Columns = ["x", "y"],
        Energy = new Mlp(2, [16, 16], new Rng(6)) { Activation = Activation.Softplus, Radius = [0.25, 0.25], Scale = 2 } + Energies.Quadratic.Isotropic(2),
        Curvature = 8,
        Frames = 100,
        Start = rng => Box(rng, (-3, 3), (-3, 3)),
    };

    private static SimulatedSystem ThreeWells => new()
    {
        Name = "three-wells",
        Summary = "three wells on a triangle at T = 1, each with a lowest way out of 0.7 to 2.1 T",
        Columns = ["x", "y"],
        Energy = new ThreeWells(),
        Curvature = 16,
        Interval = 0.02,
        Temperature = 1,
        Start = rng => Box(rng, (-1.6, 1.6), (-1.3, 1.7)),
    };

    private static SimulatedSystem Rotation => new()
    {
        Name = "rotation",
        Summary = "a spiral x′ = A x: most of it is no descent of any energy; noise-free steps of x + Δt A x",
        Columns = ["x", "y"],
        Drift = [-0.5, 2, -1.5, -0.3],
        Curvature = 2.1,
        Frames = 100,
        Start = rng => [rng.Normal(0), rng.Normal(1)],
    };

    // The angle counts from the upright; 64.2 is m g a / (m a² + I) of the recorded pendulum in the shared data, per second squared.
    private static SimulatedSystem Pendulum => new()
    {
        Name = "pendulum",
        Summary = "a swinging pendulum with friction: E = 64.2 cos θ per unit of inertia, γ = 0.067 per second",
        Columns = ["theta"],
        VelocityColumns = ["omega"],
        Energy = new Cosine { Amplitude = 64.2 },
        Friction = 0.067,
        Curvature = 64.2,
        Tracks = 8,
        Frames = 500,
        Interval = 0.01,
        Start = rng => Box(rng, (Math.PI - 2.5, Math.PI + 2.5), (-1, 1)),
    };

    private static SimulatedSystem FreeDiffusion => new()
    {
        Name = "free-diffusion",
        Summary = "flat ground at T = 1: nothing to learn but the diffusion coefficient D = T",
        Columns = ["x", "y"],
        Energy = Energies.Quadratic.Isotropic(2, 0),
        Interval = 0.02,
        Temperature = 1,
        Start = rng => Box(rng, (-1, 1), (-1, 1)),
    };

    private static double[] Box(Rng rng, params ReadOnlySpan<(double Low, double High)> sides)
    {
        double[] point = new double[sides.Length];
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = sides[i].Low + ((sides[i].High - sides[i].Low) * rng.Uniform(i));
        }

        return point;
    }

    // Q diag(λ) Q with Q = I − 2 v vᵀ, v = (1, …, 1) / √n.
    private static double[] Reflected(double[] eigenvalues)
    {
        int n = eigenvalues.Length;
        double[] matrix = new double[n * n];
        for (int at = 0; at < matrix.Length; at++)
        {
            for (int k = 0; k < n; k++)
            {
                matrix[at] += Entry(at / n, k) * eigenvalues[k] * Entry(k, at % n);
            }
        }

        return matrix;

        double Entry(int i, int j) => (i == j ? 1 : 0) - (2.0 / n);
    }
}
