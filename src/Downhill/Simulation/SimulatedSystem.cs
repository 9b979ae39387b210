using Downhill.Compute;

namespace Downhill.Simulation;

/// <summary>A system whose law is known: x′ = F(x) + √(2T) × noise, or x″ = F(x) − γ x′ + √(2γT) × noise, with F = −∇E where there is an energy.</summary>
public sealed record SimulatedSystem
{
    /// <summary>What it is called on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>The name of each coordinate of x.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The name of each coordinate of x′ where the motion is inertial; empty where it is overdamped.</summary>
    public IReadOnlyList<string> VelocityColumns { get; init; } = [];

    /// <summary>E, or null where F is not downhill in any energy.</summary>
    public Energy? Energy { get; init; }

    /// <summary>A with F(x) = A x, row-major, for a system without an energy; null where there is one.</summary>
    public IReadOnlyList<double>? Drift { get; init; }

    /// <summary>Whether the state has velocities: x″ = F(x) − γ x′, not x′ = F(x).</summary>
    public bool IsInertial => VelocityColumns.Count > 0;

    /// <summary>γ of an inertial system, per unit of time.</summary>
    public double Friction { get; init => field = Require.NotNegative(value); }

    /// <summary>At least the largest |∂F/∂x| (spectral norm) where tracks start; it sets the substeps.</summary>
    public double Curvature { get; init => field = Require.NotNegative(value); }

    /// <summary>How many tracks, if not said otherwise.</summary>
    public int Tracks { get; init => field = Require.AtLeast(value, 1); } = 60;

    /// <summary>How many frames a track has, if not said otherwise.</summary>
    public int Frames { get; init => field = Require.AtLeast(value, 2); } = 200;

    /// <summary>The time from frame to frame, if not said otherwise.</summary>
    public double Interval { get; init => field = Require.Positive(value); } = 0.05;

    /// <summary>T, in units of energy, if not said otherwise.</summary>
    public double Temperature { get; init => field = Require.NotNegative(value); }

    /// <summary>A track's first state, shape [columns, then velocity columns], drawn from a stream of its own.</summary>
    public required Func<Rng, double[]> Start { get; init; }
}
