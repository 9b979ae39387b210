namespace Downhill.Experiments.Learning;

/// <summary>A class of landscapes and how well it predicts what was left out while it was fitted.</summary>
/// <param name="Name">For example <c>flat</c>, <c>radial 3</c> or <c>network 32, 32</c>.</param>
/// <param name="Parameters">How many numbers are learned.</param>
/// <param name="Losses">The mean loss of each block that was left out once.</param>
/// <param name="Shares">How much each of these blocks counts; 0 where it was not left out.</param>
internal sealed record Candidate(string Name, int Parameters, double[] Losses, double[] Shares)
{
    /// <summary>The mean loss of all that was left out.</summary>
    internal double Loss => Losses.Zip(Shares, (loss, share) => loss * share).Sum() / Shares.Sum();

    /// <summary>How much worse it is than another on the blocks that both left out, and the standard error of that, from how much blocks differ.</summary>
    internal (double Excess, double Error) Against(Candidate other)
    {
        double[] shares = [.. Shares.Zip(other.Shares, Math.Min)];
        double total = shares.Sum(), excess = 0, square = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            excess += shares[i] * (Losses[i] - other.Losses[i]) / total;
        }

        for (int i = 0; i < shares.Length; i++)
        {
            square += Math.Pow(shares[i] * (Losses[i] - other.Losses[i] - excess) / total, 2);
        }

        int blocks = shares.Count(share => share > 0);
        return (excess, Math.Sqrt(square * blocks / Math.Max(1, blocks - 1)));
    }
}
