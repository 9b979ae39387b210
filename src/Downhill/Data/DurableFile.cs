using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Downhill.Data;

/// <summary>Saves files so that neither a crash nor a full disk leaves half a file or loses the one before.</summary>
/// <remarks>
/// Write a temporary file beside it, ask the kernel to put it on the disk, read it back and compare, rename it, and ask for the
/// directory too. The kernel is asked by <c>fsync</c> itself, because the runtime's own <c>Flush(true)</c> does not report its errors.
/// </remarks>
public static partial class DurableFile
{
    /// <summary>For tests alone: hears of every step of a save before it is made, to kill the process there or to fail as a full disk does.</summary>
    internal static Action<string, string>? Witness { get; set; }

    /// <summary>Saves bytes.</summary>
    /// <param name="path">Where to; an existing file is replaced in one step.</param>
    /// <param name="bytes">What.</param>
    /// <exception cref="DataException">A step failed; the message says which, and what was there before is still there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        Write(path, stream => stream.Write(copy));
    }

    /// <summary>Saves text as UTF-8, without a byte order mark.</summary>
    /// <param name="path">Where to; an existing file is replaced in one step.</param>
    /// <param name="text">What.</param>
    /// <exception cref="DataException">A step failed; the message says which, and what was there before is still there.</exception>
    public static void WriteText(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Saves what is written to a stream that can only be written to.</summary>
    /// <param name="path">Where to; an existing file is replaced in one step.</param>
    /// <param name="write">Writes the content; where it throws, its exception is passed on and nothing is saved.</param>
    /// <exception cref="DataException">A step failed; the message says which, and what was there before is still there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string temporary = Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Path.GetFileName(path)}.tmp");
        string step = "", kept = "what was there before is kept";
        try
        {
            byte[] hash = WriteTemporary(temporary, write, ref step);
            Begin(ref step, "read back", path);
            Verify(temporary, hash);
            Begin(ref step, "rename", path);
            File.Move(temporary, path, overwrite: true);
            kept = "the new file is in place but may not outlast a crash";
            Begin(ref step, "flush the directory", path);
            FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Delete(temporary);
            throw new DataException(path, null, null, $"could not {step} while saving ({exception.Message}), {kept}, free space or name another place", exception);
        }
        catch
        {
            Delete(temporary);
            throw;
        }
    }

    /// <summary>Asks the kernel to put what was written to a file on the disk.</summary>
    /// <param name="file">An open file.</param>
    /// <exception cref="IOException">The kernel reports an error.</exception>
    public static void FlushFile(FileStream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Flush();
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }
        else
        {
            Flush((int)file.SafeFileHandle.DangerousGetHandle(), directory: false);
        }
    }

    /// <summary>Asks the kernel to put the entries of a directory on the disk, so that a rename in it survives a crash.</summary>
    /// <param name="directory">An existing directory.</param>
    /// <exception cref="IOException">The kernel reports an error.</exception>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            // A directory cannot be flushed there; the file system's journal orders the rename.
            return;
        }

        int descriptor = Native.Open(directory, 0);
        if (descriptor < 0)
        {
            throw Failure();
        }

        try
        {
            Flush(descriptor, directory: true);
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }

    private static void Begin(ref string step, string next, string path)
    {
        step = next;
        Witness?.Invoke(next, path);
    }

    private static byte[] WriteTemporary(string temporary, Action<Stream> write, ref string step)
    {
        Begin(ref step, "create a temporary file", temporary);
        using FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        Begin(ref step, "write", temporary);
        using SHA256 hash = SHA256.Create();
        using (CryptoStream hashed = new(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            write(hashed);
        }

        Begin(ref step, "write", temporary);
        file.Flush();
        Begin(ref step, "flush to the disk", temporary);
        FlushFile(file);
        return hash.Hash!;
    }

    private static void Verify(string temporary, byte[] expected)
    {
        using FileStream file = new(temporary, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (!SHA256.HashData(file).AsSpan().SequenceEqual(expected))
        {
            throw new IOException("what is on the disk is not what was written");
        }
    }

    private static void Flush(int descriptor, bool directory)
    {
        while (Native.Fsync(descriptor) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (directory && error == Native.InvalidArgument)
            {
                // Some network file systems cannot flush a directory, and say so.
                return;
            }

            if (error != Native.Interrupted)
            {
                throw Failure();
            }
        }
    }

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }

    private static IOException Failure() => new(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));

    private static partial class Native
    {
        internal const int Interrupted = 4;

        internal const int InvalidArgument = 22;

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        internal static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        internal static partial int Fsync(int descriptor);

        [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
        internal static partial int Close(int descriptor);
    }
}
