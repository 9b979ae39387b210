using Downhill.Experiments;
using Downhill.Experiments.Decisions;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>Runs of learning that came to their end.</summary>
internal static class FinishedRun
{
    /// <summary>The run in a directory.</summary>
    /// <exception cref="SettingException">It is none, an experiment, or not finished.</exception>
    internal static RunDirectory Open(string directory)
    {
        RunDirectory run = RunDirectory.Open(directory);
        if (PlannedExperiment.IsIn(run.Config))
        {
            throw new SettingException($"{directory}: found an experiment, which makes its report as it runs and leaves no landscape, expected a run of learn");
        }

        RunStatus status = run.ReadStatus();
        return status.State == RunState.Done ? run
            : throw new SettingException($"{directory}: found a run that is not finished{Why(status)}, expected a finished one; resume it with: downhill resume {LearnRun.Quoted(directory)}");
    }

    /// <summary>What it learned.</summary>
    internal static LearnedModel Model(string directory)
    {
        RunDirectory run = Open(directory);
        return IrlSettings.IsIn(run.Config)
            ? throw new SettingException($"{directory}: found a run of irl, which leaves a reward and no landscape, expected a run of learn")
            : ModelUse.Load(run.Root);
    }

    private static string Why(RunStatus status) => status.State switch
    {
        RunState.Failed => $" (failed: {status.Reason})",
        RunState.Stopped => " (stopped)",
        _ => " (at work, or killed)",
    };
}
