using System.Globalization;

namespace Downhill.Data;

/// <summary>A file that cannot be used as it is; the message is one line, <c>file:line:column: what was found, what was expected, what to do</c>.</summary>
public sealed class DataException : Exception
{
    /// <summary>A complaint about a place in a file.</summary>
    /// <param name="file">The file, as the user named it.</param>
    /// <param name="line">The line, from 1, or null where the file as a whole is meant.</param>
    /// <param name="column">The character in the line, from 1, or null where the line as a whole is meant.</param>
    /// <param name="what">What was found, what was expected, what to do.</param>
    /// <param name="cause">The exception that told us, or null.</param>
    public DataException(string file, long? line, int? column, string what, Exception? cause = null)
        : base(OneLine(Place(file, line, column) + ": " + what), cause) => (File, Line, Column) = (file, line, column);

    /// <summary>The file, as the user named it.</summary>
    public string File { get; }

    /// <summary>The line, from 1, or null where the file as a whole is meant.</summary>
    public long? Line { get; }

    /// <summary>The character in the line, from 1, or null where the line as a whole is meant.</summary>
    public int? Column { get; }

    private static string Place(string file, long? line, int? column) =>
        file + (line is null ? "" : string.Create(CultureInfo.InvariantCulture, $":{line}"))
             + (line is null || column is null ? "" : string.Create(CultureInfo.InvariantCulture, $":{column}"));

    // A file name or a field may hold anything; a message that scripts read line by line may not.
    private static string OneLine(string text) => string.Create(text.Length, text, static (characters, source) =>
    {
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        }
    });
}
