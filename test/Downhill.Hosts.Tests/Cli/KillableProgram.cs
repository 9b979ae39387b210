using System.Diagnostics;
using System.Globalization;
using Downhill.Cli;
using Downhill.Data;
using Downhill.Experiments.Learning;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>downhill</c> as a process that saves as often as it can, and that dies or finds the disk full at one step of a save.</summary>
/// <remarks>Its first word says what is to happen: <c>none</c>, <c>kill:N</c>, <c>full:N</c> (at step N of all saves, counted from 1), <c>count:FILE</c>.</remarks>
internal static class KillableProgram
{
    internal static int Main(string[] args)
    {
        string[] what = args[0].Split(':', 2);
        int steps = 0;
        Journal.Between = TimeSpan.Zero;
        DurableFile.Witness = (step, file) =>
        {
            steps++;
            if (what[0] == "kill" && steps == Number(what[1]))
            {
                // SIGKILL: nothing of this process gets to run any more.
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }

            if (what[0] == "full" && steps >= Number(what[1]) && step is "create a temporary file" or "write" or "flush to the disk")
            {
                throw new IOException($"No space left on device : '{file}'");
            }
        };
        using CancellationTokenSource stop = new();
        using Signals signals = new(stop);
        int code = Invocation.Run(args[1..], Screen.OfProcess(), stop.Token);
        if (what[0] == "count")
        {
            File.WriteAllText(what[1], steps.ToString(CultureInfo.InvariantCulture));
        }

        return code;
    }

    /// <summary>Starts it.</summary>
    internal static Process Start(string what, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [typeof(KillableProgram).Assembly.Location, what, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Starts it and waits for its end.</summary>
    internal static (int Code, string Out, string Error) Run(string what, params string[] args) => Finish(Start(what, args));

    /// <summary>What a process answered in the end.</summary>
    internal static (int Code, string Out, string Error) Finish(Process process)
    {
        using (process)
        {
            Task<string> answer = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail("The program did not end.");
            }

            return (process.ExitCode, answer.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
