using Downhill.Data;

namespace Downhill.Cli;

/// <summary>Files that verbs write.</summary>
internal static class OutputFile
{
    /// <summary>Refuses, before any work is done, a path that cannot be written to.</summary>
    /// <exception cref="DataException">It is a directory, or its directory is missing.</exception>
    internal static void Require(string? path)
    {
        if (path is null)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw new DataException(path, null, null, "found a directory, expected the name of a file to write, name one in it");
        }

        string? parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(parent))
        {
            throw new DataException(path, null, null, $"found no directory {parent} to write into, expected one, make it first");
        }
    }
}
