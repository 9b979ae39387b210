using Downhill.Experiments;
using Downhill.Experiments.Decisions;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>resume</c>: continues a stopped run to the bits that it would have reached.</summary>
internal sealed class ResumeCommand : Verb
{
    internal override string Name => "resume";

    internal override string Summary => "continues a stopped run to the same final bits; a finished one is left as it is";

    internal override string Example => "downhill resume runs/first";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a run")];

    internal override IReadOnlyList<Flag> Flags { get; } = [Flag.Quiet];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        string directory = typed.Word(0)!;
        string config = RunDirectory.Open(directory).Config;
        if (IrlSettings.IsIn(config))
        {
            return IrlCommand.Resume(directory, typed.ScreenOf(screen), stop);
        }

        if (PlannedExperiment.IsIn(config))
        {
            return RunCommand.Resume(directory, typed.ScreenOf(screen), stop);
        }

        LearnRun.Follow(typed.ScreenOf(screen), directory, (tell, _, warn) => LearnJob.Resume(directory, tell, warn, stop));
        return ExitCode.Done;
    }
}
