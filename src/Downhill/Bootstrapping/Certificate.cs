using Downhill.Compute;

namespace Downhill.Bootstrapping;

/// <summary>What can be said of where values go.</summary>
public enum Fate
{
    /// <summary>Any two tables come together at every step, in the largest difference: proved.</summary>
    Contracts,

    /// <summary>Any two tables that differ by what can be learned come together in one norm, whatever is greedy: proved.</summary>
    Converges,

    /// <summary>Neither was proved.</summary>
    MayDiverge,

    /// <summary>From where it starts it grows for ever, along a direction that is shown: proved.</summary>
    Diverges,
}

/// <summary>What is known beforehand of learning values from their own guesses, Q′ = Q + α K D (T Q − Q), for fixed K and D and expected steps.</summary>
/// <remarks>
/// In order: the exact modulus in the largest difference; the expected course from the start, and, where it leaves every bound, a proof
/// that its direction is kept; one norm in which the maps of all policies that can be greedy contract, a weighted largest difference or √(xᵀPx).
/// A verdict from samples, or of a kernel that moves as it learns, is an estimate.
/// </remarks>
public sealed record Certificate
{
    /// <summary>What it says.</summary>
    public required Fate Verdict { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it speaks of a process known from samples only, or of a kernel that moves. Default false.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>The exact modulus in the largest difference.</summary>
    public required double Modulus { get; init; }

    /// <summary>The least modulus of a norm that holds for every policy; not a number where there were too many policies and no weights help.</summary>
    public required double BestModulus { get; init; }

    /// <summary>max |λ| of a step, where the policy is greedy that is so at the end of the course.</summary>
    public required double SpectralRadius { get; init; }

    /// <summary>The largest max |λ| of a step over the policies that can be greedy: what the joint spectral radius is at least.</summary>
    public required double WorstRadius { get; init; }

    /// <summary>How many policies can be greedy; null where they are more than were looked at.</summary>
    public required int? Policies { get; init; }

    /// <summary>The largest α that is proved safe, in a norm that holds for every policy; zero where none was found or sought.</summary>
    public required double LargestStep { get; init; }

    /// <summary>How the expected course from the start ended.</summary>
    public required QCourse Course { get; init; }

    /// <summary>The largest |Q| of the course over max |r| / (1 − γ), which no true value exceeds: above one is soft divergence.</summary>
    /// <remarks>1 − γ counts as 10⁻⁹ at least, so that γ = 1 shows none; without a reward it is over max |Q₀|, or over one where that is less.</remarks>
    public required double SoftDivergence { get; init; }

    /// <summary>The direction of growth, where it was proved.</summary>
    public GrowingDirection? Growing { get; init; }

    /// <summary>The certificate of an update.</summary>
    /// <param name="iteration">The plain update of a table, with whatever K and D.</param>
    /// <param name="start">Q₀, shape [n].</param>
    /// <param name="steps">Of the course, at most. Default 20,000.</param>
    /// <param name="most">Policies are enumerated up to so many. Default 256.</param>
    /// <param name="seeksStep">Whether the largest safe step is looked for, which takes most of the time where there is no proof. Default true.</param>
    /// <returns>What was found, in O(steps n r + policies r⁵), r the rank of K D.</returns>
    public static Certificate Of(QIteration iteration, double[] start, int steps = 20_000, int most = 256, bool seeksStep = true)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        _ = iteration is { Features: null, Momentum: 0, Guess: Guess.Own } ? 0 : throw new ArgumentException("an iteration with features, momentum, a copy or a twin, expected the plain update of a table.", nameof(iteration));
        iteration.Check(start);
        return new CertificateSearch(iteration, start, steps, Require.AtLeast(most, 1)).Result(seeksStep);
    }
}
