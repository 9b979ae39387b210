using Downhill.Compute;
using Downhill.Data;
using Downhill.Experiments.Diagnostics;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>The main job: tracks in, a landscape out.</summary>
internal static class LearnTracks
{
    // Roll-outs of a learned flow go by plain steps, each of a hundredth of a frame.
    private const int FlowSubsteps = 100;
    private const int Attempts = 3, VisitedPoints = 20_000;
    private static readonly int[] LagFrames = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    /// <summary>Reads and checks everything that can be checked before learning.</summary>
    internal static Prepared Prepare(LearnSettings settings) => Prepare(settings, TrackSource.Read(settings));

    /// <summary>The same for tracks that are at hand already.</summary>
    internal static Prepared Prepare(LearnSettings settings, TrackSource source)
    {
        RequireFit(settings, source);
        StateEstimate? estimate = settings.Dynamics == Motion.Inertial ? Estimate(settings, source) : null;
        TrackSplit split = TrackSplit.Of(estimate?.Tracks ?? source.Tracks, settings.HeldOut);
        Protocol protocol = Protocol.For(settings.Tracks ?? "(example)", settings.Dynamics, split.Learn, source.Dimension, source.Interval, settings.Unroll);
        protocol = settings.Between == Between.Flow ? protocol.AlongFlow() : protocol;
        RequireWindows(settings, split, protocol);
        Measurable.RequireOneUnit(settings.Tracks, split.Learn, protocol);
        return new Prepared(settings, source, estimate, split, protocol);
    }

    /// <summary>Learns; finished pieces come from the journal.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The numbers failed.</exception>
    internal static LearnResult Run(Prepared prepared, Journal journal, Action<LearnProgress> tell, CancellationToken stop)
    {
        List<LearnProgress> progress = [];
        Fitting fitting = new(journal, step => Hear(step, progress, tell), stop);
        return Measure(prepared, Learn(prepared, fitting), progress, fitting);
    }

    /// <summary>The same result again, from the journal alone.</summary>
    internal static LearnResult Again(Prepared prepared, Journal journal, IReadOnlyList<LearnProgress> progress)
    {
        Fitting fitting = new(journal, _ => { }, CancellationToken.None);
        return Measure(prepared, Learn(prepared, fitting), progress, fitting);
    }

    /// <summary>Everything that is said of a learned energy.</summary>
    private static LearnResult Measure(Prepared prepared, Learned learned, IReadOnlyList<LearnProgress> progress, Fitting fitting)
    {
        (LearnSettings settings, TrackSource source, StateEstimate? estimate, TrackSplit split, Protocol _) = prepared;
        (ModelFit fit, FrictionFit? friction, Protocol protocol, string[] warnings) = learned;
        Energy energy = fit.Energy;
        bool isInertial = estimate is not null;
        double gamma = friction?.Value ?? 0;
        Trajectory[] recorded = [.. split.HeldOut.Select(held => source.Tracks.First(track => track.Name == held.Name && track.Times[0] <= held.Times[0] && track.Times[^1] >= held.Times[^1]))];
        (double Value, double Error)? temperature = protocol.IsNoisy ? learned.Diffusion ?? NoisyStep.Temperature(energy, protocol, Math.Exp(fit.Own), split.HeldOut, energy is MeanEnergy ? null : split.Learn, fit.Choice.Best.Parameters) : null;
        double[] visited = Visited(split.Learn, source.Dimension);
        Minima minima = Minima.Of(energy, visited, protocol.Radius, protocol.EnergyScale);
        LearnedModel model = new()
        {
            Energy = energy,
            Members = fit.Members,
            Offset = minima.Points.Select(minimum => minimum.Energy).Append(Landscape.Of(energy).Evaluate(visited).Energies.Min()).Min(),
            Motion = settings.Dynamics,
            Columns = source.Columns,
            VelocityColumns = isInertial ? [.. split.Learn[0].Columns.Skip(source.Dimension)] : [],
            Friction = gamma,
            Temperature = temperature?.Value,
            Interval = protocol.Interval,
            StepSize = protocol.Between == Between.Flow ? protocol.Interval / FlowSubsteps : protocol.StepSize,
        };
        Saddle[] saddles = Saddles.Of(energy, visited, protocol.Radius, protocol.EnergyScale, minima);
        return new LearnResult
        {
            Settings = settings,
            Source = source.Words,
            Columns = source.Choice,
            Model = model,
            Protocol = protocol,
            Split = split,
            IsOfAll = fit.IsOfAll,
            Recorded = source.Tracks,
            Estimate = estimate,
            Progress = progress,
            Friction = friction,
            Minima = minima,
            Saddles = saddles,
            Bands = Bands.Of(model, protocol.Radius, minima, saddles),
            HeldOut = HeldOutScore.Of(fit.Scored, protocol, gamma, temperature?.Value ?? 1, split.HeldOut, recorded, settings.ThreadCount),
            TemperatureError = temperature?.Error,
            Share = DownhillShare.Of(prepared, protocol, fit.Even, gamma, temperature?.Value ?? 1, fitting),
            Steps = LearnedSteps.Of(prepared, protocol, fit, gamma, temperature?.Value ?? 1),
            Lags = estimate is null ? [] : LagTable(source, estimate.Noise),
            Choice = fit.Choice,
            Warnings = [.. source.Warnings, .. warnings],
        };
    }

