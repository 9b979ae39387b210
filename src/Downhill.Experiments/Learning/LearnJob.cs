using System.Diagnostics;
using System.Text.Json.Nodes;
using Downhill.Compute;
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
    /// <param name="stop">Ends the run; it can be resumed.</param>
    /// <exception cref="SettingException">A setting cannot be used, or the directory exists.</exception>
    /// <exception cref="Data.DataException">The tracks cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The numbers failed.</exception>
    public static RunDirectory Start(LearnSettings settings, string? directory, Action<LearnProgress> tell, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string path = directory ?? RunDirectory.DefaultPath("learn", DateTimeOffset.Now, settings.Seed);
        Prepared prepared = LearnTracks.Prepare(settings);

        // A run can be resumed from anywhere, so its configuration names the file in full.
        LearnSettings effective = settings with { Tracks = settings.Tracks is { } file ? Path.GetFullPath(file) : null };
        RunDirectory run = RunDirectory.Create(path, Settings.ToYaml(effective), RunEnvironment.Current(Processor.Simd, settings.ThreadCount));
        Learn(run, prepared, tell, stop);
        return run;
    }

    /// <summary>Continues a stopped run to the bits that it would have reached; a finished one is left as it is.</summary>
    public static RunDirectory Resume(string directory, Action<LearnProgress> tell, CancellationToken stop)
    {
        RunDirectory run = RunDirectory.Open(directory);
        if (run.ReadStatus().State != RunState.Done)
        {
            Learn(run, LearnTracks.Prepare(Settings.Read(new LearnSettings(), run.Config, [])), tell, stop);
        }

        return run;
    }

    /// <summary>Writes the report of a finished run again, from its model, its metrics and the tracks.</summary>
    /// <exception cref="Data.DataException">The run has no model, or its tracks cannot be read.</exception>
    public static RunDirectory Report(string directory)
    {
        RunDirectory run = RunDirectory.Open(directory);
        Prepared prepared = LearnTracks.Prepare(Settings.Read(new LearnSettings(), run.Config, []));
        LearnReport.Write(run, LearnTracks.Again(prepared, Journal.Of(run), ReadMetrics(run.Metrics)));
        return run;
    }

    private static LearnProgress[] ReadMetrics(string file)
    {
        List<LearnProgress> progress = [];
        foreach (string line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            try
            {
                JsonNode json = JsonNode.Parse(line)!;
                progress.Add(new LearnProgress((string)json["fit"]!, (int)json["step"]!, 0, (double)json["loss"]!, (double?)json["withheld"]));
            }
            catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException or FormatException)
            {
                throw new Data.DataException(file, progress.Count + 1, null, "found a damaged line, expected step, loss and withheld as JSON, learn again", exception);
            }
        }

        return [.. progress];
    }

    private static void Learn(RunDirectory run, Prepared prepared, Action<LearnProgress> tell, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        run.WriteStatus(new RunStatus(RunState.Running));
        Journal journal = Journal.Of(run);
        try
        {
            LearnResult result = LearnTracks.Run(prepared, journal, step => Hear(run, step, tell), stop);
            journal.Save();
            result.Model.Save(run.Model, run.ModelDescription);
            run.WriteSummary(LearnSummary.Of(result));
            LearnReport.Write(run, result);
            run.WriteStatus(new RunStatus(RunState.Done, Seconds: clock.Elapsed.TotalSeconds));
        }
        catch (OperationCanceledException)
        {
            journal.Save();
            run.WriteStatus(new RunStatus(RunState.Stopped, "asked to stop"));
            throw;
        }
        catch (ArithmeticException exception)
        {
            journal.Save();
            run.WriteStatus(new RunStatus(RunState.Failed, exception.Message));
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Try(() => run.WriteStatus(new RunStatus(RunState.Failed, exception.Message)));
            throw;
        }
    }

    // A disk that is full for the results may be full for the status too; the first failure is the one to tell.
    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whether a step is written to metrics.jsonl.</summary>
    internal static bool IsKept(LearnProgress step) => step.Step % MetricsEvery == 0 || step.Withheld is not null;

    private static void Hear(RunDirectory run, LearnProgress step, Action<LearnProgress> tell)
    {
        if (IsKept(step))
        {
            run.AppendMetrics(new JsonObject { ["fit"] = step.Doing, ["step"] = step.Step, ["loss"] = step.Loss, ["withheld"] = step.Withheld });
        }

        tell(step);
    }
}
