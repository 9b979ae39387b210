namespace Downhill.Dynamics;

/// <summary>A stepper whose points settle at exp(−E/T): exactly where it tests its steps, else with a bias that vanishes with the step.</summary>
public abstract record SamplingRule : Stepper
{
    /// <summary>The step, in the units that the rule says.</summary>
    public abstract double StepSize { get; init; }

    /// <summary>T, in units of energy.</summary>
    public abstract double Temperature { get; init; }

    /// <summary>The rule of the same step with a Metropolis test, by which a step size is found; the rule itself where it has one.</summary>
    public abstract SamplingRule Tested();

    /// <summary>The share of proposals of <see cref="Tested()"/> that are taken at the step that is best.</summary>
    public abstract double WantedAcceptance { get; }

    /// <summary>What was counted since the state was at rest; null for a rule without a test.</summary>
    /// <param name="state">The state of all chains, x first.</param>
    public abstract Tally? Count(IReadOnlyList<double[]> state);
}

/// <summary>What a rule with a test counts, summed over all chains.</summary>
/// <param name="Taken">Proposals that were taken; at most one for each step and chain.</param>
/// <param name="Diverged">Trajectories whose energy error was 1000 T or more, or no number.</param>
/// <param name="Swapped">Exchanges of each pair of neighbouring temperatures, the coldest pair first; empty where there is one temperature.</param>
public sealed record Tally(double Taken, double Diverged, IReadOnlyList<double> Swapped);
