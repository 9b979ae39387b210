using Downhill.Compute;
using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Runs;
using Downhill.Simulation;

namespace Downhill.Cli;

/// <summary><c>simulate</c>: tracks of a known system.</summary>
internal sealed class SimulateCommand : Verb
{
    private const long MostNumbers = 500_000_000;
    private const int MostTruths = 10_000;

    private static readonly Flag Out = new("--out", "FILE.csv", "the tracks, with columns track,t,COLUMNS; gzipped where the name ends in .gz") { IsRequired = true };

    private static readonly Flag Truth = new("--truth", "FILE.csv", $"positions of the tracks with their true energy and grad_COLUMN: every frame, or {MostTruths} evenly spread where there are more");

    internal override string Name => "simulate";

    internal override string Summary => "makes tracks of a system whose law is known";

    internal override string Example => "downhill simulate double-well --out tracks.csv --truth truth.csv";

    internal override IReadOnlyList<Word> Words => field ??= [new("NAME", "the system; one of " + string.Join("; ", KnownSystems.All.Select(system => $"{system.Name} ({system.Summary})")))];

    internal override IReadOnlyList<Flag> Flags => field ??=
    [
        Out, Truth, .. SettingFlags.Of(new SimulateSettings()).Select(flag => flag.Name == "--seed" ? flag : flag with { Default = "the system's own" }), Flag.Quiet,
    ];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        SimulatedSystem system = Known(typed.Word(0)!);
        SimulateSettings settings = Settings.Apply(SimulateSettings.Of(system), typed.Settings(new SimulateSettings()));
        string output = typed.Value(Out)!;
        string? truth = typed.Value(Truth);
        RequireSize(system, settings);
        RequireTruth(system, output, truth);

        IReadOnlyList<Trajectory> tracks = Patient.Wait(
            () => Simulator.Run(system, settings.Tracks, settings.Frames, settings.Dt, settings.Temperature, new Rng((ulong)settings.Seed)), stop);
        TableWriter.Write(output, tracks);
        if (truth is not null)
        {
            TableWriter.Write(truth, TruthOf(system, tracks));
        }

        typed.ScreenOf(screen).Out.WriteLine($"wrote {output}: {Counted.Of(tracks.Count, "track")} of {Counted.Of(settings.Frames, "frame")}{(truth is null ? "" : $"; {truth}: the true energy")}");

        return ExitCode.Done;
    }

    private static SimulatedSystem Known(string name) => KnownSystems.Named(name)
        ?? throw new SettingException($"simulate: found no system '{name}', {NearestName.Advice(name, KnownSystems.All.Select(system => system.Name))}");

    private static void RequireSize(SimulatedSystem system, SimulateSettings settings)
    {
        int width = system.Columns.Count + system.VelocityColumns.Count;
        if ((double)settings.Tracks * settings.Frames * width > MostNumbers)
        {
            throw new SettingException($"--frames: found {settings.Frames} frames of {settings.Tracks} tracks, expected at most {MostNumbers / width} in all; give fewer of either");
        }
    }

    private static void RequireTruth(SimulatedSystem system, string output, string? truth)
    {
        OutputFile.Require(Out, output);
        if (truth is null)
        {
            return;
        }

        if (system.Energy is null)
        {
            throw new SettingException($"--truth: found {system.Name}, which descends no energy, expected a system with one; leave --truth out");
        }

        if (Path.GetFullPath(truth) == Path.GetFullPath(output))
        {
            throw new SettingException($"--truth: found {truth}, the file of --out, expected another");
        }

        OutputFile.Require(Truth, truth);
    }

    private static Table TruthOf(SimulatedSystem system, IReadOnlyList<Trajectory> tracks)
    {
        int d = system.Columns.Count, frames = tracks[0].Frames;
        long all = (long)tracks.Count * frames;
        int rows = (int)Math.Min(all, MostTruths);
        double[] points = new double[rows * d];
        for (int row = 0; row < rows; row++)
        {
            long place = row * all / rows;
            tracks[(int)(place / frames)].State((int)(place % frames))[..d].CopyTo(points.AsSpan(row * d));
        }

        (double[] energies, double[] gradients) = Landscape.Of(system.Energy!).Evaluate(points);
        return new Table(
        [
            .. system.Columns.Select((name, i) => new NumberColumn(name, Every(points, i, d))),
            new NumberColumn("energy", energies),
            .. system.Columns.Select((name, i) => new NumberColumn("grad_" + name, Every(gradients, i, d))),
        ]);
    }

    private static double[] Every(double[] numbers, int first, int step) => [.. Enumerable.Range(0, numbers.Length / step).Select(row => numbers[(row * step) + first])];
}
