using System.Numerics;
using Downhill.Compute.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>Small dense linear algebra, row by row: a⁻¹ b, Cholesky factor, exponential.</summary>
internal sealed unsafe class MatrixTask<T>(Op op, Operand a, Operand b, Operand y, int n, int columns) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many numbers of scratch a task of this size needs.</summary>
    internal static int Scratch(int n, int columns) => ((MatrixExponential.Scratch + 2) * n * n) + (n * columns);

    internal override void Run(Frame<T> frame)
    {
        int rows = y.IsShared ? 1 : frame.Rows;
        for (int step = 0; step < y.Steps; step++)
        {
            T* left = a.In(frame) + (step * a.StepStride(rows)), right = b.In(frame) + (step * b.StepStride(rows)), to = y.In(frame) + (step * y.StepStride(rows));
            for (int row = 0; row < rows; row++)
            {
                RunRow(left + row, right + row, to + row, rows, frame.Scratch);
            }
        }
    }

    private void RunRow(T* left, T* right, T* to, int rows, T* scratch)
    {
        Span<T> matrix = new(scratch, n * n), result = new(scratch + (n * n), n * columns);
        Span<T> work = new(scratch + (n * n) + (n * columns), MatrixExponential.Scratch * n * n);
        Collect(left, matrix, rows);
        switch (op)
        {
            case Op.Solve:
                Collect(right, result, rows);
                LinearSystem.Solve(matrix, result, n, columns);
                break;
            case Op.Cholesky:
                LinearSystem.Cholesky<T>(matrix, result, n);
                break;
            default:
                MatrixExponential.Of<T>(matrix, result, n, work);
                break;
        }

        for (int i = 0; i < result.Length; i++)
        {
            to[(nint)i * rows] = result[i];
        }
    }

    private static void Collect(T* from, Span<T> to, int rows)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[(nint)i * rows];
        }
    }
}
