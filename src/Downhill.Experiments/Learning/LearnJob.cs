using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Data;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Learning;

/// <summary>Learning as a run: a directory with the configuration, the metrics, the model, the numbers and the report.</summary>
public static class LearnJob
{
    private const int MetricsEvery = 20;

    /// <summary>Learns into a new directory, and returns it.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="directory">The directory, which must not exist; null: a name under runs/.</param>
    /// <param name="tell">Hears of every step.</param>
    /// <param name="say">Hears which columns were taken for what, before anything is learned.</param>
    /// <param name="warn">Hears what is odd in the tracks, before anything is learned.</param>
    /// <param name="stop">Ends the run within about half a second, whatever it does; once the directory is there it can be resumed.</param>
    /// <exception cref="SettingException">A setting cannot be used, or the directory exists.</exception>
    /// <exception cref="DataException">The tracks cannot be used, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The numbers failed.</exception>
    public static RunDirectory Start(LearnSettings settings, string? directory, Action<LearnProgress> tell, Action<string> say, Action<string> warn, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string path = directory ?? RunDirectory.DefaultPath("learn", DateTimeOffset.Now, settings.Seed);
        RunDirectory.RequireNew(path);
        Prepared prepared = Interruptible.Wait(() => LearnTracks.Prepare(settings), stop);
        stop.ThrowIfCancellationRequested();
        Say(prepared.Source, say);
        Array.ForEach([.. prepared.Source.Warnings], warn);

        // A run can be resumed from anywhere, so its configuration names the file in full.
        LearnSettings effective = settings with { Tracks = settings.Tracks is { } tracks ? Path.GetFullPath(tracks) : null };
        DataFingerprint? data = prepared.Source.Fingerprint;
        RunDirectory run = RunDirectory.Create(path, Settings.ToYaml(effective), RunEnvironment.Current(Processor.Simd, settings.ThreadCount) with { Data = data });
        using IDisposable held = run.Hold();
        Learn(run, prepared, Journal.Of(run, CheckpointStamp.Of(settings, data), warn), tell, stop);
        return run;
    }

    /// <summary>Learns a density from samples into a new directory, and returns it; the rest as for tracks.</summary>
    /// <exception cref="SettingException">A setting cannot be used, or the directory exists.</exception>
    /// <exception cref="DataException">The samples cannot be used, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The numbers failed.</exception>
    public static RunDirectory Start(LearnSamplesSettings settings, string directory, Action<LearnProgress> tell, Action<string> say, Action<string> warn, CancellationToken stop) =>
        SamplesJob.Start(settings, directory, tell, say, warn, stop);

    /// <summary>Continues a stopped run to the bits that it would have reached; a finished one is left as it is.</summary>
    /// <param name="directory">The run directory.</param>
    /// <param name="tell">Hears of every step.</param>
    /// <param name="warn">Hears what is odd in the tracks, and of a checkpoint that cannot be used.</param>
    /// <param name="stop">Ends the run; it can be resumed again.</param>
    /// <exception cref="SettingException">There is no such run, or another process works on it.</exception>
    /// <exception cref="DataException">The tracks are not those that the run began with, a checkpoint is damaged, or a file cannot be written.</exception>
    public static RunDirectory Resume(string directory, Action<LearnProgress> tell, Action<string> warn, CancellationToken stop)
    {
        RunDirectory run = RunDirectory.Open(directory);
        if (run.ReadStatus().State == RunState.Done)
        {
            return run;
        }

        using IDisposable held = run.Hold();
        if (SamplesJob.IsIn(run))
        {
            SamplesJob.Resume(run, tell, warn, stop);
            return run;
        }

        Prepared prepared = Interruptible.Wait(() => Reread(run), stop);
        stop.ThrowIfCancellationRequested();
        Array.ForEach([.. prepared.Source.Warnings], warn);
        Learn(run, prepared, Journal.Of(run, CheckpointStamp.Of(prepared.Settings, run.Data), warn), tell, stop);
        return run;
    }

    /// <summary>Writes the report of a finished run again, from its last checkpoint, its metrics and the tracks.</summary>
    /// <exception cref="DataException">The run has no checkpoint, or its tracks cannot be read or are not those that it began with.</exception>
    public static RunDirectory Report(string directory)
    {
        RunDirectory run = RunDirectory.Open(directory);
        if (SamplesJob.IsIn(run))
        {
            SamplesJob.Report(run);
            return run;
        }

        SeenLandscape seen = new(LearnTracks.Again(Reread(run), Journal.Finished(run), ReadMetrics(run.Metrics)));
        LearnReport.Write(run, seen, LearnSummary.Of(seen));
        return run;
    }

