namespace Downhill.Densities;

/// <summary>How likely points are under a learned law q, beside what is possible.</summary>
/// <remarks>Standard errors are those of a mean of independent points; ln Z and h(p) have their own <see cref="Integral.Error"/>.</remarks>
public sealed record Likelihood
{
    /// <summary>−⟨ln q(x)⟩ over the points, in nats.</summary>
    public required double NegativeLogLikelihood { get; init; }

    /// <summary>The standard error of it.</summary>
    public required double StandardError { get; init; }

    /// <summary>h(p): the least that its expectation can be.</summary>
    public required Integral EntropyFloor { get; init; }

    /// <summary>⟨ln p(x) − ln q(x)⟩ over the points: an estimate of KL(p‖q) whose chance is that of the difference only.</summary>
    public required double Excess { get; init; }

    /// <summary>The standard error of <see cref="Excess"/>.</summary>
    public required double ExcessError { get; init; }

    /// <summary>How many points lie outside the box on which q is normalised; they count with the energy they have.</summary>
    public required int Outside { get; init; }
}
