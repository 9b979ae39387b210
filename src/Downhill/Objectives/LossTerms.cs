using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>A loss over samples, and what is worth watching in it.</summary>
/// <param name="Loss">A scalar per sample; the loss of a batch is the mean.</param>
/// <param name="Negatives">x⁻, the points whose energy is raised, on any table of rows; null where there are none.</param>
/// <param name="Accepted">How many of a chain's proposals were taken, as a share, a scalar per sample; null where none is tested.</param>
public sealed record LossTerms(Node Loss, Node? Negatives = null, Node? Accepted = null);
