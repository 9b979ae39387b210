using Downhill.Experiments;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>report</c>: builds the report of a run again.</summary>
internal sealed class ReportCommand : Verb
{
    internal override string Name => "report";

    internal override string Summary => "builds the report of a finished run again: report.html and figures/*.svg";

    internal override string Example => "downhill report runs/first";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a run")];

    internal override IReadOnlyList<Flag> Flags { get; } = [];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        string directory = typed.Word(0)!;
        if (PlannedExperiment.IsIn(RunDirectory.Open(directory).Config))
        {
            throw new SettingException($"{directory}: found an experiment, whose report is made as it runs, expected a run of learn; run the experiment again");
        }

        RunDirectory run = LearnJob.Report(directory);
        screen.Out.WriteLine($"open {run.Report}");
        return ExitCode.Done;
    }
}
