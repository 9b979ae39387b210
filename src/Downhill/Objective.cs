using Downhill.Compute;

namespace Downhill;

/// <summary>What makes a landscape good: a loss, as a graph over the energy's parameters and its own.</summary>
public abstract record Objective
{
    /// <summary>What is learned besides the energy's parameters: a friction.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>What enters the graph by name and stays as it is: step sizes, weights.</summary>
    public abstract IReadOnlyList<Parameter> Settings { get; }

    /// <summary>The loss of one observation, a scalar per row; the loss of a batch is the mean over rows.</summary>
    public abstract Node Loss(Energy energy);
}
