namespace Downhill.Training;

/// <summary>Where learning from samples stands after a step.</summary>
/// <param name="Step">Steps done; it falls where learning went back to a checkpoint.</param>
/// <param name="Loss">The loss of the step's batch.</param>
/// <param name="Withheld">The loss of the withheld samples, where this step looked at them.</param>
/// <param name="EnergyGap">The mean energy of x⁻ less that of the samples, in units of energy; null where there are no x⁻.</param>
/// <param name="Recovery">Set where this step failed, and learning goes on from a checkpoint.</param>
public sealed record SampleProgress(int Step, double Loss, double? Withheld, double? EnergyGap, Recovery? Recovery);

/// <summary>A failure that learning came back from.</summary>
/// <param name="Step">The step that failed.</param>
/// <param name="Cause">What went wrong, in one line.</param>
/// <param name="Checkpoint">The step whose checkpoint learning went on from.</param>
/// <param name="Rate">By what all step sizes are multiplied from there on.</param>
public sealed record Recovery(int Step, string Cause, int Checkpoint, double Rate)
{
    /// <summary>The cause, and what was done about it, in one line.</summary>
    public override string ToString() => $"{Cause}; went back to step {Checkpoint}, and on with {Rate:g3} times the step size.";
}
