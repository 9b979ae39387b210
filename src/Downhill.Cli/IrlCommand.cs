using Downhill.Experiments.Decisions;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Cli;

/// <summary><c>irl</c>: demonstrations in, a run directory with the reward that explains them out.</summary>
internal sealed class IrlCommand : Verb
{
    private static readonly Flag Out = new("--out", "DIR", "the directory to make, with everything that is found; default: runs/irl-DATE-TIME-SEED");
    private static readonly Flag Config = new("--config", "FILE", "settings from a YAML file, such as the config.yaml of a run");

    internal override string Name => "irl";

    internal override string Summary => "finds the reward that explains demonstrations, and the policy under it";

    internal override string Example => "downhill irl demonstrations.csv --mdp grid.json --out runs/reward";

    internal override IReadOnlyList<Word> Words { get; } = [new("DEMOS", "demonstrations: CSV of episode,t,state,action (with --env an observation's columns instead of state), or NPZ of obs, acts, indices", IsRequired: false)];

    internal override bool TakesAssignments => true;

    // The file of demonstrations is a word and not a flag.
    internal override IReadOnlyList<Flag> Flags => field ??= [Out, Config, .. SettingFlags.Of(new IrlSettings()).Where(flag => flag.Name != "--demonstrations").Select(flag => flag.Name == "--mdp" ? flag with { Value = "FILE" } : flag), Flag.Quiet];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        IrlSettings defaults = new();
        IrlSettings settings = Settings.Read(defaults, typed.Value(Config), [.. typed.Assignments, .. typed.Settings(defaults)]);
        settings = typed.Word(0) is { } file ? settings with { Demonstrations = file } : settings;
        string directory = typed.Value(Out) ?? FreePath(settings.Seed);
        OutputFile.RequireNewDirectory(Out, directory);
        return Follow(directory, typed.ScreenOf(screen), progress => IrlJob.Start(settings, directory, progress.Tell, stop));
    }

    /// <summary>Runs a stopped one again; a finished one is left as it is.</summary>
    internal static int Resume(string directory, Screen screen, CancellationToken stop) =>
        Follow(directory, screen, progress => IrlJob.Resume(directory, progress.Tell, stop));

    private static int Follow(string directory, Screen screen, Func<ExperimentProgress, IReadOnlyList<Verdict>> job)
    {
        ExperimentProgress progress = new(screen);
        try
        {
            IReadOnlyList<Verdict> verdicts = job(progress);
            progress.End();
            foreach (Verdict verdict in verdicts)
            {
                screen.Out.WriteLine($"{verdict.Word}: {verdict.Text}");
            }

            screen.Out.WriteLine($"run: {directory}");
            screen.Out.WriteLine($"open {RunDirectory.Open(directory).Report}");
            return ExitCode.Done;
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException(Directory.Exists(directory) ? $"{directory} can be run again, with: downhill resume {LearnRun.Quoted(directory)}" : "nothing was written, start it again", exception);
        }
        finally
        {
            progress.End();
        }
    }

    private static string FreePath(long seed)
    {
        string path = RunDirectory.DefaultPath("irl", DateTimeOffset.Now, seed);
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? path : $"{path}-{n}").First(free => !Directory.Exists(free));
    }
}
