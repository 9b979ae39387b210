using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>The sum over rows of aᵀ b, added up from its factors: the gradient of a weight matrix.</summary>
internal sealed unsafe class OuterTask<T>(Machine<T> machine, Operand a, Operand b, Operand sum, (int Height, int M, int N) size) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* left = a.In(frame), right = b.In(frame), to = sum.In(frame);
        int rows = frame.Rows;
        Padding.Set(left, a.Steps * a.Elements, frame, T.Zero);
        Padding.Set(right, b.Steps * b.Elements, frame, T.Zero);
        for (int step = 0; step < a.Steps; step++)
        {
            for (int i = 0; i < size.Height; i++)
            {
                machine.Outer(left + ((nint)i * size.M * rows), right + ((nint)i * size.N * rows), to, size.M, size.N, rows, frame.Scratch);
            }

            left += a.StepStride(rows);
            right += b.StepStride(rows);
            to += sum.StepStride(rows);
        }
    }
}

/// <summary>The sum, or the largest, over rows of each number.</summary>
internal sealed unsafe class SumRowsTask<T>(Machine<T> machine, Operand x, Operand sum, bool isLargest) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = x.In(frame);
        int features = x.Steps * x.Elements;
        Padding.Set(from, features, frame, isLargest ? T.NegativeInfinity : T.Zero);
        if (isLargest)
        {
            machine.LargestRow(from, sum.In(frame), features, frame.Rows);
        }
        else
        {
            machine.SumRows(from, sum.In(frame), features, frame.Rows);
        }
    }
}

/// <summary>The rows of the last tile that are not real.</summary>
internal static unsafe class Padding
{
    /// <summary>Overwrites them with what does not count in a sum; rows do not see one another, so nothing else notices.</summary>
    internal static void Set<T>(T* x, int features, Frame<T> frame, T neutral)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < features && frame.Valid < frame.Rows; i++)
        {
            new Span<T>(x + ((nint)i * frame.Rows) + frame.Valid, frame.Rows - frame.Valid).Fill(neutral);
        }
    }
}
