using System.Numerics;
using Downhill.Compute;

namespace Downhill.Experiments.Benchmarks;

/// <summary>What runs a graph: compiled, on that many threads, or the interpreter where there are none.</summary>
internal sealed record Executor(int Threads)
{
    internal static readonly Executor Interpreter = new(0);

    internal Computation<T> Make<T>(params Node[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Threads == 0 ? Computation.Interpret<T>(outputs) : Computation.Compile<T>(Threads, outputs);
}
