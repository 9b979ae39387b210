using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>The sum over rows of aᵀ b, added up from its factors: the gradient of a weight matrix.</summary>
internal sealed unsafe class OuterTask<T>(Machine<T> machine, Operand a, Operand b, Operand sum, (int Height, int M, int N) size) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Operand? _rowSum;

    /// <summary>Adds up the rows of b as well, if the other task does that: the gradient of the bias, from numbers already at hand.</summary>
    internal bool TakesOver(SumRowsTask<T> other)
    {
        if (_rowSum is not null || size.Height > 1 || a.Steps != b.Steps || other.IsLargest || other.Summand != b)
        {
            return false;
        }

        _rowSum = other.Sum;
        return true;
    }

    internal override void Run(Frame<T> frame)
    {
        T* left = a.In(frame), right = b.In(frame), to = sum.In(frame);
        T* rowSum = _rowSum is { } place ? place.In(frame) : null;
        int rows = frame.Rows;
        Padding.Set(left, a.Steps * a.Elements, frame, T.Zero);
        Padding.Set(right, b.Steps * b.Elements, frame, T.Zero);
        for (int step = 0; step < a.Steps; step++)
        {
            for (int i = 0; i < size.Height; i++)
            {
                machine.Outer(left + ((nint)i * size.M * rows), right + ((nint)i * size.N * rows), to, rowSum, size.M, size.N, rows, frame.Scratch);
            }

            left += a.StepStride(rows);
            right += b.StepStride(rows);
            to += sum.StepStride(rows);
            rowSum += rowSum == null ? 0 : b.Elements;
        }
    }
}

/// <summary>The sum, or the largest, over rows of each number.</summary>
internal sealed unsafe class SumRowsTask<T>(Machine<T> machine, Operand x, Operand sum, bool isLargest) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal Operand Summand => x;

    internal Operand Sum => sum;

    internal bool IsLargest => isLargest;

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
