using System.IO.Compression;

namespace Downhill.Data;

/// <summary>An array of a file: its name ("" for the only one of a <c>.npy</c>), and what its head says.</summary>
internal sealed record ArrayEntry(string File, string Name, NpyHeader Header)
{
    /// <summary>A complaint about this array.</summary>
    internal DataException Wrong(string what, Exception? cause = null) =>
        new(File, null, null, Name.Length == 0 ? what : $"array {DataRows.Quoted(Name)}: {what}", cause);
}

/// <summary>The arrays of a NumPy file: one in a <c>.npy</c>, any number in a <c>.npz</c>, which is a zip archive of such files.</summary>
internal sealed class ArrayFile : IDisposable
{
    // A deflated byte unpacks to at most 1,032; what claims more was not written by a packer.
    private const int MostUnpacked = 1032;

    // What must lie in memory to be put into another order.
    private const long MostInMemory = 512L << 20;
    private const int MostArrays = 1 << 20;

    private readonly string file;
    private readonly FileStream stream;
    private readonly ZipArchive? archive;
    private readonly Dictionary<string, ZipArchiveEntry> packed = new(StringComparer.Ordinal);

    /// <summary>Opens a file and reads the heads of its arrays.</summary>
    /// <exception cref="DataException">The file is damaged; the message names the array.</exception>
    internal ArrayFile(string file)
    {
        this.file = file;
        stream = DataFile.OpenRaw(file);
        try
        {
            archive = IsArchive(file) ? new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true) : null;
            Arrays = archive is null ? [Alone()] : [.. Packed()];
        }
        catch (Exception exception)
        {
            Dispose();
            if (exception is DataException)
            {
                throw;
            }

            throw Damaged(exception);
        }
    }

    /// <summary>The arrays, in the order of the file.</summary>
    internal ArrayEntry[] Arrays { get; }

    /// <summary>Whether a file holds arrays, or is called as if it did.</summary>
    internal static bool IsOne(string file)
    {
        byte[] start = DataFile.Beginning(file, 6);
        return start.AsSpan().StartsWith(NpyHeader.Magic) || IsZip(start)
            || file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The elements of an array, from the first; what they end in is checked when they are read to the end.</summary>
    internal Stream Open(ArrayEntry array)
    {
        Stream content = archive is null ? DataFile.OpenRaw(file) : Content(packed[array.Name], array.Name);
        try
        {
            NpyHeader.Read(content);
            return content;
        }
        catch (Exception exception) when (exception is FormatException or EndOfStreamException or InvalidDataException or IOException)
        {
            content.Dispose();
            throw array.Wrong("found a damaged array, expected a whole one, copy or write the file again", exception);
        }
    }

    /// <summary>Every byte of the elements of an array.</summary>
    internal byte[] ReadAll(ArrayEntry array)
    {
        long bytes = array.Header.Count * array.Header.Size;
        if (bytes > MostInMemory)
        {
            throw array.Wrong($"found {bytes} bytes whose first index runs fastest, expected at most {MostInMemory} in this order, write it in C order (numpy.ascontiguousarray)");
        }

        using Stream content = Open(array);
        byte[] all = new byte[bytes];
        ReadExactly(content, all, array);
        return all;
    }

    /// <summary>Reads so many bytes of an array.</summary>
    /// <exception cref="DataException">They are not there, or not those that were written.</exception>
    internal static void ReadExactly(Stream content, Span<byte> bytes, ArrayEntry array)
    {
        try
        {
            content.ReadExactly(bytes);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException or IOException)
        {
            throw array.Wrong("found a damaged array, expected a whole one, copy or write the file again", exception);
        }
    }

    public void Dispose()
    {
        archive?.Dispose();
        stream.Dispose();
    }

    private static bool IsArchive(string file) => IsZip(DataFile.Beginning(file, 6)) || file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    private static bool IsZip(ReadOnlySpan<byte> start) => start is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..];

    private ArrayEntry Alone()
    {
        NpyHeader header = HeaderOf("", stream);
        Check(new ArrayEntry(file, "", header), stream.Length - header.Length);
        return new(file, "", header);
    }

    private IEnumerable<ArrayEntry> Packed()
    {
        if (archive!.Entries.Count > MostArrays)
        {
            throw new DataException(file, null, null, $"found {archive.Entries.Count} arrays, expected at most {MostArrays}, put the tracks into one array");
        }

        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)))
        {
            string name = entry.FullName[..^4];
            if (!packed.TryAdd(name, entry))
            {
                throw new DataException(file, null, null, $"found a second array {DataRows.Quoted(name)}, expected distinct names, write the file again");
            }

            yield return Packed(entry, name);
        }
    }

    private ArrayEntry Packed(ZipArchiveEntry entry, string name)
    {
        using Stream content = Content(entry, name);
        ArrayEntry array = new(file, name, HeaderOf(name, content));
        if (entry.Length / MostUnpacked > entry.CompressedLength)
        {
            throw array.Wrong($"found {entry.CompressedLength} bytes said to unpack to {entry.Length}, expected at most {MostUnpacked} for one, write the file again");
        }

        Check(array, entry.Length - array.Header.Length);
        return array;
    }

    private static void Check(ArrayEntry array, long bytes)
    {
        if (array.Header.Kind != NpyKind.Unreadable && bytes != array.Header.Count * array.Header.Size)
        {
            throw array.Wrong($"found {Math.Max(0, bytes)} bytes of elements, expected {array.Header.Count * array.Header.Size} for the shape {array.Header.Axes}, copy or write the file again");
        }
    }

    private NpyHeader HeaderOf(string name, Stream content)
    {
        ArrayEntry array = new(file, name, new(NpyKind.Unreadable, 0, false, false, [], "", 0));
        try
        {
            return NpyHeader.Read(content);
        }
        catch (FormatException exception)
        {
            throw array.Wrong($"{exception.Message}, copy or write the file again", exception);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException or IOException)
        {
            throw array.Wrong("found an array that is cut short, expected a whole one, copy or write the file again", exception);
        }
    }

    private CheckedStream Content(ZipArchiveEntry entry, string name)
    {
        try
        {
            return new CheckedStream(entry.Open(), entry.Length, entry.Crc32);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            throw new DataException(file, null, null, $"array {DataRows.Quoted(name)}: found a damaged or encrypted entry, expected a stored or deflated one, copy or write the file again", exception);
        }
    }

    private DataException Damaged(Exception exception) => exception is UnauthorizedAccessException ? DataFile.Unreadable(file, exception)
        : new(file, null, null, "found no whole zip archive of arrays, expected one as numpy.savez writes it, copy or write the file again", exception);
}
