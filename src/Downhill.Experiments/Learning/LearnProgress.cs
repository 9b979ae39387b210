namespace Downhill.Experiments.Learning;

/// <summary>Where learning stands.</summary>
/// <param name="Doing">What is being learned, in a few words.</param>
/// <param name="Step">Steps done in this fit.</param>
/// <param name="Done">How much of the whole is done, 0 to 1, as far as can be told.</param>
/// <param name="Loss">The loss after the step.</param>
/// <param name="Withheld">The loss of what was withheld from this fit, where this step looked at it.</param>
public sealed record LearnProgress(string Doing, int Step, double Done, double Loss, double? Withheld);
