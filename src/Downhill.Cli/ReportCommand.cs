using Downhill.Experiments.Decisions;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>report</c>: builds the report of a run again.</summary>
internal sealed class ReportCommand : Verb
{
    internal override string Name => "report";

    internal override string Summary => "builds the report of a finished run again: report.html and figures/*.svg";

    internal override string Example => "downhill report runs/first";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a finished run")];

    internal override IReadOnlyList<Flag> Flags { get; } = [Flag.Quiet];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        RunDirectory run = FinishedRun.Open(typed.Word(0)!);
        Func<RunDirectory> write = IrlSettings.IsIn(run.Config) ? () => IrlJob.Report(run.Root, stop) : () => LearnJob.Report(run.Root);
        Patient.Wait(write, stop, "the report was not finished, start it again");
        typed.ScreenOf(screen).Out.WriteLine($"open {run.Report}");
        return ExitCode.Done;
    }
}
