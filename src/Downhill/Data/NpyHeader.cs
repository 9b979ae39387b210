using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Downhill.Data;

/// <summary>What the numbers of an array are written as.</summary>
internal enum NpyKind
{
    Float,
    Integer,
    Unsigned,
    Bytes,
    Letters,
    Unreadable,
}

/// <summary>The head of a NumPy array file: what follows it.</summary>
/// <remarks>Source: the NPY format, versions 1.0 to 3.0, numpy.lib.format. Differs from the source: the dictionary is matched, never evaluated, and is at most 64 KiB long.</remarks>
/// <param name="Kind">What an element is.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="IsBigEndian">Whether the highest byte comes first.</param>
/// <param name="IsFortran">Whether the first index runs fastest, else the last.</param>
/// <param name="Shape">The length of every axis.</param>
/// <param name="Description">The type as it is written.</param>
/// <param name="Length">Bytes of the head itself.</param>
internal sealed partial record NpyHeader(NpyKind Kind, int Size, bool IsBigEndian, bool IsFortran, long[] Shape, string Description, int Length)
{
    private const int Longest = 1 << 16;

    /// <summary>The bytes that an array file begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Elements in all.</summary>
    internal long Count => Shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>Whether an element can be read as a number.</summary>
    internal bool IsNumeric => Kind is NpyKind.Float or NpyKind.Integer or NpyKind.Unsigned;

    /// <summary>The shape as NumPy prints it.</summary>
    internal string Axes => $"[{string.Join(", ", Shape)}]";

    /// <summary>Reads the head; the stream then stands at the first element.</summary>
    /// <exception cref="FormatException">It is not one; the message says what was found and expected.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    internal static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (!start.StartsWith(Magic))
        {
            throw new FormatException("found bytes that are no array, expected one that begins with \\x93NUMPY");
        }

        int width = start[6] switch
        {
            1 => 2,
            2 or 3 => 4,
            _ => throw new FormatException($"found version {start[6]}.{start[7]} of the format, expected 1.0, 2.0 or 3.0"),
        };
        Span<byte> size = stackalloc byte[4];
        stream.ReadExactly(size[..width]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > Longest)
        {
            throw new FormatException($"found a head of {length} bytes, expected at most {Longest}");
        }

        byte[] text = new byte[length];
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text), 8 + width + (int)length);
    }

    private static NpyHeader Parse(string text, int length)
    {
        Match match = Dictionary().Match(text);
        if (!match.Success || Single(match, "shape") is not { } shape || Single(match, "order") is not { } order
            || (Single(match, "type") ?? Single(match, "fields")) is not { } type)
        {
            throw new FormatException("found a head that cannot be read, expected descr, fortran_order and shape");
        }

        (NpyKind kind, int size) = KindOf(type);
        return new(kind, size, type.StartsWith('>'), order == "True", ShapeOf(shape, size), type, length);
    }

    private static string? Single(Match match, string name) => match.Groups[name] is { Captures.Count: 1 } group ? group.Value : null;

    private static (NpyKind Kind, int Size) KindOf(string type)
    {
        Match match = Simple().Match(type);
        int size = match.Success && int.TryParse(match.Groups["size"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) ? bytes : 0;
        return (match.Groups["kind"].Value, size) switch
        {
            ("f", 2 or 4 or 8) => (NpyKind.Float, size),
            ("i", 1 or 2 or 4 or 8) => (NpyKind.Integer, size),
            ("u", 1 or 2 or 4 or 8) or ("b", 1) => (NpyKind.Unsigned, size),
            ("S", >= 1 and <= Longest) => (NpyKind.Bytes, size),
            ("U", >= 1 and <= Longest) => (NpyKind.Letters, 4 * size),
            _ => (NpyKind.Unreadable, 0),
        };
    }

    private static long[] ShapeOf(string text, int size)
    {
        List<long> shape = [];
        UInt128 bytes = (UInt128)Math.Max(1, size);
        foreach (string axis in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(axis.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out long length) || shape.Count == 32 || (bytes *= (ulong)Math.Max(1, length)) > long.MaxValue)
            {
                throw new FormatException($"found the shape ({text.Trim()}), expected one that a file can hold");
            }

            shape.Add(length);
        }

        return [.. shape];
    }

    [GeneratedRegex(
        """^\s*\{\s*(('descr'\s*:\s*('(?<type>[^'\\]*)'|(?<fields>\[[^{}]*\]))|'fortran_order'\s*:\s*(?<order>True|False)|'shape'\s*:\s*\((?<shape>[\d\sL,]*)\))\s*(,\s*|(?=\})))+\}\s*$""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dictionary();

    [GeneratedRegex("^[<>|=]?(?<kind>[a-zA-Z])(?<size>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Simple();
}
