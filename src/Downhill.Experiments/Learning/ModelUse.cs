using Downhill.Compute;
using Downhill.Data;
using Downhill.Dynamics;
using Downhill.Experiments.Runs;
using Downhill.Objectives;

namespace Downhill.Experiments.Learning;

/// <summary>What can be done with a learned landscape: evaluate it at points, roll points out through it.</summary>
public static class ModelUse
{
    /// <summary>The model of a run.</summary>
    public static LearnedModel Load(string directory)
    {
        RunDirectory run = RunDirectory.Open(directory);
        return LearnedModel.Load(run.Model, run.ModelDescription);
    }

    /// <summary>The table with energy and grad_‹column› beside its own columns.</summary>
    /// <exception cref="DataException">A column of the model is missing.</exception>
    public static Table Evaluate(LearnedModel model, Table points)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(points);
        int d = model.Columns.Length;
        (double[] energies, double[] gradients) = Landscape.Of(model.Energy).Evaluate(points.Numbers(model.Columns));
        return points.With([
            new NumberColumn("energy", [.. energies.Select(e => e - model.Offset)]),
            .. model.Columns.Select((name, i) => new NumberColumn("grad_" + name, [.. Enumerable.Range(0, energies.Length).Select(row => gradients[(row * d) + i])])),
        ]);
    }

    /// <summary>Requires that a model can be rolled out.</summary>
    /// <exception cref="SettingException">It was learned from samples.</exception>
    public static void RequireMotion(LearnedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.IsOfSamples)
        {
            throw new SettingException("rollout: found a density learned from samples, which do not say how anything moves, expected a run of learn on tracks; draw from it with: downhill sample");
        }
    }

    /// <summary>How many points lie outside the visited region: farther than a fifth of its standard deviation from everything that was learned from.</summary>
    /// <param name="model">The model.</param>
    /// <param name="points">A table with the model's columns of positions.</param>
    /// <returns>Null where the model does not hold what was visited.</returns>
    public static int? CountOutside(LearnedModel model, Table points)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(points);
        return VisitedRegion.Of(model)?.CountOutside(points.Numbers(model.Columns));
    }

    /// <summary>How many tracks have a point outside the visited region.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tracks">Tracks with the model's columns of positions first.</param>
    /// <returns>Null where the model does not hold what was visited.</returns>
    public static int? CountOutside(LearnedModel model, IReadOnlyList<Trajectory> tracks)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tracks);
        int d = model.Columns.Length;
        return VisitedRegion.Of(model) is { } region
            ? tracks.Count(track => region.CountOutside([.. Enumerable.Range(0, track.Frames).SelectMany(frame => track.State(frame)[..d].ToArray())]) > 0)
            : null;
    }

    /// <summary>The points moved by the learned dynamics for <paramref name="steps"/> frames of the data they were learned from.</summary>
    /// <param name="model">The model.</param>
    /// <param name="points">Starts, with the model's columns, velocities included; every row begins a track.</param>
    /// <param name="steps">Frames.</param>
    /// <param name="seed">Names the noise, where the model has a temperature.</param>
    /// <exception cref="ArithmeticException">A point ran away.</exception>
    /// <exception cref="SettingException">The model was learned from samples, and knows of no motion.</exception>
    public static IReadOnlyList<Trajectory> Roll(LearnedModel model, Table points, int steps, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireMotion(model);
        ArgumentNullException.ThrowIfNull(points);
        int d = model.Columns.Length, inner = Math.Max(1, (int)Math.Round(model.Interval / model.StepSize));
        string[] columns = [.. model.Columns, .. model.VelocityColumns];
        Stepper stepper = model.Motion == Motion.Inertial ? new Inertial { StepSize = model.Interval / inner, Friction = model.Friction }
            : new Langevin { StepSize = model.Interval / inner, Temperature = model.Temperature ?? 0 };
        Chain chain = new(model.Energy, stepper, inner, new Rng((ulong)seed));
        double[][] state = [points.Numbers(model.Columns), .. model.VelocityColumns.Length > 0 ? [points.Numbers(model.VelocityColumns)] : Array.Empty<double[]>()];
        int rows = points.Rows;
        double[][] tracks = [.. Enumerable.Range(0, rows).Select(_ => new double[(steps + 1) * columns.Length])];
        for (int step = 0; step <= steps; step++)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int part = 0; part < state.Length; part++)
                {
                    state[part].AsSpan(row * d, d).CopyTo(tracks[row].AsSpan((step * columns.Length) + (part * d)));
                }
            }

            state = step < steps ? chain.Advance(state) : state;
            if (!Array.TrueForAll(state, part => Array.TrueForAll(part, double.IsFinite)))
            {
                throw new ArithmeticException($"A point ran away before frame {step + 1}; start nearer to what was seen.");
            }
        }

        double[] times = [.. Enumerable.Range(0, steps + 1).Select(step => step * model.Interval)];
        return [.. tracks.Select((values, row) => new Trajectory(row.ToString(), times, values, columns))];
    }
}