    // Of the example there is nothing to choose.
    private static void Say(TrackSource source, Action<string> say)
    {
        if (source.Choice.Length > 0)
        {
            say($"{source.Words}: {source.Choice}");
        }
    }

    private static Prepared Reread(RunDirectory run)
    {
        LearnSettings settings = Settings.Read(new LearnSettings(), run.Config, []);
        if (settings.Tracks is { } tracks && File.Exists(tracks) && run.Data is { } data)
        {
            RequireSame(tracks, data);
        }

        return LearnTracks.Prepare(settings);
    }

    // Before anything else is said of it: what is wrong with another file is not what is wrong.
    internal static void RequireSame(string file, DataFingerprint begun)
    {
        DataFingerprint now = DataFingerprint.Of(file);
        if (now != begun)
        {
            throw new DataException(file, null, null, $"found {now.Bytes} bytes (SHA-256 {now.Sha256[..12]}…) where the run began with {begun.Bytes} ({begun.Sha256[..12]}…), expected the same file, restore it or learn again into another directory");
        }
    }

    internal static LearnProgress[] ReadMetrics(string file)
    {
        List<LearnProgress> progress = [];
        foreach (string line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            try
            {
                JsonNode json = JsonNode.Parse(line)!;
                progress.Add(new LearnProgress((string)json["fit"]!, (int)json["step"]!, 0, NumberOf(json["loss"])!.Value, NumberOf(json["withheld"])));
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or ArgumentException or FormatException)
            {
                throw new DataException(file, progress.Count + 1, null, "found a damaged line, expected step, loss and withheld as JSON, learn again", exception);
            }
        }

        return [.. progress];
    }

    // A number that is not finite is written as text.
    private static double? NumberOf(JsonNode? json) => json is null ? null : json.GetValueKind() == JsonValueKind.String ? double.Parse((string)json!, CultureInfo.InvariantCulture) : (double)json;

    private static void Learn(RunDirectory run, Prepared prepared, Journal journal, Action<LearnProgress> tell, CancellationToken stop) =>
        Follow(run, journal, () => Find(run, prepared, journal, tell, stop), stop);

    /// <summary>Does the work of a run, and writes how it ended.</summary>
    internal static void Follow<T>(RunDirectory run, Journal journal, Func<T> find, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            run.WriteStatus(new RunStatus(RunState.Running));
            Interruptible.Wait(find, stop);
            run.WriteStatus(new RunStatus(RunState.Done, Seconds: clock.Elapsed.TotalSeconds));
        }
        catch (OperationCanceledException)
        {
            journal.Close();
            run.WriteStatus(new RunStatus(RunState.Stopped, "asked to stop"));
            throw;
        }
        catch (Exception exception)
        {
            AfterFailure.Try(journal.Close);
            AfterFailure.Try(() => run.WriteStatus(new RunStatus(RunState.Failed, exception.Message.ReplaceLineEndings(" "))));
            throw;
        }
    }

    // May be killed anywhere: what it saves appears whole, and a run is finished only when its status says so.
    private static LearnResult Find(RunDirectory run, Prepared prepared, Journal journal, Action<LearnProgress> tell, CancellationToken stop)
    {
        LearnResult result = LearnTracks.Run(prepared, journal, step => Hear(run, step, tell), stop);
        journal.Save();
        stop.ThrowIfCancellationRequested();

        // A run that was resumed heard only the last part of its own progress; the file has all of it.
        LearnedModel model = result.Model with { Visited = VisitedRegion.Thinned(LearnTracks.Visited(prepared.Split.Learn, result.Model.Columns.Length), result.Model.Columns.Length) };
        result = result with { Progress = ReadMetrics(run.Metrics), Model = model };
        result.Model.Save(run.Model, run.ModelDescription);
        SeenLandscape seen = new(result);
        JsonObject summary = LearnSummary.Of(seen);
        run.WriteSummary(summary);
        LearnReport.Write(run, seen, summary);
        return result;
    }

    /// <summary>Whether a step is written to metrics.jsonl.</summary>
    internal static bool IsKept(LearnProgress step) => step.Step % MetricsEvery == 0 || step.Withheld is not null;

    internal static void Hear(RunDirectory run, LearnProgress step, Action<LearnProgress> tell)
    {
        if (IsKept(step))
        {
            run.AppendMetrics(new JsonObject { ["fit"] = step.Doing, ["step"] = step.Step, ["loss"] = step.Loss, ["withheld"] = step.Withheld });
        }

        tell(step);
    }
}
