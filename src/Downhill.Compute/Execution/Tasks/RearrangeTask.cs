using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>Each feature of the result is a feature of the input, or zero: transposing, padding, slicing, repeating.</summary>
internal sealed unsafe class RearrangeTask<T>(Operand x, Operand y, int[] sources) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = x.In(frame), to = y.In(frame);
        if (y.IsShared)
        {
            RunShared(from, to);
            return;
        }

        int rows = frame.Rows;
        for (int i = 0; i < sources.Length; i++)
        {
            Span<T> feature = new(to + ((nint)i * rows), rows);
            if (sources[i] < 0)
            {
                feature.Clear();
            }
            else if (x.IsShared)
            {
                feature.Fill(from[sources[i]]);
            }
            else
            {
                new Span<T>(from + ((nint)sources[i] * rows), rows).CopyTo(feature);
            }
        }
    }

    // One number at a time: a span per number would cost more than the copy.
    private void RunShared(T* from, T* to)
    {
        for (int i = 0; i < sources.Length; i++)
        {
            to[i] = sources[i] < 0 ? T.Zero : from[sources[i]];
        }
    }
}

/// <summary>Features added up, or their largest, into features of the result.</summary>
internal sealed unsafe class FoldTask<T>(Machine<T> machine, Operand x, Operand y, int[] targets, bool isLargest) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = x.In(frame), to = y.In(frame);
        int rows = y.IsShared ? 1 : frame.Rows;
        new Span<T>(to, y.Steps * y.Elements * rows).Fill(isLargest ? T.NegativeInfinity : T.Zero);
        for (int i = 0; i < targets.Length; i++)
        {
            T* feature = from + ((nint)i * rows), target = to + ((nint)targets[i] * rows);
            if (isLargest)
            {
                machine.Maximum(feature, target, rows);
            }
            else
            {
                machine.Add(feature, target, rows);
            }
        }
    }
}
