using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>rollout</c>: moves points by the learned dynamics.</summary>
internal sealed class RolloutCommand : Verb
{
    // Four gigabytes: what does not fit into memory is better said before than found out after an hour.
    private const long MostNumbers = 500_000_000;

    private static readonly Flag From = new("--from", "FILE.csv", "where to start, plain or gzipped, a row for each track, with the columns that were learned from, velocities included") { IsRequired = true };
    private static readonly Flag Out = new("--out", "FILE.csv", "the tracks, with columns track,t,COLUMNS; tracks are numbered from 0 as the rows; gzipped where the name ends in .gz") { IsRequired = true };

    internal override string Name => "rollout";

    internal override string Summary => "moves points by the learned dynamics";

    internal override string Example => "downhill rollout runs/first --from starts.csv --steps 500 --out tracks.csv";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a finished run")];

    internal override IReadOnlyList<Flag> Flags => field ??=
    [
        From, Out, .. SettingFlags.Of(new RolloutSettings()).Select(flag => flag.Name == "--steps" ? flag with { IsRequired = true, Default = "" } : flag), Flag.Quiet,
    ];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        RolloutSettings settings = Settings.Apply(new RolloutSettings(), typed.Settings(new RolloutSettings()));
        string file = typed.Value(From)!, output = typed.Value(Out)!;
        LearnedModel model = FinishedRun.Model(typed.Word(0)!);
        ModelUse.RequireMotion(model);
        OutputFile.Require(Out, output, (From, file));
        Table starts = Patient.Wait(() => Starts(model, file, settings.Steps), stop);
        if (ModelUse.CountOutside(model, starts) is var outside && outside > 0)
        {
            Outside.Warn(screen, file, outside, starts.Rows, "starts lie", "the motion there is a guess");
        }

        IReadOnlyList<Trajectory> tracks = Patient.Wait(() => ModelUse.Roll(model, starts, settings.Steps, settings.Seed), stop);
        if (outside is 0)
        {
            Outside.Warn(screen, output, Patient.Wait(() => ModelUse.CountOutside(model, tracks), stop), starts.Rows, "tracks get", "the motion there is a guess");
        }

        TableWriter.Write(output, tracks);
        typed.ScreenOf(screen).Out.WriteLine($"wrote {output}: {Counted.Of(tracks.Count, "track")} of {Counted.Of(settings.Steps + 1L, "frame")}");
        return ExitCode.Done;
    }

    private static Table Starts(LearnedModel model, string file, int steps)
    {
        string[] columns = [.. model.Columns, .. model.VelocityColumns];
        Table starts = TableReader.Read(file, columns);
        return (double)starts.Rows * steps * columns.Length <= MostNumbers ? starts
            : throw new SettingException($"--steps: found {steps} steps of {starts.Rows} points, expected at most {MostNumbers / columns.Length} frames in all; give fewer of either");
    }
}
