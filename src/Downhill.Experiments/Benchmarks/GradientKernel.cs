using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Experiments.Benchmarks;

/// <summary>The matrix K of Q-learning: Kᵢⱼ = ⟨∂Q(xᵢ)/∂θ, ∂Q(xⱼ)/∂θ⟩ over all weights, for all pairs of rows.</summary>
internal sealed record GradientKernel(string Name) : Workload(Name)
{
    // A layer's share of K is (H Hᵀ + 1) ∘ (D Dᵀ); the passes that make H and D, and that K is symmetric, are not counted.
    internal override double Flops(NetworkSize size) => 2.0 * size.Batch * size.Batch * size.Widths.Zip(size.Widths.Skip(1), (n, m) => n + m).Sum();

    internal override Problem Pose(NetworkSize size) => new(size);

    internal override Prepared Prepare<T>(Problem problem, Activation activation, Executor executor)
    {
        Network network = new(problem.Size, activation);
        TangentKernel<T> kernel = TangentKernel.Compile<T>(executor.Threads, network.Energy(network.X), network.Parameters);
        foreach ((string name, double[] values) in problem.Parameters.Append(("x", problem.Start)))
        {
            kernel.Set(name, Array.ConvertAll(values, T.CreateChecked));
        }

        return new(kernel.Run, () => Prepared.Numbers(kernel.Values));
    }
}
