using Downhill.Compute;

namespace Downhill.Bench;

/// <summary>One cell of the table: both sides on the same numbers, in turn, round by round.</summary>
internal sealed class Comparison(Settings settings, Peer? peer)
{
    // A slice during which others disturbed for more than this share of the time is taken again, a few times at most; a round that holds such a
    // slice in the end does not count.
    private const double QuietShare = 0.06;
    private const int Attempts = 3;
    private const double SliceSeconds = 0.4;

    // How long a cell may wait for others to finish.
    private const double PatienceSeconds = 120;

    internal Row Run(string workload, Size size)
    {
        Problem problem = new(size);
        Computation<float> own = Workload.Compile(workload, problem, settings.Threads);
        string[] variants = peer?.Load(workload, problem) ?? [];
        own.Run();
        double? difference = peer is not null && workload == "unroll" ? Difference(own, problem, peer.Result()) : null;

        // The first round warms both sides up.
        Measure(own.Run, variants);
        List<Round> rounds = [], disturbed = [];
        double patience = PatienceSeconds;
        while (rounds.Count < settings.Rounds && rounds.Count + disturbed.Count < 2 * settings.Rounds)
        {
            WaitForQuiet(ref patience);
            Round round = Measure(own.Run, variants);
            (round.Disturbance <= QuietShare ? rounds : disturbed).Add(round);
        }

        return Row.Of(workload, size, settings.Threads, difference, variants, rounds.Count > 0 ? rounds : disturbed, isQuiet: rounds.Count > 0);
    }

    private void WaitForQuiet(ref double patience)
    {
        double share = double.PositiveInfinity;
        while (patience > 0 && share > QuietShare)
        {
            Disturbance others = new(peer?.Id);
            Thread.Sleep(300);
            share = others.Share();
            patience -= share > QuietShare ? 0.3 : 0;
        }
    }

    private Round Measure(Action own, string[] variants)
    {
        double disturbance = 0;
        double ownTime = Quiet(() => Timing.Milliseconds(own, SliceSeconds), ref disturbance);
        double[] peerTimes = new double[variants.Length];
        for (int v = 0; v < variants.Length; v++)
        {
            peerTimes[v] = Quiet(() => peer!.Time(variants[v], SliceSeconds), ref disturbance);
        }

        return new Round(ownTime, peerTimes, Quiet(() => FusedMultiplyAdd.Peak(settings.Threads), ref disturbance), disturbance);
    }

    private double Quiet(Func<double> slice, ref double disturbance)
    {
        (double Value, double Share) best = (0, double.PositiveInfinity);
        for (int i = 0; i < Attempts && best.Share > QuietShare; i++)
        {
            // Threads of the other side spin for a while after their work.
            Thread.Sleep(30);
            Disturbance others = new(peer?.Id);
            double value = slice();
            double share = others.Share();
            best = share < best.Share ? (value, share) : best;
        }

        disturbance = Math.Max(disturbance, best.Share);
        return best.Value;
    }

    /// <summary>|own − peer| / |peer| over the gradients of all parameters together.</summary>
    private static double Difference(Computation<float> own, Problem problem, float[] theirs)
    {
        float[] ours = [.. problem.Parameters.SelectMany((_, i) => own[i].ToArray())];
        double squares = 0, norm = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            squares += Math.Pow(ours[i] - theirs[i], 2);
            norm += Math.Pow(theirs[i], 2);
        }

        double difference = Math.Sqrt(squares / norm);
        return difference < 1e-4 ? difference : throw new InvalidOperationException($"The gradients differ by {difference:g2} of their length; nothing is worth timing.");
    }
}

/// <summary>One round: milliseconds per call of the own side and of each variant of the peer, the peak, and the largest share of time in which others disturbed.</summary>
internal sealed record Round(double Own, double[] Peer, double Peak, double Disturbance);
