namespace Downhill.Control;

/// <summary>What an update of PreQN did.</summary>
/// <param name="Rank">K's rank: batches that repeat a step have less than steps.</param>
/// <param name="StepSize">α that was taken; 0 where none was.</param>
/// <param name="FirstCosine">cos(Q_θ′ − Q_θ, T Q − Q) at the first try.</param>
/// <param name="Cosine">The same at the last try.</param>
/// <param name="Tries">Tries.</param>
public readonly record struct PreconditionedStep(int Rank, double StepSize, double FirstCosine, double Cosine, int Tries)
{
    /// <summary>Whether θ moved.</summary>
    public bool IsTaken => StepSize > 0;
}
