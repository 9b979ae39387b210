using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>Learning from samples as a run.</summary>
internal static class SamplesJob
{
    private const string Key = "samples";

    /// <summary>Whether a run learns, or learned, from samples.</summary>
    internal static bool IsIn(RunDirectory run) => LearnSamplesSettings.IsIn(run.Config);

    /// <summary>As <see cref="LearnJob.Start(LearnSettings, string?, Action{LearnProgress}, Action{string}, Action{string}, CancellationToken)"/>.</summary>
    internal static RunDirectory Start(LearnSamplesSettings settings, string directory, Action<LearnProgress> tell, Action<string> say, Action<string> warn, CancellationToken stop)
    {
        RunDirectory.RequireNew(directory);
        PreparedSamples prepared = Interruptible.Wait(() => LearnSamples.Prepare(settings), stop);
        stop.ThrowIfCancellationRequested();
        say($"{prepared.File.Words}: {prepared.File.Choice}");
        Array.ForEach([.. prepared.File.Warnings], warn);
        LearnSamplesSettings effective = settings with { Samples = Path.GetFullPath(settings.Samples!) };
        RunDirectory run = RunDirectory.Create(directory, Settings.ToYaml(effective), RunEnvironment.Current(Processor.Simd, settings.ThreadCount) with { Data = prepared.File.Fingerprint });
        using IDisposable held = run.Hold();
        Learn(run, prepared, tell, warn, stop);
        return run;
    }

    /// <summary>Continues a stopped run that is held.</summary>
    internal static void Resume(RunDirectory run, Action<LearnProgress> tell, Action<string> warn, CancellationToken stop)
    {
        PreparedSamples prepared = Interruptible.Wait(() => Reread(run), stop);
        stop.ThrowIfCancellationRequested();
        Array.ForEach([.. prepared.File.Warnings], warn);
        Learn(run, prepared, tell, warn, stop);
    }

    /// <summary>Writes the report of a finished run again.</summary>
    internal static void Report(RunDirectory run)
    {
        DensityResult result = LearnSamples.Run(Reread(run), Journal.Finished(run), LearnJob.ReadMetrics(run.Metrics), _ => { }, CancellationToken.None);
        DensityReport.Write(run, result, DensitySummary.Of(result));
    }

    private static PreparedSamples Reread(RunDirectory run)
    {
        LearnSamplesSettings settings = Settings.Read(new LearnSamplesSettings(), run.Config, []);
        if (File.Exists(settings.Samples) && run.Data is { } data)
        {
            LearnJob.RequireSame(settings.Samples, data);
        }

        return LearnSamples.Prepare(settings);
    }

    private static void Learn(RunDirectory run, PreparedSamples prepared, Action<LearnProgress> tell, Action<string> warn, CancellationToken stop)
    {
        Journal journal = Journal.Of(run, CheckpointStamp.OfAll(prepared.Settings with { Samples = Key, Threads = 0 }, prepared.File.Fingerprint), warn);
        LearnJob.Follow(run, journal, () => Find(run, prepared, journal, tell, stop), stop);
    }

    // May be killed anywhere, as LearnJob's.
    private static DensityResult Find(RunDirectory run, PreparedSamples prepared, Journal journal, Action<LearnProgress> tell, CancellationToken stop)
    {
        DensityResult result = LearnSamples.Run(prepared, journal, [], step => LearnJob.Hear(run, step, tell), stop);
        journal.Save();
        stop.ThrowIfCancellationRequested();
        result = result with { Progress = LearnJob.ReadMetrics(run.Metrics) };
        result.Model.Save(run.Model, run.ModelDescription);
        JsonObject summary = DensitySummary.Of(result);
        run.WriteSummary(summary);
        DensityReport.Write(run, result, summary);
        return result;
    }
}
