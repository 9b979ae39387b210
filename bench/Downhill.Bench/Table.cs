namespace Downhill.Bench;

/// <summary>The rows as a table that people, and Markdown, can read.</summary>
internal static class Table
{
    internal static string Head =>
        "| workload | size | activation | precision | Downhill ms | PyTorch ms | ratio (range) | eager | n | of FMA peak: own, peer | peer's variant | differ by | disturbed | effective draws/s: own, peer |\n"
        + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    internal static string Line(Row row) => !row.Agrees
        ? $"| {Name(row)} | | | FAILED | | 0 | | | {row.GradientDifference:0.0e0} | | |"
        : $"| {Name(row)} | {row.Ms:0.####} | {Beside(row)} | {row.GradientDifference:0.0e0} | {(row.IsQuiet ? "" : "DISTURBED ")}{row.DisturbedShare:0 %} | {Worth(row)} |";

    private static string Worth(Row row) => row.EffectivePerSecond is null ? "" : $"{row.EffectivePerSecond:0}, {row.PeerEffectivePerSecond:0}";

    private static string Name(Row row) => $"{row.Workload} | {row.Size} | {row.Activation} | {row.Precision}";

    private static string Beside(Row row) => row.PeerMs is null
        ? $" | | | {row.N} | {row.PeakFraction:0 %} of {row.PeakGflops:0} Gflop/s | "
        : $"{row.PeerMs:0.###} | {row.Ratio:0.00}x ({row.RatioLow:0.00} to {row.RatioHigh:0.00}) | {row.RatioEager:0.00}x | {row.N} "
            + $"| {row.PeakFraction:0 %}, {row.PeerPeakFraction:0 %} of {row.PeakGflops:0} Gflop/s | {row.PeerVariant}";
}
