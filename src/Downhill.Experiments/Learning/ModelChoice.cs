namespace Downhill.Experiments.Learning;

/// <summary>Which class of landscapes was chosen, and how the others did.</summary>
/// <param name="Candidates">All that were tried, in order.</param>
/// <param name="Chosen">The number of the chosen one.</param>
/// <param name="IsFlat">Whether none predicts better than a flat landscape does.</param>
internal sealed record ModelChoice(IReadOnlyList<Candidate> Candidates, int Chosen, bool IsFlat)
{
    // In standard errors: what a class must gain over a simpler one, and what the best of several must gain over flat ground.
    private const double Hardly = 1, Clearly = 3;

    internal const string Flat = "flat";

    internal Candidate Best => Candidates[Chosen];

    /// <summary>The simplest class that is not worse than the best by more than a standard error.</summary>
    internal static ModelChoice Of(IReadOnlyList<Candidate> candidates)
    {
        Candidate[] shaped = [.. candidates.Where(candidate => candidate.Name != Flat)];
        Candidate best = shaped[0];
        foreach (Candidate candidate in shaped.Skip(1))
        {
            (double excess, double error) = candidate.Against(best);
            best = excess < -Hardly * error ? candidate : best;
        }

        Candidate? flat = candidates.FirstOrDefault(candidate => candidate.Name == Flat);
        bool isFlat = flat is not null && flat.Against(best) is var (gain, doubt) && gain < Clearly * doubt;
        return new ModelChoice(candidates, candidates.ToList().IndexOf(best), isFlat);
    }
}
