using System.Runtime.InteropServices;

namespace Downhill.Data;

/// <summary>The number types that a tensor file may hold.</summary>
public enum StoredType
{
    /// <summary>32-bit floating point, <see cref="float"/>.</summary>
    F32,

    /// <summary>64-bit floating point, <see cref="double"/>.</summary>
    F64,

    /// <summary>64-bit integer, <see cref="long"/>.</summary>
    I64,
}

/// <summary>A named array of numbers, as it stands in a file: little-endian, row-major.</summary>
public sealed record StoredTensor
{
    private readonly ReadOnlyMemory<byte> bytes;

    internal StoredTensor(string name, StoredType type, int[] shape, ReadOnlyMemory<byte> bytes) =>
        (Name, Type, Shape, this.bytes) = (name, type, shape, bytes);

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>The type of its numbers.</summary>
    public StoredType Type { get; }

    /// <summary>Its extents, each at least 1; empty for a single number.</summary>
    public int[] Shape { get; }

    internal ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>A tensor of float, double or long.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="long"/>.</typeparam>
    /// <param name="name">Its name: not empty, not <c>__metadata__</c>.</param>
    /// <param name="shape">Its extents, each at least 1; empty for a single number.</param>
    /// <param name="values">Its numbers, row-major, which are copied.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The name is reserved, an extent is below 1, or there are not as many numbers as the shape says.</exception>
    public static StoredTensor Of<T>(string name, int[] shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (name is null or "" or SafeTensors.MetadataKey)
        {
            throw new ArgumentException($"A tensor needs a name other than {SafeTensors.MetadataKey}.", nameof(name));
        }

        long size = shape.Aggregate(1L, (product, extent) => extent > 0 ? checked(product * extent) : throw new ArgumentException($"The extents of {name} must be at least 1.", nameof(shape)));
        return size == values.Length
            ? new(name, TypeOf<T>(), [.. shape], MemoryMarshal.AsBytes(values).ToArray())
            : throw new ArgumentException($"{name} of shape [{string.Join(", ", shape)}] needs {size} numbers, but {values.Length} were given.", nameof(values));
    }

    /// <summary>Its numbers, row-major.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> stands for.</typeparam>
    /// <returns>A new array.</returns>
    /// <exception cref="InvalidOperationException">The numbers are of another type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged => TypeOf<T>() == Type
            ? MemoryMarshal.Cast<byte, T>(bytes.Span).ToArray()
            : throw new InvalidOperationException($"{Name} holds {Type}, not {typeof(T).Name}.");

    /// <summary>Bytes for each number.</summary>
    internal static int SizeOf(StoredType type) => type == StoredType.F32 ? sizeof(float) : sizeof(double);

    private static StoredType TypeOf<T>() =>
        typeof(T) == typeof(float) ? StoredType.F32 :
        typeof(T) == typeof(double) ? StoredType.F64 :
        typeof(T) == typeof(long) ? StoredType.I64 :
        throw new ArgumentException($"A tensor holds float, double or long, not {typeof(T).Name}.");
}
