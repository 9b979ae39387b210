using Downhill.Dynamics;
using Downhill.Experiments.Benchmarks;

namespace Downhill.Bench;

/// <summary>One cell of the table: both sides on the same numbers, in turn, round by round.</summary>
internal sealed class Comparison(Options options, Cell cell)
{
    // A slice during which others disturbed for more than this share of the time is taken again, a few times at most and only while there is
    // patience left; a round that holds such a slice in the end does not count.
    private const double QuietShare = 0.06;
    private const int Attempts = 3;
    private const double SliceSeconds = 0.4;
    private const int RoundsPerProcess = 3;
    private const int Calls = 600;

    // How long a cell may wait for others to finish.
    private const double PatienceSeconds = 120;

    private readonly Problem _problem = cell.Pose();
    private double _patience = PatienceSeconds;

    // The two sides add in different orders; second and third derivatives magnify what that rounds.
    private double Tolerance => cell.Precision == Precision.Float ? 1e-4 : 1e-10;

    private int Threads => options.Settings.ThreadCount;

    internal Row Run()
    {
        using Peers peers = new(options, cell, _problem);
        Prepared own = cell.Prepare(_problem, new Executor(Threads));
        own.Run();
        peers.Renew();
        double? difference = Difference(own.Result(), peers);
        Row row = difference > Tolerance || difference is double.NaN ? Row.Wrong(cell, Threads, difference.Value)
            : options.Settings.Rounds == 0 ? Row.Empty(cell, Threads)
            : Measure(own.Run, peers);
        return Effective(row, own, peers) with { GradientDifference = difference, Peer = peers.About };
    }

    /// <summary>Of chains: what their draws are worth, each side's own, by the same estimate.</summary>
    private Row Effective(Row row, Prepared own, Peers peers)
    {
        if (own.Draws is null || row.Ms is null)
        {
            return row;
        }

        double PerSecond(double[] draws, double ms) => PerCall(draws) / (ms * cell.Workload.PerCall / 1e3);
        return row with
        {
            EffectivePerSecond = PerSecond(own.Draws(Calls), row.Ms.Value),
            PeerEffectivePerSecond = row.PeerVariant is { } variant ? PerSecond(peers.Draws(variant, Calls), row.PeerMs!.Value) : null,
        };
    }

    // Of x² of each coordinate, the least; a third of the calls are burn-in.
    private double PerCall(double[] draws)
    {
        int d = cell.Size.Dimension, skipped = Calls / 3 * cell.Size.Batch;
        return Enumerable.Range(0, d).Min(i => Mixing.EffectiveSize([.. Enumerable.Range(skipped, (draws.Length / d) - skipped).Select(at => Math.Pow(draws[(at * d) + i], 2))], cell.Size.Batch)) / (Calls - (Calls / 3));
    }

    private Row Measure(Action own, Peers peers)
    {
        // The first round warms both sides up.
        peers.Narrow(Warm(own, peers));
        List<Round> rounds = [], disturbed = [];
        while (rounds.Count < options.Settings.Rounds && rounds.Count + disturbed.Count < 2 * options.Settings.Rounds)
        {
            if ((rounds.Count + disturbed.Count) % RoundsPerProcess == RoundsPerProcess - 1)
            {
                peers.Renew();
                Warm(own, peers);
            }

            WaitForQuiet(peers);
            Round round = Timed(own, peers);
            (round.Disturbance <= QuietShare ? rounds : disturbed).Add(round);
        }

        return Row.Of(cell, Threads, [.. rounds.Count > 0 ? rounds : disturbed], isQuiet: rounds.Count > 0);
    }

    private static Dictionary<string, double> Warm(Action own, Peers peers)
    {
        Timing.Milliseconds(own, SliceSeconds / 2);
        return peers.Variants.ToDictionary(variant => variant, variant => peers.Time(variant, SliceSeconds / 2));
    }

    private void WaitForQuiet(Peers peers)
    {
        double share = double.PositiveInfinity;
        while (_patience > 0 && share > QuietShare)
        {
            Disturbance others = new(peers.Id);
            Thread.Sleep(300);
            share = others.Share();
            _patience -= share > QuietShare ? 0.3 : 0;
        }
    }

    private Round Timed(Action own, Peers peers)
    {
        double disturbance = 0;
        double ownTime = Quiet(() => Timing.Milliseconds(own, SliceSeconds), peers, ref disturbance);
        Dictionary<string, double> theirs = [];
        foreach (string variant in peers.Variants)
        {
            theirs[variant] = Quiet(() => peers.Time(variant, SliceSeconds), peers, ref disturbance);
        }

        return new Round(ownTime, theirs, cell.Peak(Quiet(() => FusedMultiplyAdd.Peak(Threads), peers, ref disturbance)), disturbance);
    }

    private double Quiet(Func<double> slice, Peers peers, ref double disturbance)
    {
        (double Value, double Share) best = (0, double.PositiveInfinity);
        for (int i = 0; i < (_patience > 0 ? Attempts : 1) && best.Share > QuietShare; i++)
        {
            // Threads of the other side spin for a while after their work.
            Thread.Sleep(30);
            Disturbance others = new(peers.Id);
            double value = slice();
            double share = others.Share();
            best = share < best.Share ? (value, share) : best;
        }

        disturbance = Math.Max(disturbance, best.Share);
        return best.Value;
    }

    /// <summary>The largest |own − peer| / |peer| of its variants, over all numbers together; null where there is no peer.</summary>
    private static double? Difference(double[] ours, Peers peers)
    {
        double? largest = null;
        foreach (double[] theirs in peers.Variants.Select(peers.Result))
        {
            double difference = Relative(ours, theirs);
            largest = difference > largest || largest is null || double.IsNaN(difference) ? difference : largest;
        }

        return largest;
    }

    private static double Relative(double[] ours, double[] theirs)
    {
        if (ours.Length != theirs.Length)
        {
            return double.PositiveInfinity;
        }

        double squares = 0, norm = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            squares += Math.Pow(ours[i] - theirs[i], 2);
            norm += Math.Pow(theirs[i], 2);
        }

        return Math.Sqrt(squares / norm);
    }
}
