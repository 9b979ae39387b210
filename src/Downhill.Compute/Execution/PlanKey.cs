using System.Runtime.InteropServices;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Execution;

/// <summary>What a graph computes, whatever objects it is made of, and on which lanes: equal keys have the same plan.</summary>
/// <remarks>
/// Nodes are numbered as they are met, inputs first, and each is written down as its operation, its details and the numbers of its inputs;
/// constants by their bits. So equal keys are equal graphs, and not only probably so. A key holds no node.
/// </remarks>
internal sealed class PlanKey : IEquatable<PlanKey>
{
    private readonly int[] _words;
    private readonly object[] _names;
    private readonly int _hash;

    private PlanKey(int[] words, object[] names)
    {
        (_words, _names) = (words, names);
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes<int>(words));
        foreach (object name in names)
        {
            hash.Add(name);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>How long a key may be, in words: longer ones would cost more memory than they are worth.</summary>
    internal static int MostWords => 1 << 18;

    /// <summary>The key of the graph of <paramref name="outputs"/>, or null where it would be too long.</summary>
    internal static PlanKey? Of(LaneWidth width, params Node[] outputs)
    {
        GraphWriter writer = new(MostWords);
        writer.Write(outputs);
        return writer.IsComplete ? new PlanKey([(int)width, .. writer.Words], [.. writer.Names]) : null;
    }

    /// <inheritdoc/>
    public bool Equals(PlanKey? other) =>
        other is not null && _hash == other._hash && _words.AsSpan().SequenceEqual(other._words) && _names.AsSpan().SequenceEqual(other._names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PlanKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
