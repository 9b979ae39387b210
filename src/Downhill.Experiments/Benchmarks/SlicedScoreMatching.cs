using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Benchmarks;

/// <summary>The gradient, with respect to all weights, of mean(vᵀ ∇(vᵀ s) + ½ (vᵀ s)²) with the score s = −∇E and given directions v: third derivatives of E.</summary>
/// <remarks>Source: Y. Song, S. Garg, J. Shi and S. Ermon (2019), Sliced score matching, arXiv:1905.07088.</remarks>
internal sealed record SlicedScoreMatching(string Name) : Workload(Name)
{
    // The loss is four passes; its derivative with respect to the weights is eight more.
    internal override double Flops(NetworkSize size) => 24 * size.Products * size.Batch;

    internal override Problem Pose(NetworkSize size) => new(size);

    internal override Prepared Prepare<T>(Problem problem, Activation activation, Executor executor)
    {
        Node[] gradient = Gradient(new(problem.Size, activation));
        return Prepared.Of(Given<T>(problem, executor, gradient, ("v", problem.Direction)), gradient.Length);
    }

    private static Node[] Gradient(Network network)
    {
        Node x = network.X, v = Node.Point(network.Size.Dimension, "v");
        Node slope = -Dot(v, Derivative.Gradient(network.Energy(x), x));
        Node loss = SumRows(Dot(v, Derivative.Gradient(slope, x)) + (Square(slope) / 2)) / network.Size.Batch;
        return Derivative.Gradient(loss, network.Parameters);
    }
}
