using Downhill.Experiments.Benchmarks;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>bench</c>: how fast the engine's workloads are on this machine.</summary>
internal sealed class BenchCommand : Verb
{
    private static readonly Flag Json = new("--json", "FILE.json", "the rows, as an array of {workload, size, activation, precision, threads, ms, gflops, peak_fraction}");

    internal override string Name => "bench";

    internal override string Summary => "measures the engine's workloads on this machine: time, and share of the processor's peak";

    internal override string Example => "downhill bench --only unroll --size cfg0,cfg1";

    internal override IReadOnlyList<Flag> Flags => field ??= [Json, .. SettingFlags.Of(new BenchmarkSettings())];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        BenchmarkSettings settings = Settings.Apply(new BenchmarkSettings(), typed.Settings(new BenchmarkSettings()));
        string? json = typed.Value(Json);
        OutputFile.Require(Json, json);
        List<BenchmarkRow> rows = Patient.Wait(() => Measure(Benchmark.Run(settings), screen, stop), stop);
        if (json is not null)
        {
            JsonFile.Write(json, BenchmarkRow.ToJson(rows));
        }

        return ExitCode.Done;
    }

    private static List<BenchmarkRow> Measure(IEnumerable<BenchmarkRow> measured, Screen screen, CancellationToken stop)
    {
        List<BenchmarkRow> rows = [];
        foreach (BenchmarkRow row in measured)
        {
            if (rows.Count == 0)
            {
                screen.Out.WriteLine(Line("workload", "size", "activation", "precision", "ms", "Gflop/s", "of peak"));
            }

            rows.Add(row);
            screen.Out.WriteLine(Line(row.Workload, row.Size, row.Activation, row.Precision, Report.Number.Format(row.Ms, 3), $"{row.Gflops:F0}", $"{100 * row.PeakFraction:F0} %"));
            stop.ThrowIfCancellationRequested();
        }

        return rows;
    }

    private static string Line(string workload, string size, string activation, string precision, string ms, string gflops, string share) =>
        $"{workload,-12} {size,-5} {activation,-10} {precision,-9} {ms,9} {gflops,8} {share,8}";
}
