using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Objectives;

/// <summary>Where a descent (or a chain) from other negatives ends: the wrong answers that the energy itself would give.</summary>
/// <remarks>No derivative goes through the descent, neither from its steps nor from its end.</remarks>
public sealed record DescendedNegatives : Negatives
{
    /// <summary>Where the descent starts.</summary>
    public required Negatives From { get; init; }

    /// <summary>The rule. Default: gradient descent.</summary>
    public Stepper Stepper { get; init; } = new GradientDescent();

    /// <summary>Steps. Default 20.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => From.Sources;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [.. From.Settings, .. SampleObjective.AsParameters(Stepper.Settings)];

    /// <inheritdoc/>
    public override Node Of(Energy energy, Node x) => ChainOf.Ends(Stepper, Steps, energy, From.Of(energy, x))[0];
}
