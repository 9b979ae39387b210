using Downhill.Experiments;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>learn</c>: tracks in, a run directory with the landscape out.</summary>
internal sealed class LearnCommand : Verb
{
    private static readonly Flag Out = new("--out", "DIR", "the directory to make, with everything that is found; default: runs/learn-DATE-TIME-SEED");
    private static readonly Flag Config = new("--config", "FILE", "settings from a YAML file, such as the config.yaml of a run");
    private static readonly Flag Samples = new("--samples", "", "rows are independent samples, not tracks: their density is learned; --widths is then 64,64,64 by default");

    internal override string Name => "learn";

    internal override string Summary => "learns an energy from tracks or from samples, or, without a file, from the three-wells example";

    internal override string Example => "downhill learn tracks.csv --track particle --dt 0.04 --columns x,y --out runs/first";

    internal override IReadOnlyList<Word> Words { get; } = [new("TRACKS.csv", "CSV file of tracks, plain or gzipped: a header, then a row for each frame of each track", IsRequired: false)];

    internal override bool TakesAssignments => true;

    // The file of tracks is a word and not a flag.
    internal override IReadOnlyList<Flag> Flags => field ??= [Out, Config, Samples, .. OfTracks, .. OfSamples.ExceptBy(OfTracks.Select(flag => flag.Name), flag => flag.Name), Flag.Quiet];

    private static IEnumerable<Flag> OfTracks => SettingFlags.Of(new LearnSettings()).Where(flag => flag.Name != "--tracks");

    private static IEnumerable<Flag> OfSamples => SettingFlags.Of(new LearnSamplesSettings()).Where(flag => flag.Name != Samples.Name);

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        bool isOfSamples = typed.Has(Samples) || (typed.Value(Config) is { } config && LearnSamplesSettings.IsIn(config));
        RequireKind(typed, isOfSamples);
        return isOfSamples ? FromSamples(typed, screen, stop) : FromTracks(typed, screen, stop);
    }

    private static int FromTracks(Typed typed, Screen screen, CancellationToken stop)
    {
        LearnSettings settings = Read(typed);
        string directory = NewDirectory(typed, settings.Seed);
        LearnRun.Follow(typed.ScreenOf(screen), directory, (tell, say, warn) => LearnJob.Start(settings, directory, tell, say, warn, stop));
        return ExitCode.Done;
    }

    private static int FromSamples(Typed typed, Screen screen, CancellationToken stop)
    {
        LearnSamplesSettings defaults = new();
        IEnumerable<Assignment> flags = typed.Settings(defaults).Where(assignment => assignment.Where != Samples.Name);
        LearnSamplesSettings settings = Settings.Read(defaults, typed.Value(Config), [.. typed.Assignments, .. flags]);
        settings = typed.Word(0) is { } file ? settings with { Samples = file } : settings;
        string directory = NewDirectory(typed, settings.Seed);
        LearnRun.Follow(typed.ScreenOf(screen), directory, (tell, say, warn) => LearnJob.Start(settings, directory, tell, say, warn, stop));
        return ExitCode.Done;
    }

    // A flag that would change nothing was meant to change something.
    private static void RequireKind(Typed typed, bool isOfSamples)
    {
        IEnumerable<Flag> other = isOfSamples ? OfTracks.ExceptBy(OfSamples.Select(flag => flag.Name), flag => flag.Name) : OfSamples.ExceptBy(OfTracks.Select(flag => flag.Name), flag => flag.Name);
        if (other.FirstOrDefault(typed.Has) is { } wrong)
        {
            throw new SettingException(isOfSamples
                ? $"{wrong.Name}: found with samples, which have no tracks, no times and no motion, expected a setting of samples; leave it out"
                : $"{wrong.Name}: found without --samples, expected a setting of tracks; add --samples, or leave it out");
        }
    }

    private static string NewDirectory(Typed typed, long seed)
    {
        string directory = typed.Value(Out) ?? FreePath(seed);
        OutputFile.RequireNewDirectory(Out, directory);
        return directory;
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
