using Downhill.Compute;
using Downhill.Compute.Execution;

namespace Downhill.Microbenchmarks;

/// <summary>A fused group compiled for this machine, and the operands it is called with.</summary>
internal sealed unsafe class Fused
{
    /// <summary>Numbers in each operand: 64 features of a tile of 64 rows, which stay in the first-level cache.</summary>
    internal const int Count = 64 * Memory.Rows;

    private readonly nint kernel;
    private readonly nint[] operands;

    /// <param name="leaves">How many operands are read.</param>
    /// <param name="scale">The scale of their normal numbers.</param>
    /// <param name="steps">What is done; the last is written.</param>
    internal Fused(int leaves, double scale, params FusedStep[] steps)
    {
        kernel = Memory.Machine.Compile(new FusedCode([.. Enumerable.Repeat(ReadMode.Full, leaves)], steps, [leaves + steps.Length - 1]));
        operands = [.. Enumerable.Range(0, leaves + 1).Select(_ => (nint)Memory.Normal(Count, scale))];
    }

    internal static FusedStep Step(Op op, params int[] arguments) => new(op, Contraction: false, arguments, 0);

    internal static FusedStep Literal(double value) => new(Op.Constant, Contraction: false, [], value);

    internal void Run()
    {
        fixed (nint* pointers = operands)
        {
            ((delegate*<float**, nint, nint, void>)kernel)((float**)pointers, Count / Memory.Rows, Memory.Rows);
        }
    }

    internal void Free() => Memory.Free(operands);
}
