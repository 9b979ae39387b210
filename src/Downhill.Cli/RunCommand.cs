using System.Diagnostics;
using Downhill.Experiments;
using Downhill.Experiments.Runs;
using Found = Downhill.Experiments.Findings;

namespace Downhill.Cli;

/// <summary><c>run</c>: an experiment of the catalogue, with its claims, its pictures and its report.</summary>
internal sealed class RunCommand : Verb
{
    private static readonly Flag Smoke = new("--smoke", "", "in 5 seconds: that it works at all, with fewer claims");
    private static readonly Flag Full = new("--full", "", "as long as it needs");
    private static readonly Flag Out = new("--out", "DIR", "the directory to make, with everything that is found; default: runs/NAME-DATE-TIME-SEED");

    internal override string Name => "run";

    internal override string Summary => "runs an experiment: claims, pictures and a report; downhill list names them";

    internal override string Example => "downhill run training-dynamics --out runs/dynamics";

    internal override IReadOnlyList<Word> Words { get; } = [new("NAME", "an experiment, as downhill list names it")];

    internal override bool TakesAssignments => true;

    // The experiment is a word, and its size two flags of their own.
    internal override IReadOnlyList<Flag> Flags => field ??=
    [
        Smoke, Full, Out,
        .. SettingFlags.Of(new ExperimentSettings()).Where(flag => flag.Name is not ("--experiment" or "--size")).Select(flag => flag.Name == "--data" ? flag with { Value = "DIR" } : flag),
        Flag.Quiet,
    ];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        PlannedExperiment plan = Planned(typed);
        string directory = typed.Value(Out) ?? FreePath(plan);
        OutputFile.RequireNewDirectory(Out, directory);
        return Start(plan, directory, typed.ScreenOf(screen), stop);
    }

    /// <summary>Runs it in a new directory.</summary>
    internal static int Start(PlannedExperiment plan, string directory, Screen screen, CancellationToken stop) =>
        Follow(directory, screen, teller => ExperimentJob.Start(plan, directory, teller.Hear, teller.Tell, stop));

    /// <summary>Runs a stopped one again; a finished one is left as it is.</summary>
    internal static int Resume(string directory, Screen screen, CancellationToken stop)
    {
        PlannedExperiment plan = PlannedExperiment.Read(RunDirectory.Open(directory).Config);
        return Follow(directory, screen, teller => ExperimentJob.Resume(plan, directory, teller.Hear, teller.Tell, stop));
    }

    private static PlannedExperiment Planned(Typed typed)
    {
        if (typed.Has(Smoke) && typed.Has(Full))
        {
            throw new SettingException("--smoke: found --full beside it, expected one of them");
        }

        ExperimentSize size = typed.Has(Smoke) ? ExperimentSize.Smoke : typed.Has(Full) ? ExperimentSize.Full : ExperimentSize.Default;
        ExperimentSettings settings = new() { Size = size };
        return PlannedExperiment.Of(Catalogue.Named(typed.Word(0)!), settings, [.. typed.Assignments, .. typed.Settings(settings)]);
    }

    private static string FreePath(PlannedExperiment plan)
    {
        string path = RunDirectory.DefaultPath(plan.Experiment.Name, DateTimeOffset.Now, plan.Settings.Seed);
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? path : $"{path}-{n}").First(free => !Directory.Exists(free));
    }

    private static int Follow(string directory, Screen screen, Func<ExperimentProgress, Found?> job)
    {
        Stopwatch clock = Stopwatch.StartNew();
        ExperimentProgress progress = new(screen);
        try
        {
            Found? found = job(progress);
            progress.End();
            screen.Out.WriteLine($"run: {directory}");
            screen.Out.WriteLine($"open {RunDirectory.Open(directory).Report}");
            return found is null ? ExitCode.Done : VerifyCommand.Judge(found.Claims, clock.Elapsed, screen);
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException($"{directory} can be run again, with: downhill resume {LearnRun.Quoted(directory)}", exception);
        }
        finally
        {
            progress.End();
        }
    }
}
