using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Benchmarks;

/// <summary>x' = x − η ∇E(x) + √(2 η T) noise: some steps a call, always from the same starts; reported for one step.</summary>
internal sealed record LangevinSteps(string Name) : Workload(Name)
{
    internal const double Temperature = 0.01;

    // A pass forwards, and one back to the point.
    internal override double Flops(NetworkSize size) => 4 * size.Products * size.Batch * Steps;

    // The noises of two sides differ, so what is compared is the gradient at the starts.
    internal override Problem Pose(NetworkSize size) => new(size);

    internal override Prepared Prepare<T>(Problem problem, Activation activation, Executor executor)
    {
        Network network = new(problem.Size, activation);
        Computation<T> steps = Given<T>(problem, executor, Chain(network), ("eta", [StepSize]), ("temperature", [Temperature]));
        steps.Seed(new Rng(1));
        return new(steps.Run, () =>
        {
            Computation<T> gradient = Given<T>(problem, executor, [Derivative.Gradient(network.Energy(network.X), network.X)]);
            gradient.Run();
            return Prepared.Numbers(gradient[0]);
        });
    }

    private Node[] Chain(Network network)
    {
        Node eta = Node.Setting("eta"), noise = Sqrt(2 * eta * Node.Setting("temperature"));
        return [.. Scan.Over(Steps, [network.X], [], (carry, _, t) =>
            [carry[0] - (eta * Derivative.Gradient(network.Energy(carry[0]), carry[0])) + (noise * Normal(network.X.Shape, 0, t))]).Final];
    }
}
