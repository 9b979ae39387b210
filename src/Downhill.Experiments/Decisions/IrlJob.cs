using System.Diagnostics;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>Finding the reward behind demonstrations, as a run: a directory with the reward, the policy under it, the numbers and a report.</summary>
public static class IrlJob
{
    /// <summary>Finds a reward in a new directory.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="directory">Where; nothing may be there yet.</param>
    /// <param name="tell">Hears how far it is.</param>
    /// <param name="stop">Ends the run; it can be resumed, which starts it over.</param>
    /// <returns>The verdicts, in words.</returns>
    /// <exception cref="SettingException">The directory exists, or the settings do not fit one another.</exception>
    /// <exception cref="Data.DataException">A file cannot be used (then nothing is made) or written.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The process has no such value, or the numbers failed.</exception>
    public static IReadOnlyList<Verdict> Start(IrlSettings settings, string directory, Action<string> tell, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RunDirectory.RequireNew(directory);
        IrlTask task = Interruptible.Wait(() => IrlTask.Of(settings), stop);

        // A run can be resumed from anywhere, so its configuration names the files in full.
        task = task with { Settings = settings with { Demonstrations = Path.GetFullPath(settings.Demonstrations!), Mdp = settings.Mdp is { } mdp ? Path.GetFullPath(mdp) : null } };
        RunDirectory run = RunDirectory.Create(directory, Settings.ToYaml(task.Settings), RunEnvironment.Current(Processor.Simd, settings.ThreadCount));
        return Follow(run, task, tell, stop);
    }

    /// <summary>Runs a stopped one again, from its start or, in an environment, from the end of learning; a finished one is left as it is.</summary>
    /// <param name="directory">The run directory.</param>
    /// <param name="tell">Hears how far it is.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>The verdicts, or none where it had been finished.</returns>
    /// <exception cref="Data.DataException">A file cannot be used or written.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IReadOnlyList<Verdict> Resume(string directory, Action<string> tell, CancellationToken stop)
    {
        RunDirectory run = RunDirectory.Open(directory);
        return run.ReadStatus().State == RunState.Done ? [] : Follow(run, IrlTask.Of(Read(run)), tell, stop);
    }

    /// <summary>Writes everything of a finished run again, its report too; what was learned in an environment is read and not learned again.</summary>
    /// <param name="directory">The run directory.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The directory.</returns>
    public static RunDirectory Report(string directory, CancellationToken stop)
    {
        RunDirectory run = RunDirectory.Open(directory);
        Write(run, IrlTask.Of(Read(run)), static _ => { }, stop);
        return run;
    }

    private static IrlSettings Read(RunDirectory run) => Settings.Read(new IrlSettings(), run.Config, []);

    private static IReadOnlyList<Verdict> Follow(RunDirectory run, IrlTask task, Action<string> tell, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            run.WriteStatus(new RunStatus(RunState.Running));
            Findings found = Interruptible.Wait(() => Write(run, task, tell, stop), stop);
            run.WriteStatus(new RunStatus(RunState.Done, Seconds: clock.Elapsed.TotalSeconds));
            return found.Verdicts;
        }
        catch (Exception exception)
        {
            AfterFailure.Try(() => run.WriteStatus(exception is OperationCanceledException ? new(RunState.Stopped, "asked to stop") : new(RunState.Failed, exception.Message.ReplaceLineEndings(" "))));
            throw;
        }
    }

    private static Findings Write(RunDirectory run, IrlTask task, Action<string> tell, CancellationToken stop)
    {
        Findings found = Findings.Of([.. task.Run(run, tell, stop)]);
        run.WriteSummary(new JsonObject(found.Numbers.Select(number => new KeyValuePair<string, JsonNode?>(number.Name, number.Value))));
        ExperimentReport.Write(run, found, new Page(task.Title) { Lead = task.Lead, Footer = $"Seed {task.Settings.Seed}. {task.Footer}" }, Settings.ToYaml(task.Settings));
        return found;
    }
}
