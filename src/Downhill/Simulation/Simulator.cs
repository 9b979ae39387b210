using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Simulation;

/// <summary>Tracks of systems whose law is known.</summary>
/// <remarks>
/// <para>
/// Overdamped at T = 0, a frame is one gradient-descent step of size Δt, x(t + Δt) = x(t) − Δt ∇E(x(t)): the system that an energy is
/// learned from by definition, not an approximation of x′ = −∇E(x). Overdamped at T > 0, a frame is the stochastic flow over Δt by Euler
/// and Maruyama's rule in equal substeps h with h × curvature ≤ 1/100, so that a stationary variance is right to half a per cent.
/// </para>
/// <para>
/// Inertial motion is the flow over Δt by drift, kick, drift in substeps with h √curvature ≤ 1/100: frequencies are right to 1/240 000.
/// </para>
/// </remarks>
public static class Simulator
{
    private const double Fineness = 0.01;

    /// <summary>Tracks of a system as many, as long, as fast and as warm as the system says.</summary>
    public static IReadOnlyList<Trajectory> Run(SimulatedSystem system, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(system);
        return Run(system, system.Tracks, system.Frames, system.Interval, system.Temperature, rng);
    }

    /// <summary>Tracks "0", "1", … at times 0, Δt, 2 Δt, …; the same stream gives the same bits on any number of threads.</summary>
    /// <param name="system">What moves.</param>
    /// <param name="tracks">How many, at least 1.</param>
    /// <param name="frames">Frames of a track, at least 1; the first is where it starts.</param>
    /// <param name="interval">Δt, above zero.</param>
    /// <param name="temperature">T, at or above zero.</param>
    /// <param name="rng">Where starts and noise are drawn from; track i starts in the same place whatever their number.</param>
    /// <exception cref="ArithmeticException">A track ran away: Δt is too large for the curvature, or T too hot for the substeps.</exception>
    public static IReadOnlyList<Trajectory> Run(SimulatedSystem system, int tracks, int frames, double interval, double temperature, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(system);
        Require.AtLeast(tracks, 1, nameof(tracks));
        Require.AtLeast(frames, 1, nameof(frames));
        Require.Positive(interval, nameof(interval));
        Require.NotNegative(temperature, nameof(temperature));

        if (system.IsInertial && system.Drift is not null)
        {
            throw new ArgumentException("A drift moves points without inertia: give a system with velocities an energy.", nameof(system));
        }

        int substeps = Substeps(system, interval, temperature), d = system.Columns.Count;
        double h = interval / substeps;
        Stepper stepper = system.IsInertial ? new Underdamped(h, system.Friction, temperature) : new Overdamped(system.Drift, h, temperature);
        Chain chain = new(system.Energy ?? Quadratic.Isotropic(d, 0), stepper, substeps, rng.Fork(1));

        double[][] state = Starts(system, tracks, rng.Fork(0));
        int width = d * state.Length;
        double[][] values = [.. Enumerable.Range(0, tracks).Select(_ => new double[frames * width])];
        for (int frame = 0; frame < frames; frame++)
        {
            if (frame > 0)
            {
                state = chain.Advance(state);
                RequireFinite(state, frame, system, interval);
            }

            Record(state, frame, d, values);
        }

        double[] times = [.. Enumerable.Range(0, frames).Select(frame => frame * interval)];
        string[] columns = [.. system.Columns, .. system.VelocityColumns];
        return [.. values.Select((track, i) => new Trajectory($"{i}", times, track, columns))];
    }

    /// <summary>Substeps per frame.</summary>
    internal static int Substeps(SimulatedSystem system, double interval, double temperature) =>
        system.IsInertial ? Math.Max(1, (int)Math.Ceiling(interval * Math.Max(Math.Sqrt(system.Curvature), system.Friction) / Fineness))
        : temperature > 0 ? Math.Max(1, (int)Math.Ceiling(interval * system.Curvature / Fineness))
        : 1;

    private static double[][] Starts(SimulatedSystem system, int tracks, Rng rng)
    {
        int d = system.Columns.Count;
        double[][] state = [.. Enumerable.Range(0, system.IsInertial ? 2 : 1).Select(_ => new double[tracks * d])];
        for (int track = 0; track < tracks; track++)
        {
            double[] start = system.Start(rng.Fork(track));
            for (int part = 0; part < state.Length; part++)
            {
                start.AsSpan(part * d, d).CopyTo(state[part].AsSpan(track * d));
            }
        }

        return state;
    }

    private static void Record(double[][] state, int frame, int d, double[][] values)
    {
        int width = d * state.Length;
        for (int track = 0; track < values.Length; track++)
        {
            for (int part = 0; part < state.Length; part++)
            {
                state[part].AsSpan(track * d, d).CopyTo(values[track].AsSpan((frame * width) + (part * d)));
            }
        }
    }

    private static void RequireFinite(double[][] state, int frame, SimulatedSystem system, double interval)
    {
        if (!Array.TrueForAll(state, part => Array.TrueForAll(part, double.IsFinite)))
        {
            throw new ArithmeticException(
                $"{system.Name} ran away before frame {frame}: interval × curvature is {interval * system.Curvature:G3}; a smaller interval or temperature is needed.");
        }
    }
}
