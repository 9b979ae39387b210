using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>A row's matrix [height, inner] times a shared matrix [inner, outer], given as it is or transposed.</summary>
internal sealed unsafe class MatMulTask<T>(Machine<T> machine, Operand x, Operand weights, bool isTransposed, Operand y, int height, int inner, int outer) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = x.In(frame), w = weights.In(frame), to = y.In(frame);
        int rows = frame.Rows;
        nint rowStride = isTransposed ? 1 : outer, columnStride = isTransposed ? inner : 1;
        for (int step = 0; step < y.Steps; step++)
        {
            for (int i = 0; i < height; i++)
            {
                machine.MatMul(w, rowStride, columnStride, from + ((nint)i * inner * rows), to + ((nint)i * outer * rows), inner, outer, rows);
            }

            from += x.StepStride(rows);
            w += weights.StepStride(rows);
            to += y.StepStride(rows);
        }
    }
}

/// <summary>A row's matrix times a row's matrix; or, with one row, a shared matrix times a shared matrix.</summary>
internal sealed unsafe class MatMulRowsTask<T>(Machine<T> machine, Operand a, Operand b, Operand y, (int P, int Q, int R) size) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* left = a.In(frame), right = b.In(frame), to = y.In(frame);
        int rows = y.IsShared ? 1 : frame.Rows;
        for (int step = 0; step < y.Steps; step++)
        {
            machine.MatMulRows(left, right, to, size.P, size.Q, size.R, rows);
            left += a.StepStride(rows);
            right += b.StepStride(rows);
            to += y.StepStride(rows);
        }
    }
}
