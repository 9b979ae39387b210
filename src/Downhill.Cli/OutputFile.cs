using Downhill.Experiments;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>Files that verbs write.</summary>
internal static class OutputFile
{
    /// <summary>Refuses, before any work is done, a path that cannot be written to, or that is read from.</summary>
    /// <param name="flag">The flag that names it.</param>
    /// <param name="path">The path, or null where the flag is not given.</param>
    /// <param name="inputs">What is read, by the flag that names it.</param>
    /// <exception cref="SettingException">It is a directory, its directory is missing or cannot be written to, or it is an input.</exception>
    internal static void Require(Flag flag, string? path, params (Flag Flag, string? Path)[] inputs)
    {
        if (path is null)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw new SettingException($"{flag.Name}: found {path}, a directory, expected the name of a file to write, name one in it");
        }

        string parent = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(parent))
        {
            throw new SettingException($"{flag.Name}: found no directory {parent} to write {path} into, expected one, make it first");
        }

        foreach ((Flag input, string? read) in inputs)
        {
            if (read is not null && Real(read) == Real(path))
            {
                throw new SettingException($"{flag.Name}: found {path}, the file of {input.Name}, expected another");
            }
        }

        RequireWritable(flag, path, parent);
    }

    /// <summary>Refuses, before any work is done, a path where no new directory can be made.</summary>
    /// <exception cref="SettingException">Something is there, a file is above it, or no file can be written above it.</exception>
    internal static void RequireNewDirectory(Flag flag, string path)
    {
        RunDirectory.RequireNew(path);
        string above = Path.GetFullPath(path);
        while (!Directory.Exists(above) && Path.GetDirectoryName(above) is { } parent)
        {
            above = parent;
        }

        RequireWritable(flag, path, above);
    }

    // Saving needs a file beside it, so whether one can be made there is what counts.
    private static void RequireWritable(Flag flag, string path, string parent)
    {
        string trial = Path.Combine(parent, $".{Path.GetFileName(path)}.{Environment.ProcessId}.trial");
        try
        {
            using FileStream made = new(trial, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{flag.Name}: found {parent}, where no file can be written ({exception.Message}), expected a directory of yours, name another place", exception);
        }
    }

    // Two names of one file are one file.
    private static string Real(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        }
        catch (IOException)
        {
            return Path.GetFullPath(path);
        }
    }
}
