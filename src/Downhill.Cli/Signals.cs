using System.Runtime.InteropServices;

namespace Downhill.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks to save and end, the second ends at once.</summary>
/// <remarks>Not the handling of System.CommandLine, which kills the process 2 seconds after the signal, in the middle of a save.</remarks>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly PosixSignalRegistration[] registrations;

    internal Signals(CancellationTokenSource stop)
    {
        this.stop = stop;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Hear))];
    }

    public void Dispose() => Array.ForEach(registrations, registration => registration.Dispose());

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
}
