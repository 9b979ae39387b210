using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Objectives;

/// <summary>A chain inside a loss, whose end is a number like any other: no derivative goes through it.</summary>
internal static class ChainOf
{
    /// <summary>The state after the steps.</summary>
    internal static Node[] Ends(Stepper stepper, int steps, Energy energy, Node start) =>
        [.. Scan.Over(steps, [.. stepper.AtRest(Maths.StopGradient(start))], [], (c, _, t) => stepper.Step(energy.Of, c, t), LoopStorage.States).Final.Select(Maths.StopGradient)];

    /// <summary>E(x) − E(x⁻), with x⁻ the chain's end.</summary>
    internal static LossTerms Contrast(Stepper stepper, int steps, Energy energy, Node start)
    {
        Node[] ends = Ends(stepper, steps, energy, start);

        // A tested chain counts what it took in every coordinate of its second part.
        Node? accepted = stepper is Mala or Hmc ? Maths.Mean(ends[1]) / steps : null;
        return new(energy.Of(Node.Point(energy.Dimension)) - energy.Of(ends[0]), ends[0], accepted);
    }
}
