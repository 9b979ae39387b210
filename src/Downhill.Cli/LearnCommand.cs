using Downhill.Experiments;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>learn</c>: tracks in, a run directory with the landscape out.</summary>
internal sealed class LearnCommand : Verb
{
    private static readonly Flag Out = new("--out", "DIR", "the directory to make, with everything that is found; default: runs/learn-DATE-TIME-SEED");
    private static readonly Flag Config = new("--config", "FILE", "settings from a YAML file, such as the config.yaml of a run");
    private static readonly Flag Samples = new("--samples", "", "rows are independent samples, not tracks") { IsHidden = true };

    internal override string Name => "learn";

    internal override string Summary => "learns an energy from tracks, or, without a file, from the three-wells example";

    internal override string Example => "downhill learn tracks.csv --track particle --dt 0.04 --columns x,y --out runs/first";

    internal override IReadOnlyList<Word> Words { get; } = [new("TRACKS.csv", "CSV file of tracks, plain or gzipped: a header, then a row for each frame of each track", IsRequired: false)];

    internal override bool TakesAssignments => true;

    // The file of tracks is a word and not a flag.
    internal override IReadOnlyList<Flag> Flags => field ??= [Out, Config, .. SettingFlags.Of(new LearnSettings()).Where(flag => flag.Name != "--tracks"), Flag.Quiet, Samples];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        if (typed.Has(Samples))
        {
            throw new SettingException("--samples: independent samples come with a later version; this one learns from tracks");
        }

        LearnSettings settings = Read(typed);
        string directory = typed.Value(Out) ?? FreePath(settings.Seed);
        OutputFile.RequireNewDirectory(Out, directory);
        LearnRun.Follow(typed.ScreenOf(screen), directory, (tell, warn) => LearnJob.Start(settings, directory, tell, warn, stop));
        return ExitCode.Done;
    }

    // The last wins: defaults, file, key=value, then what has a place of its own on the command line.
    private static LearnSettings Read(Typed typed)
    {
        LearnSettings defaults = new();
        LearnSettings settings = Settings.Read(defaults, typed.Value(Config), [.. typed.Assignments, .. typed.Settings(defaults)]);
        return typed.Word(0) is { } tracks ? settings with { Tracks = tracks } : settings;
    }

    private static string FreePath(long seed)
    {
        string path = RunDirectory.DefaultPath("learn", DateTimeOffset.Now, seed);
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? path : $"{path}-{n}").First(free => !Directory.Exists(free));
    }
}
