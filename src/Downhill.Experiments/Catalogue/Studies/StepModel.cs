using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;

namespace Downhill.Experiments.Studies;

/// <summary>A step function x ↦ f(x) with parameters, learned by ½ |(f(x) − y) / η|² where <paramref name="Objective"/> says so.</summary>
/// <param name="Objective">What is minimised.</param>
/// <param name="Energy">What is descended; flat for a step function of its own.</param>
/// <param name="Next">f(x), of the input "start".</param>
internal sealed record StepModel(Objective Objective, Energy Energy, Node Next)
{
    internal IReadOnlyList<Parameter> Parameters => [.. Energy.Parameters, .. Objective.Parameters];

    /// <summary>f(x) = x − η ∇E(x).</summary>
    /// <param name="energy">E.</param>
    /// <param name="eta">η.</param>
    /// <param name="weight">What multiplies |f − y|²; default ½ / η², so that velocities are compared.</param>
    internal static StepModel Down(Energy energy, double eta, double? weight = null)
    {
        TrajectoryMatching matching = new() { StepSize = eta, Weights = Same(energy.Dimension, weight ?? (0.5 / (eta * eta))) };
        return new(matching, energy, matching.RollOut(energy));
    }

    /// <summary>f(x) = x + η N(x), N a network of its own.</summary>
    internal static StepModel Free(int dimension, IReadOnlyList<int> widths, double eta, Rng rng)
    {
        FreeStep free = new(dimension, widths, rng)
        {
            Weights = Same(dimension, 0.5 / (eta * eta)),
            Center = Same(dimension, 0),
            Radius = Same(dimension, 1),
            StepScale = Same(dimension, eta),
        };
        return new(free, Quadratic.Isotropic(dimension, 0), free.Step());
    }

    private static double[] Same(int count, double number) => [.. Enumerable.Repeat(number, count)];
}
