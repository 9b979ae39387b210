namespace Downhill.Data;

/// <summary>Opens files that the user names, and says in one line why one cannot be read.</summary>
internal static class DataFile
{
    /// <summary>The content of a file from its start, unpacked where its first two bytes are those of gzip, whatever its name; and the file itself beneath it.</summary>
    /// <exception cref="DataException">The file is missing, a directory, or not readable.</exception>
    internal static (Stream Content, FingerprintStream File) Open(string file)
    {
        FileStream stream = OpenRaw(file);
        try
        {
            bool gzip = IsGzip(stream);
            FingerprintStream whole = new(stream);
            return (gzip ? new CompleteGzipStream(whole) : whole, whole);
        }
        catch (IOException exception)
        {
            stream.Dispose();
            throw Unreadable(file, exception);
        }
    }

    /// <summary>The first bytes of a file, fewer where it is shorter, none where it cannot be looked into, as a pipe.</summary>
    /// <exception cref="DataException">The file is missing, a directory, or not readable.</exception>
    internal static byte[] Beginning(string file, int count)
    {
        // A pipe would lose what is read here: only what is a file on a disk is opened twice.
        if (File.Exists(file) && new FileInfo(file).Length == 0)
        {
            return [];
        }

        using FileStream stream = OpenRaw(file);
        byte[] bytes = new byte[count];
        try
        {
            return stream.CanSeek ? bytes[..stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false)] : [];
        }
        catch (IOException exception)
        {
            throw Unreadable(file, exception);
        }
    }

    /// <summary>Every byte of a file, as it is.</summary>
    /// <exception cref="DataException">The file is missing, a directory, not readable, or longer than <paramref name="longest"/> bytes.</exception>
    internal static byte[] ReadAll(string file, long longest)
    {
        using FileStream stream = OpenRaw(file);
        if (stream.Length > longest)
        {
            throw new DataException(file, null, null, $"found {stream.Length} bytes, expected at most {longest}, give a smaller file");
        }

        try
        {
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException exception)
        {
            throw Unreadable(file, exception);
        }
    }

    internal static DataException Unreadable(string file, Exception exception) =>
        new(file, null, null, $"the file could not be read ({exception.Message}), check the disk and the permissions", exception);

    /// <summary>A file as it is.</summary>
    /// <exception cref="DataException">The file is missing, a directory, or not readable.</exception>
    internal static FileStream OpenRaw(string file)
    {
        if (Directory.Exists(file))
        {
            throw new DataException(file, null, null, "found a directory, expected a file, name a file in it");
        }

        if (!File.Exists(file))
        {
            throw new DataException(file, null, null, "found no such file, expected a readable file, check the path");
        }

        try
        {
            return new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, exception);
        }
    }

    private static bool IsGzip(FileStream stream)
    {
        // A pipe cannot be looked into; it is taken as plain text.
        if (!stream.CanSeek)
        {
            return false;
        }

        bool gzip = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        return gzip;
    }
}
