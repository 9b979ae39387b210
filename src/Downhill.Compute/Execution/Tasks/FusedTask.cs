using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>A fused group of elementwise operations: one pass over memory.</summary>
internal sealed unsafe class FusedTask<T>(nint kernel, Operand[] operands, int length, bool isShared, int lanes) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T** pointers = stackalloc T*[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            pointers[i] = operands[i].In(frame);
        }

        // A shared value is one long row; its memory is padded to whole vectors.
        nint features = isShared ? 1 : length, rows = isShared ? (length + lanes - 1) / lanes * lanes : frame.Rows;
        ((delegate*<T**, nint, nint, void>)kernel)(pointers, features, rows);
    }
}
