using Downhill.Control;

namespace Downhill.Imitation;

/// <summary>What a clone does, and the weights it does it by.</summary>
/// <param name="Rule">What is done: the regression's answer, the likeliest action.</param>
/// <param name="Weights">Layers <c>x W + b</c> with max(·, 0) between, of the observation; a vector is the tanh of the last.</param>
public sealed record ClonedPolicy(ActionRule Rule, IReadOnlyList<Parameter> Weights);
