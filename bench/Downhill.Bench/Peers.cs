using Downhill.Experiments.Benchmarks;

namespace Downhill.Bench;

/// <summary>PyTorch for one cell, in a fresh process every few rounds: how fast one is depends on where the system happens to put it.</summary>
internal sealed class Peers(Options options, Cell cell, Problem problem) : IDisposable
{
    // A variant that is slower than the fastest by more than this share in the first round is not timed again, unless it is eager.
    private const double Hopeless = 0.3;

    private static readonly string[] Eager = ["eager", "autograd", "vmap"];

    private Peer? _peer;

    /// <summary>What the process says of itself, or null where there is none.</summary>
    internal string? About => _peer?.About;

    internal int? Id => _peer?.Id;

    /// <summary>The variants that are timed; none where there is no PyTorch.</summary>
    internal string[] Variants { get; private set; } = [];

    /// <summary>Whether a variant is what a user writes first, with PyTorch's own derivatives.</summary>
    internal static bool IsEager(string variant) => Eager.Contains(variant);

    /// <summary>Takes a fresh process, and gives it the numbers.</summary>
    internal void Renew()
    {
        if (options.Python is { } python && options.Script is { } script)
        {
            _peer?.Dispose();
            _peer = new Peer(python, script, options.Settings.ThreadCount);
            string[] all = _peer.Load(cell, problem);
            Variants = Variants.Length == 0 ? all : Variants;
        }
    }

    internal double[] Result(string variant) => _peer!.Result(variant);

    internal double[] Draws(string variant, int calls) => _peer!.Draws(variant, calls);

    internal double Time(string variant, double seconds) => _peer!.Time(variant, seconds);

    /// <summary>From the times of a first round: leaves out what cannot become the fastest, but for the fastest eager one.</summary>
    internal void Narrow(IReadOnlyDictionary<string, double> times)
    {
        if (Variants.Length > 0)
        {
            string eager = Variants.Where(IsEager).MinBy(variant => times[variant])!;
            double fastest = times.Values.Min();
            Variants = [.. Variants.Where(variant => variant == eager || times[variant] <= (1 + Hopeless) * fastest)];
        }
    }

    public void Dispose() => _peer?.Dispose();
}
