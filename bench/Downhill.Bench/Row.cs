namespace Downhill.Bench;

/// <summary>A row of the table; the names are those of the JSON file. Times are milliseconds per step (langevin) or per gradient (unroll).</summary>
internal sealed record Row(
    string Workload,
    string Size,
    string Activation,
    string Precision,
    int Threads,
    double Ms,
    double? PeerMs,
    double? Ratio,
    double? RatioEager,
    double? RatioLow,
    double? RatioHigh,
    double? RatioLowerQuartile,
    int N,
    double PeakGflops,
    double PeakFraction,
    double? PeerPeakFraction,
    string? PeerVariant,
    double? GradientDifference,
    double DisturbedShare,
    bool IsQuiet)
{
    internal static Row Of(string workload, Size size, int threads, double? difference, string[] variants, List<Round> rounds, bool isQuiet)
    {
        int steps = Bench.Workload.Steps(workload);
        double flops = Bench.Workload.Flops(workload, size);
        double own = Timing.Median(rounds.Select(r => r.Own)), peak = Timing.Median(rounds.Select(r => r.Peak));
        int? best = variants.Length == 0 ? null : Enumerable.Range(0, variants.Length).MinBy(v => Timing.Median(rounds.Select(r => r.Peer[v])));
        double? theirs = best is { } at ? Timing.Median(rounds.Select(r => r.Peer[at])) : null;
        double[] ratios = best is { } b ? [.. rounds.Select(r => r.Peer[b] / r.Own)] : [];
        return new Row(
            workload,
            size.Name,
            "silu",
            "float",
            threads,
            own / steps,
            theirs / steps,
            best is null ? null : Timing.Median(ratios),
            best is null ? null : Timing.Median(rounds.Select(r => r.Peer[0] / r.Own)),
            best is null ? null : ratios.Min(),
            best is null ? null : ratios.Max(),
            best is null ? null : Timing.Quantile(ratios, 0.25),
            rounds.Count,
            peak / 1e9,
            flops / (own / 1e3) / peak,
            flops / (theirs / 1e3) / peak,
            best is { } v ? variants[v] : null,
            difference,
            Timing.Median(rounds.Select(r => r.Disturbance)),
            isQuiet);
    }
}
