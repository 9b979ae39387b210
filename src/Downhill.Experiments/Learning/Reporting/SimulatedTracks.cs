using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>What the learned dynamics, with their noise, would have been seen to do from the first states of tracks.</summary>
internal static class SimulatedTracks
{
    private const int Stream = 6, MostSteps = 64;
    private const double Finest = 0.05;

    /// <summary>One track for each, of the same length; those that run away are left out.</summary>
    internal static IReadOnlyList<Trajectory> Like(SeenLandscape seen, IReadOnlyList<Trajectory> tracks, double temperature)
    {
        int d = seen.Dimension, frames = tracks.Max(track => track.Frames);

        // Steps short against the steepest place, so that the noise shows what was learned and not the integrator.
        int inner = (int)Math.Clamp(Math.Ceiling(seen.Stiffness / Finest), 1, MostSteps);
        Langevin stepper = new() { StepSize = seen.Result.Protocol.Interval / inner, Temperature = temperature };
        Chain chain = new(seen.Model.Energy, stepper, inner, new Rng((ulong)seen.Result.Settings.Seed).Fork(Stream));
        double[][] state = [[.. tracks.SelectMany(track => track.State(0)[..d].ToArray())]];
        double[][] values = [.. tracks.Select(track => new double[track.Frames * d])];
        for (int frame = 0; frame < frames; frame++)
        {
            for (int row = 0; row < tracks.Count; row++)
            {
                if (frame < tracks[row].Frames)
                {
                    state[0].AsSpan(row * d, d).CopyTo(values[row].AsSpan(frame * d));
                }
            }

            state = frame + 1 < frames ? chain.Advance(state) : state;
        }

        return [.. tracks.Select((track, row) => (track, row)).Where(pair => Array.TrueForAll(values[pair.row], double.IsFinite)).Select(pair => new Trajectory(pair.track.Name, pair.track.Times, values[pair.row], seen.Columns))];
    }
}
