using System.Diagnostics;
using System.Numerics;
using Downhill.Compute;
using Downhill.Data;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>The main job: tracks in, a landscape out.</summary>
internal static class LearnTracks
{
    private const int Attempts = 3, VisitedPoints = 20_000;
    private static readonly int[] LagFrames = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    /// <summary>Reads and checks everything that can be checked before learning.</summary>
    internal static Prepared Prepare(LearnSettings settings)
    {
        TrackSource source = TrackSource.Read(settings);
        RequireFit(settings, source);
        StateEstimate? estimate = settings.Dynamics == Motion.Inertial ? Estimate(settings, source) : null;
        TrackSplit split = TrackSplit.Of(estimate?.Tracks ?? source.Tracks, settings.HeldOut);
        Protocol protocol = Protocol.For(settings.Tracks ?? "(example)", settings.Dynamics, split.Learn, source.Dimension, source.Interval, settings.Unroll);
        RequireWindows(settings, split, protocol);
        return new Prepared(settings, source, estimate, split, protocol);
    }

    /// <summary>Learns; <paramref name="tell"/> hears of every step, <paramref name="stop"/> ends it.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The numbers failed.</exception>
    internal static LearnResult Run(Prepared prepared, Action<Progress> tell, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Learned learned = Learn(prepared.Settings, prepared.Split, prepared.Protocol, tell, stop);
        LearnResult result = Measure(prepared, learned, stop);
        return result with { Seconds = clock.Elapsed.TotalSeconds };
    }

    /// <summary>The same result again, from a model that was learned before.</summary>
    internal static LearnResult Again(Prepared prepared, LearnedModel model, IReadOnlyList<Progress> progress)
    {
        int inner = Math.Max(1, (int)Math.Round(prepared.Protocol.Stride * prepared.Protocol.Interval / model.StepSize));
        Protocol protocol = prepared.Protocol with { InnerSteps = inner, StepSize = model.StepSize };
        FrictionFit? friction = prepared.Estimate is null ? null : Fit(model.Energy, protocol, prepared.Split, model.Friction, prepared.Settings.ThreadCount);
        return Measure(prepared, new Learned(model.Energy, model.Temperature ?? 0, friction, protocol, progress, []), CancellationToken.None);
    }

    /// <summary>Everything that is said of a learned energy.</summary>
    private static LearnResult Measure(Prepared prepared, Learned learned, CancellationToken stop)
    {
        (LearnSettings settings, TrackSource source, StateEstimate? estimate, TrackSplit split, Protocol _) = prepared;
        (Energy energy, double _, FrictionFit? friction, Protocol protocol, IReadOnlyList<Progress> progress, string[] warnings) = learned;
        bool isInertial = estimate is not null;
        double gamma = friction?.Value ?? 0;
        Trajectory[] recorded = [.. split.HeldOut.Select(held => source.Tracks.First(track => track.Name == held.Name && track.Times[0] <= held.Times[0] && track.Times[^1] >= held.Times[^1]))];
        (double Value, double Error)? temperature = protocol.IsNoisy ? NoisyStep.Temperature(energy, protocol, learned.Own, split.HeldOut) : null;
        double[] visited = Visited(split.Learn, source.Dimension);
        Minima minima = Minima.Of(energy, visited, protocol.Radius, protocol.EnergyScale);
        LearnedModel model = new()
        {
            Energy = (Mlp)energy,
            Offset = minima.Points.Select(minimum => minimum.Energy).Append(Landscape.Of(energy).Evaluate(visited).Energies.Min()).Min(),
            Motion = settings.Dynamics,
            Columns = source.Columns,
            VelocityColumns = isInertial ? [.. split.Learn[0].Columns.Skip(source.Dimension)] : [],
            Friction = gamma,
            Temperature = temperature?.Value,
            Interval = protocol.Interval,
            StepSize = protocol.StepSize,
        };
        return new LearnResult
        {
            Settings = settings,
            Source = source.Words,
            Model = model,
            Protocol = protocol,
            Split = split,
            Recorded = source.Tracks,
            Estimate = estimate,
            Progress = progress,
            Friction = friction,
            Minima = minima,
            Saddles = Saddles.Of(energy, visited, protocol.Radius, protocol.EnergyScale, minima),
            HeldOut = HeldOutScore.Of(energy, protocol, gamma, temperature?.Value ?? 1, split.HeldOut, recorded, settings.ThreadCount),
            TemperatureError = temperature?.Error,
            Share = DownhillShare.Of(prepared, protocol, energy, gamma, temperature?.Value ?? 1, stop),
            Lags = estimate is null ? [] : LagTable(source, estimate.Noise),
            Seconds = 0,
            Warnings = [.. source.Warnings, .. warnings],
        };
    }

    /// <summary>Positions that were visited, evenly thinned, shape [n, dimension].</summary>
    internal static double[] Visited(IReadOnlyList<Trajectory> tracks, int dimension)
    {
        int every = 1 + (tracks.Sum(track => track.Frames) / VisitedPoints);
        return [.. tracks.SelectMany(track => Enumerable.Range(0, track.Frames).Where(frame => frame % every == 0).SelectMany(frame => track.State(frame)[..dimension].ToArray()))];
    }

