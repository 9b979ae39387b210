namespace Downhill.Cli;

/// <summary>What the process answers; scripts rely on it.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    /// <summary>A claim does not hold.</summary>
    internal const int Failed = 1;

    /// <summary>A verb, flag or setting cannot be used.</summary>
    internal const int Usage = 2;

    /// <summary>A file cannot be used, read or written.</summary>
    internal const int Data = 3;

    /// <summary>The numbers failed.</summary>
    internal const int Numbers = 4;

    /// <summary>The program is wrong (EX_SOFTWARE).</summary>
    internal const int Internal = 70;

    /// <summary>Stopped early, can be resumed (EX_TEMPFAIL).</summary>
    internal const int Stopped = 75;
}