    /// <summary>Positions that were visited, evenly thinned, shape [n, dimension].</summary>
    internal static double[] Visited(IReadOnlyList<Trajectory> tracks, int dimension)
    {
        int every = 1 + (tracks.Sum(track => track.Frames) / VisitedPoints);
        return [.. tracks.SelectMany(track => Enumerable.Range(0, track.Frames).Where(frame => frame % every == 0).SelectMany(frame => track.State(frame)[..dimension].ToArray()))];
    }

    private static void Hear(LearnProgress step, List<LearnProgress> progress, Action<LearnProgress> tell)
    {
        progress.Add(step);
        tell(step);
    }

    // Learned again with half the step where the step size, and not the data, decides the friction.
    private static Learned Learn(Prepared prepared, Fitting fitting)
    {
        LearnSettings settings = prepared.Settings;
        (Protocol protocol, string[] notes, (double, double)? diffusion) = Spaced(prepared, fitting);
        for (int attempt = 1; ; attempt++)
        {
            ModelFit fit = new ModelFitting(settings, protocol, prepared.Split, fitting, attempt == 1 ? "" : $"attempt{attempt}.").Run(settings.Resamples);
            if (!double.IsFinite(Math.Exp(fit.Own)))
            {
                throw new ArithmeticException($"the fit ended with a {(protocol.IsNoisy ? "temperature" : "friction")} of {Math.Exp(fit.Own):G3}: it did not converge; allow more --steps");
            }

            if (protocol.Motion == Motion.Overdamped)
            {
                return new Learned(fit, null, protocol, notes) { Diffusion = diffusion };
            }

            FrictionFit friction = Fit(fit.Energy, protocol, prepared.Split, Math.Exp(fit.Own), settings.ThreadCount);
            Protocol finer = protocol with { InnerSteps = 2 * protocol.InnerSteps, StepSize = protocol.StepSize / 2 };
            double shift = Math.Abs(Fit(fit.Energy, finer, prepared.Split, friction.Value, settings.ThreadCount).Value - friction.Value);
            if (double.IsNaN(friction.StandardError) || shift < (friction.Interval.High - friction.Interval.Low) / 8)
            {
                return new Learned(fit, friction, protocol, []);
            }

            if (attempt == Attempts)
            {
                return new Learned(fit, friction, protocol, [$"the friction still moves by {shift:G2} per second when the step size is halved; treat it as uncertain by that much"]);
            }

            protocol = finer;
        }
    }

    // Steps that remember those before them are no independent news, whatever a first landscape explains of them.
    private static (Protocol Protocol, string[] Notes, (double, double)? Diffusion) Spaced(Prepared prepared, Fitting fitting)
    {
        (Protocol protocol, IReadOnlyList<Trajectory> tracks) = (prepared.Protocol, prepared.Split.Learn);
        Rng rng = new Rng((ulong)prepared.Settings.Seed).Fork(5);
        if (!protocol.IsNoisy || StepDiagnostics.Of(tracks, protocol.Interval, null, rng) is not { RecommendedStride: > 1 })
        {
            return (protocol, [], null);
        }

        FittedClass first = new ModelFitting(prepared.Settings with { Model = ModelClass.Radial }, protocol, prepared.Split, fitting, "first.").Chosen().Fit;
        double[][] residuals = Residuals.Of(tracks, states => NoisyStep.Means(first.Energy, protocol, Math.Exp(first.Own), states));
        return StepDiagnostics.Of(tracks, protocol.Interval, residuals, rng) is { RecommendedStride: > 1 and int stride } steps
            ? (protocol.Strided(stride), [$"successive steps are correlated, so the landscape is learned from frames {stride} apart{(steps.Diffusion is null ? "" : ", and the temperature is the diffusion coefficient at long lags")}"], steps.Diffusion is { } d ? (d.Value.Value, d.Value.Error) : null)
            : (protocol, [], null);
    }

    private static FrictionFit Fit(Energy energy, Protocol protocol, TrackSplit split, double first, int threads) =>
        FrictionFit.Of(energy, protocol, split.Learn, first, threads);

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
/// <param name="Fit">The landscape, and those of the resamples.</param>
/// <param name="Friction">For inertial motion.</param>
/// <param name="Protocol">What was learned with, after any halving of the step.</param>
/// <param name="Warnings">What the report must say.</param>
internal sealed record Learned(ModelFit Fit, FrictionFit? Friction, Protocol Protocol, string[] Warnings)
{
    /// <summary>Where steps are correlated: the diffusion coefficient at long lags, and its standard error.</summary>
    internal (double Value, double Error)? Diffusion { get; init; }
}

/// <summary>What is known before learning.</summary>
internal sealed record Prepared(LearnSettings Settings, TrackSource Source, StateEstimate? Estimate, TrackSplit Split, Protocol Protocol);