    // Learned again with half the step where the step size, and not the data, decides the friction.
    private static Learned Learn(LearnSettings settings, TrackSplit split, Protocol protocol, Action<Progress> tell, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            List<Progress> progress = [];
            (Energy energy, double first) = settings.Precision == Precision.Float
                ? Train<float>(settings, split, protocol, progress, tell, stop)
                : Train<double>(settings, split, protocol, progress, tell, stop);
            if (protocol.Motion == Motion.Overdamped)
            {
                return new Learned(energy, first, null, protocol, progress, []);
            }

            FrictionFit friction = Fit(energy, protocol, split, first, settings.ThreadCount);
            Protocol finer = protocol with { InnerSteps = 2 * protocol.InnerSteps, StepSize = protocol.StepSize / 2 };
            double shift = Math.Abs(Fit(energy, finer, split, friction.Value, settings.ThreadCount).Value - friction.Value);
            if (double.IsNaN(friction.StandardError) || shift < (friction.Interval.High - friction.Interval.Low) / 8)
            {
                return new Learned(energy, first, friction, protocol, progress, []);
            }

            if (attempt == Attempts)
            {
                return new Learned(energy, first, friction, protocol, progress, [$"the friction still moves by {shift:G2} per second when the step size is halved; treat it as uncertain by that much"]);
            }

            protocol = finer;
        }
    }

    internal static Schedule ScheduleFor(LearnSettings settings, Protocol protocol) => new()
    {
        Steps = settings.Steps,
        BatchSize = settings.Batch ?? (protocol.IsNoisy ? 1024 : 256),
        StepSize = settings.LearningRate ?? (protocol.IsNoisy ? 0.003 : 0.01),
    };

    private static FrictionFit Fit(Energy energy, Protocol protocol, TrackSplit split, double first, int threads) =>
        FrictionFit.Of(energy, protocol, [.. split.Learn.Concat(split.Withheld)], first, threads);

    private static (Energy Energy, double Friction) Train<T>(
        LearnSettings settings, TrackSplit split, Protocol protocol, List<Progress> progress, Action<Progress> tell, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Rng rng = new((ulong)settings.Seed);
        Mlp start = new(protocol.Dimension, settings.Widths, rng.Fork(1))
        {
            Activation = settings.Activation,
            Center = protocol.Center,
            Radius = protocol.Radius,
            Scale = protocol.EnergyScale,
        };
        Schedule schedule = ScheduleFor(settings, protocol);
        Windows windows = new(split.Learn, protocol.Matched, protocol.Stride), withheld = new(split.Withheld, protocol.Matched, protocol.Stride);
        Trainer<T> trainer = new(start, protocol.Objective, windows, withheld, schedule, rng.Fork(2), settings.ThreadCount);
        foreach (Progress step in trainer.Run())
        {
            progress.Add(step);
            tell(step);
            stop.ThrowIfCancellationRequested();
        }

        return (trainer.Energy, trainer.Own.Count > 0 ? Math.Exp(trainer.Own[0].Values[0]) : 0);
    }

    private static IReadOnlyList<(double Lag, double NoiseShare)> LagTable(TrackSource source, double noise)
    {
        int shortest = source.Tracks.Min(track => track.Frames);
        int[] lags = [.. LagFrames.Where(lag => 4 * lag < shortest)];
        return [.. lags.Select(lag => (lag * source.Interval, StateEstimate.NoiseShare(source.Tracks, source.Dimension, noise, lag)))];
    }

    private static StateEstimate Estimate(LearnSettings settings, TrackSource source)
    {
        try
        {
            return StateEstimate.Of(source.Tracks, source.Dimension, source.Interval);
        }
        catch (ArgumentException exception)
        {
            throw new DataException(settings.Tracks ?? "(example)", null, null, "found tracks too short or too coarse to fit velocities to, expected more frames in a swing, record longer or faster", exception);
        }
    }

    private static void RequireFit(LearnSettings settings, TrackSource source)
    {
        if (settings.Widths.Length == 0)
        {
            throw new SettingException("widths: found no hidden layer, expected at least one, for example 32,32");
        }

        if (settings.Dynamics == Motion.Overdamped && source.VelocityColumns.Length > 0)
        {
            throw new SettingException("velocity: found velocity columns with --dynamics overdamped, expected inertial motion, give --dynamics inertial or leave --velocity out");
        }
    }

    private static void RequireWindows(LearnSettings settings, TrackSplit split, Protocol protocol)
    {
        if (new Windows(split.Learn, protocol.Matched, protocol.Stride).Count == 0)
        {
            throw new DataException(settings.Tracks ?? "(example)", null, null, $"found tracks shorter than the {protocol.Matched * protocol.Stride} frames of a window, expected longer ones, give a smaller --unroll");
        }
    }
}

/// <summary>What learning itself gives.</summary>
/// <param name="Energy">The landscape.</param>
/// <param name="Own">What the objective learned besides: a friction or a temperature.</param>
/// <param name="Friction">For inertial motion.</param>
/// <param name="Protocol">What was learned with, after any halving of the step.</param>
/// <param name="Progress">Every step.</param>
/// <param name="Warnings">What the report must say.</param>
internal sealed record Learned(Energy Energy, double Own, FrictionFit? Friction, Protocol Protocol, IReadOnlyList<Progress> Progress, string[] Warnings);

/// <summary>What is known before learning.</summary>
internal sealed record Prepared(LearnSettings Settings, TrackSource Source, StateEstimate? Estimate, TrackSplit Split, Protocol Protocol);
