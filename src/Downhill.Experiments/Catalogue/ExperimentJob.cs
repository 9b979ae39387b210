using System.Diagnostics;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Data;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments;

/// <summary>An experiment as a run: a directory with its configuration, its claims and numbers, its pictures and its report.</summary>
public static class ExperimentJob
{
    /// <summary>Runs an experiment in a new directory.</summary>
    /// <param name="plan">The experiment and its settings.</param>
    /// <param name="directory">Where; nothing may be there yet.</param>
    /// <param name="hear">Hears every finding as it is found.</param>
    /// <param name="tell">Hears how far it is.</param>
    /// <param name="stop">Ends the run; it can be resumed, which starts it over.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="SettingException">The directory exists.</exception>
    /// <exception cref="DataException">A recording is missing (then nothing is made), or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The numbers failed.</exception>
    public static Findings Start(PlannedExperiment plan, string directory, Action<Finding> hear, Action<string> tell, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ExperimentContext context = ContextOf(plan.Settings, tell, stop);
        RequireRecordings(plan.Experiment, context);

        // A run can be resumed from anywhere, so its configuration names the recordings in full.
        PlannedExperiment effective = plan with { Settings = plan.Settings with { Data = context.DataDirectory is { } data ? Path.GetFullPath(data) : null } };
        RunDirectory run = RunDirectory.Create(directory, effective.ToYaml(), RunEnvironment.Current(Processor.Simd, context.Threads));
        return Follow(run, plan, context, hear);
    }

    /// <summary>Runs a stopped experiment again, from its start; a finished one is left as it is.</summary>
    /// <param name="plan">The experiment of the directory's config.yaml, as <see cref="PlannedExperiment.Read"/> gives it.</param>
    /// <param name="directory">The run directory.</param>
    /// <param name="hear">Hears every finding as it is found.</param>
    /// <param name="tell">Hears how far it is.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>What was found, or null where it had been finished.</returns>
    /// <exception cref="DataException">A recording is missing, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static Findings? Resume(PlannedExperiment plan, string directory, Action<Finding> hear, Action<string> tell, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RunDirectory run = RunDirectory.Open(directory);
        if (run.ReadStatus().State == RunState.Done)
        {
            return null;
        }

        ExperimentContext context = ContextOf(plan.Settings, tell, stop);
        RequireRecordings(plan.Experiment, context);
        run.WriteStatus(new RunStatus(RunState.Running));
        return Follow(run, plan, context, hear);
    }

    private static ExperimentContext ContextOf(ExperimentSettings settings, Action<string> tell, CancellationToken stop) => new()
    {
        Size = settings.Size,
        Seed = settings.Seed,
        Threads = settings.ThreadCount,
        DataDirectory = settings.Data,
        Tell = tell,
        Stop = stop,
    };

    private static void RequireRecordings(Experiment experiment, ExperimentContext context)
    {
        foreach (string name in experiment.Recordings)
        {
            context.Recording(name);
        }
    }

    private static Findings Follow(RunDirectory run, PlannedExperiment plan, ExperimentContext context, Action<Finding> hear)
    {
        try
        {
            Stopwatch clock = Stopwatch.StartNew();
            Findings findings = Interruptible.Wait(() => Measure(plan.Experiment, context, hear), context.Stop);
            run.WriteSummary(Summary(plan, findings, clock.Elapsed));
            ExperimentReport.Write(run, plan, findings, clock.Elapsed);
            run.WriteStatus(new RunStatus(RunState.Done));
            return findings;
        }
        catch (Exception exception)
        {
            AfterFailure.Try(() => run.WriteStatus(exception is OperationCanceledException ? new(RunState.Stopped, "asked to stop") : new(RunState.Failed, Line(exception))));
            throw;
        }
    }

    private static Findings Measure(Experiment experiment, ExperimentContext context, Action<Finding> hear)
    {
        List<Finding> findings = [];
        context.Stop.ThrowIfCancellationRequested();
        foreach (Finding finding in experiment.Run(context))
        {
            findings.Add(finding);
            hear(finding);
            context.Stop.ThrowIfCancellationRequested();
        }

        return Findings.Of(findings);
    }

    private static JsonObject Summary(PlannedExperiment plan, Findings findings, TimeSpan time)
    {
        string? commit = RunEnvironment.Current(Processor.Simd, plan.Settings.ThreadCount).Commit;
        JsonObject summary = new()
        {
            ["experiment"] = plan.Experiment.Name,
            ["size"] = SettingDescription.Kebab(plan.Settings.Size.ToString()),
            ["seed"] = plan.Settings.Seed,
            ["command"] = plan.Command,
            ["commit"] = commit,
            ["seconds"] = Math.Round(time.TotalSeconds, 3),
            ["claims"] = Claim.ToJson(findings.Claims),
        };
        foreach (Noted number in findings.Numbers)
        {
            summary.Add(number.Name, number.Value);
        }

        return summary;
    }

    private static string Line(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
