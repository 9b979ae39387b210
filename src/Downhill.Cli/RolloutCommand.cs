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

    private static readonly Flag From = new("--from", "FILE.csv", "where to start, a row for each track, with the columns that were learned from, velocities included") { IsRequired = true };
    private static readonly Flag Out = new("--out", "FILE.csv", "the tracks, with columns track,t,COLUMNS; tracks are numbered from 0 as the rows") { IsRequired = true };

    internal override string Name => "rollout";

    internal override string Summary => "moves points by the learned dynamics";

    internal override string Example => "downhill rollout runs/first --from starts.csv --steps 500 --out tracks.csv";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a run")];

    internal override IReadOnlyList<Flag> Flags { get; } =
    [
        From, Out, .. SettingFlags.Of(new RolloutSettings()).Select(flag => flag.Name == "--steps" ? flag with { IsRequired = true, Default = "" } : flag),
    ];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        RolloutSettings settings = Settings.Apply(new RolloutSettings(), typed.Settings(new RolloutSettings()));
        string output = typed.Value(Out)!;
        LearnedModel model = ModelUse.Load(typed.Word(0)!);
        OutputFile.Require(output);
        string[] columns = [.. model.Columns, .. model.VelocityColumns];
        Table starts = TableReader.Read(typed.Value(From)!, columns);
        if ((double)starts.Rows * settings.Steps * columns.Length > MostNumbers)
        {
            throw new SettingException($"--steps: found {settings.Steps} steps of {starts.Rows} points, expected at most {MostNumbers / columns.Length} frames in all; give fewer of either");
        }

        TableWriter.Write(output, Patient.Wait(() => ModelUse.Roll(model, starts, settings.Steps, settings.Seed), stop));
        return ExitCode.Done;
    }
}
