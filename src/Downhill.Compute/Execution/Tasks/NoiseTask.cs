using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>Standard normal numbers, made in the tile.</summary>
internal sealed unsafe class NoiseTask<T>(Machine<T> machine, int stream, Operand step, Operand y) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame) =>
        machine.Normal(frame.Rng, stream, frame.FirstRow, long.CreateTruncating(*step.In(frame)), y.In(frame), y.Steps * y.Elements, frame.Rows);
}
