using System.Text.Json.Nodes;

namespace Downhill.Experiments.Benchmarks;

/// <summary>How fast the engine was in one workload.</summary>
/// <param name="Workload">What was computed.</param>
/// <param name="Size">On which network.</param>
/// <param name="Activation">The bend between its layers.</param>
/// <param name="Precision">The number type.</param>
/// <param name="Threads">How many threads computed.</param>
/// <param name="Ms">Milliseconds of one result: a step, a gradient, a matrix.</param>
/// <param name="Gflops">10⁹ floating-point operations per second, those of matrix products alone.</param>
/// <param name="PeakFraction">The same as a share of what a loop of fused multiply-adds on registers reached.</param>
public sealed record BenchmarkRow(string Workload, string Size, string Activation, string Precision, int Threads, double Ms, double Gflops, double PeakFraction)
{
    /// <summary>The array that <c>bench --json</c> writes.</summary>
    public static JsonArray ToJson(IEnumerable<BenchmarkRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. rows.Select(row => row.ToJson())];
    }

    private JsonObject ToJson() => new()
    {
        ["workload"] = Workload,
        ["size"] = Size,
        ["activation"] = Activation,
        ["precision"] = Precision,
        ["threads"] = Threads,
        ["ms"] = Ms,
        ["gflops"] = Gflops,
        ["peak_fraction"] = PeakFraction,
    };
}
