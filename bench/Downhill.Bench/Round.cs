namespace Downhill.Bench;

/// <summary>One round: milliseconds per call of the own side and of each variant of the peer, the peak, and the largest share of time in which others disturbed.</summary>
internal sealed record Round(double Own, IReadOnlyDictionary<string, double> Peer, double Peak, double Disturbance);
