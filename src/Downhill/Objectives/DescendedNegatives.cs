using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Where a descent (or a chain) from other negatives ends: the wrong answers that the energy itself would give.</summary>
/// <remarks>No derivative goes through the descent, neither from its steps nor from its end.</remarks>
public sealed record DescendedNegatives : Negatives
{
    private const int Stream = 7012;

    /// <summary>Where the descent starts; not the end of another descent.</summary>
    public required Negatives From
    {
        get;
        init => field = value is DescendedNegatives ? throw new ArgumentException("A descent starts at negatives that do not descend themselves: give their own From, and more Steps.", nameof(value)) : value;
    }

    /// <summary>The rule. Default: gradient descent.</summary>
    public Stepper Stepper { get; init; } = new GradientDescent();

    /// <summary>Steps. Default 20.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>The probability that x⁻ is the end of its descent; else it is the start. Default 1.</summary>
    /// <remarks>Ends alone forget the ground that descents leave behind; starts alone hardly ever meet a narrow wrong valley.</remarks>
    public double Share { get; init => field = Require.Within(value, 0, 1); } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => From.Sources;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [.. From.Settings, .. SampleObjective.AsParameters(Stepper.Settings)];

    /// <inheritdoc/>
    public override Node Of(Energy energy, Node x)
    {
        Node start = From.Of(energy, x), end = ChainOf.Ends(Stepper, Steps, energy, start)[0];
        return Share == 1 ? end : Select(Less(Uniform(start), Share), end, start);
    }

    // exp(−½ |n|²) of two normal numbers is uniform on 0 to 1.
    private static Node Uniform(Node like) => Exp(-0.5 * SquaredNorm(Normal(like.Shape with { Width = 2 }, Stream, 0)));
}
