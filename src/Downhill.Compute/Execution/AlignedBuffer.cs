using System.Runtime.CompilerServices;

namespace Downhill.Compute.Execution;

/// <summary>Numbers at an address that does not move and is a multiple of 64: garbage-collected, nothing to dispose.</summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private readonly T[] _numbers;
    private readonly int _start;

    internal AlignedBuffer(int length)
    {
        int slack = 64 / sizeof(T);
        _numbers = GC.AllocateArray<T>(length + (2 * slack), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref _numbers[0]);
        _start = (int)((64 - (address & 63)) % 64 / sizeof(T));
        Length = length;
    }

    internal int Length { get; }

    internal T* Pointer => (T*)Unsafe.AsPointer(ref _numbers[_start]);

    internal Span<T> Span => _numbers.AsSpan(_start, Length);
}
