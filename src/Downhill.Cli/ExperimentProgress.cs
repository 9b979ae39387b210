using System.Diagnostics;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary>How an experiment goes: its claims as they are measured, and between them how far it is.</summary>
/// <remarks>On a terminal one line that is written over, ten times a second at most; in a file a line every ten seconds.</remarks>
internal sealed class ExperimentProgress(Screen screen)
{
    private const string Clear = "\r\u001b[K";

    private readonly TimeSpan between = TimeSpan.FromSeconds(screen.IsTerminal ? 0.1 : 10);
    private long told = Stopwatch.GetTimestamp();
    private bool isOpen, hasHeading;

    internal void Tell(string line)
    {
        if (Stopwatch.GetElapsedTime(told) < between)
        {
            return;
        }

        told = Stopwatch.GetTimestamp();
        isOpen = screen.IsTerminal;
        screen.Out.Write(isOpen ? Clear + Screen.OneLine(line) : line + "\n");
    }

    internal void Hear(Finding finding)
    {
        if (finding is not Claimed { Claim: var claim })
        {
            return;
        }

        End();
        if (!hasHeading)
        {
            screen.Out.WriteLine(VerifyCommand.Heading);
        }

        hasHeading = true;
        screen.Out.WriteLine(VerifyCommand.Row(claim));
    }

    /// <summary>Removes the line that says how far it is.</summary>
    internal void End()
    {
        if (isOpen)
        {
            screen.Out.Write(Clear);
        }

        isOpen = false;
    }
}
