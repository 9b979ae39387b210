namespace Downhill.Cli;

/// <summary>Where results, and where complaints are written.</summary>
/// <param name="Out">Results and progress.</param>
/// <param name="Error">Complaints and warnings, one line each.</param>
/// <param name="IsTerminal">Whether a progress bar may be drawn.</param>
internal sealed record Screen(TextWriter Out, TextWriter Error, bool IsTerminal)
{
    internal static Screen OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb");

    /// <summary>This screen with complaints only.</summary>
    internal Screen Quiet() => this with { Out = TextWriter.Null, IsTerminal = false };

    internal void Warn(string what) => Error.WriteLine($"warning: {OneLine(what)}");

    /// <summary>The text on one line, whatever names and messages of the system hold.</summary>
    internal static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
            }
        });
}
