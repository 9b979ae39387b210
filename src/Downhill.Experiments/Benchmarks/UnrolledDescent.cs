using System.Runtime.CompilerServices;
using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Benchmarks;

/// <summary>
/// The gradient, with respect to all weights, of the mean squared distance between a target and the state after T steps of
/// x' = x − η ∇E(x): second derivatives of E, through the loop.
/// </summary>
internal sealed record UnrolledDescent(string Name) : Workload(Name)
{
    // Above this a thread keeps the states of its tile only, and computes the rest again on the way back.
    private const double HistoryBytes = 512 << 20;

    // A gradient of the energy is two passes; its derivative with respect to point and weights is four more.
    internal override double Flops(NetworkSize size) => 12 * size.Products * size.Batch * Steps;

    internal override Problem Pose(NetworkSize size) => new(size);

    internal override Prepared Prepare<T>(Problem problem, Activation activation, Executor executor)
    {
        Network network = new(problem.Size, activation);
        Node[] gradient = Gradient(network, Storage(problem.Size, Unsafe.SizeOf<T>()));
        return Prepared.Of(Given<T>(problem, executor, gradient, ("eta", [StepSize]), ("y", problem.Target)), gradient.Length);
    }

    // A layer keeps two products and the function of one of them, for each of the 64 floats or 32 doubles of a tile.
    private LoopStorage Storage(NetworkSize size, int bytes) =>
        3.0 * size.Layers * size.Hidden * Steps * (bytes == sizeof(float) ? 64 : 32) * bytes <= HistoryBytes ? LoopStorage.Everything : LoopStorage.States;

    private Node[] Gradient(Network network, LoopStorage storage)
    {
        Node eta = Node.Setting("eta");
        Node last = Scan.Over(Steps, [network.X], [], (carry, _, _) => [carry[0] - (eta * Derivative.Gradient(network.Energy(carry[0]), carry[0]))], storage).Final[0];
        Node loss = SumRows(SquaredNorm(last - Node.Point(network.Size.Dimension, "y"))) / network.Size.Batch;
        return Derivative.Gradient(loss, network.Parameters);
    }
}
