namespace Downhill.Experiments.Decisions;

/// <summary>What a search made small, step by step.</summary>
/// <param name="Words">What it is.</param>
/// <param name="Steps">What its steps are.</param>
/// <param name="Values">Its values, shape [steps].</param>
internal sealed record SearchCourse(string Words, string Steps, double[] Values);
