namespace Downhill.Experiments.StepFunctions;

/// <summary>Pairs of a point and the next: what every contestant learns from.</summary>
/// <param name="Dimension">Coordinates of a point.</param>
/// <param name="From">x, shape [n, dimension].</param>
/// <param name="To">x′, shape [n, dimension].</param>
internal sealed record SeenSteps(int Dimension, double[] From, double[] To)
{
    internal int Count => From.Length / Dimension;

    /// <summary>Pairs <paramref name="start"/> to <paramref name="end"/> − 1.</summary>
    internal SeenSteps Part(int start, int end) =>
        new(Dimension, From[(start * Dimension)..(end * Dimension)], To[(start * Dimension)..(end * Dimension)]);
}
