namespace Downhill.Densities;

/// <summary>How far a learned law q = exp(−E) / Z is from the true one p, all by quadrature.</summary>
public sealed record Judgement
{
    /// <summary>The learned law.</summary>
    public required GridMeasure Learned { get; init; }

    /// <summary>h(p) = −∫ p ln p, in nats: no law has a smaller mean negative log-likelihood.</summary>
    public required Integral Entropy { get; init; }

    /// <summary>KL(p‖q) = ∫ p ln(p / q), in nats.</summary>
    public required Integral Divergence { get; init; }

    /// <summary>KL(q‖p) = ∫ q ln(q / p), in nats; null where p has an edge: it is infinite as soon as q has mass beyond it.</summary>
    public required Integral? ReverseDivergence { get; init; }

    /// <summary>½ ∫ |p − q|, 0 to 1: the most by which the two differ on any event.</summary>
    public required Integral TotalVariation { get; init; }

    /// <summary>∫ p |∇E_q − ∇E_p|², per squared unit of x; where p has edges, within them only.</summary>
    public required Integral ScoreError { get; init; }
}
