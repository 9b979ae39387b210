using System.Text.Json.Serialization;
using Downhill.Experiments.Benchmarks;

namespace Downhill.Bench;

/// <summary>A row of the table; the names are those of the JSON file. Times are milliseconds of one step (langevin), gradient or matrix.</summary>
internal sealed record Row(
    string Workload,
    string Size,
    string Activation,
    string Precision,
    int Threads,
    double? Ratio,
    double? RatioEager,
    double? RatioLow,
    double? RatioHigh,
    int N,
    double? PeakFraction,
    double? PeerPeakFraction,
    string? PeerVariant,
    double? RatioLowerQuartile,
    double? Ms,
    double? PeerMs,
    double? PeerEagerMs,
    string? PeerEagerVariant,
    double? PeakGflops,
    double? GradientDifference,
    double? DisturbedShare,
    bool IsQuiet)
{
    /// <summary>Whether the two sides computed the same.</summary>
    [JsonIgnore]
    internal bool Agrees { get; init; } = true;

    /// <summary>What the other side says of itself.</summary>
    [JsonIgnore]
    internal string? Peer { get; init; }

    /// <summary>Of chains: how many independent draws theirs are worth in a second, for x² of the coordinate that is worst; else null.</summary>
    public double? EffectivePerSecond { get; init; }

    /// <summary>The same of the other side's own chains.</summary>
    public double? PeerEffectivePerSecond { get; init; }

    /// <summary>A row without times.</summary>
    internal static Row Empty(Cell cell, int threads) => new(
        cell.Workload.Name, cell.Size.Name, cell.ActivationName, cell.PrecisionName, threads, null, null, null, null, 0, null, null, null, null, null, null, null, null, null, null, null, IsQuiet: false);

    /// <summary>A row of which nothing was timed, as the two sides differ.</summary>
    internal static Row Wrong(Cell cell, int threads, double difference) =>
        Empty(cell, threads) with { GradientDifference = difference, Agrees = false };

    /// <summary>The medians over the rounds, in each of which every variant was timed beside the own side.</summary>
    internal static Row Of(Cell cell, int threads, Round[] rounds, bool isQuiet)
    {
        double own = Timing.Median(rounds.Select(r => r.Own)), peak = Timing.Median(rounds.Select(r => r.Peak));
        return Beside(rounds, cell, peak, Empty(cell, threads) with
        {
            N = rounds.Length,
            PeakFraction = cell.Flops / (own / 1e3) / peak,
            Ms = own / cell.Workload.PerCall,
            PeakGflops = peak / 1e9,
            DisturbedShare = Timing.Median(rounds.Select(r => r.Disturbance)),
            IsQuiet = isQuiet,
        });
    }

    private static Row Beside(Round[] rounds, Cell cell, double peak, Row row)
    {
        // A variant that was left out of a round counts for nothing.
        string[] variants = [.. rounds[0].Peer.Keys.Where(variant => Array.TrueForAll(rounds, round => round.Peer.ContainsKey(variant)))];
        if (variants.Length == 0)
        {
            return row;
        }

        string best = variants.MinBy(variant => Median(rounds, variant))!, eager = variants.Where(Peers.IsEager).MinBy(variant => Median(rounds, variant))!;
        double[] ratios = [.. rounds.Select(round => round.Peer[best] / round.Own)];
        return row with
        {
            Ratio = Timing.Median(ratios),
            RatioEager = Timing.Median(rounds.Select(round => round.Peer[eager] / round.Own)),
            RatioLow = ratios.Min(),
            RatioHigh = ratios.Max(),
            PeerPeakFraction = cell.Flops / (Median(rounds, best) / 1e3) / peak,
            PeerVariant = best,
            RatioLowerQuartile = Timing.Quantile(ratios, 0.25),
            PeerMs = Median(rounds, best) / cell.Workload.PerCall,
            PeerEagerMs = Median(rounds, eager) / cell.Workload.PerCall,
            PeerEagerVariant = eager,
        };
    }

    private static double Median(Round[] rounds, string variant) => Timing.Median(rounds.Select(round => round.Peer[variant]));
}
