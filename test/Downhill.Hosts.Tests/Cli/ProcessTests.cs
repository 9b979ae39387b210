using System.Diagnostics;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>The program itself, as a shell sees it.</summary>
public sealed class ProcessTests(LearnedRun learned) : IClassFixture<LearnedRun>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Long enough to be stopped in the middle.
    private static readonly string[] Long = ["--steps", "1500", "--batch", "16", "--widths", "8", "--threads", "1", "--learning-rate", "0.001"];

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_mistake_is_one_line_on_the_error_stream()
    {
        (int code, string answer, string error) = Finish(Start("learn", "--sede", "3"));
        Assert.Equal((2, "", "error: learn: found no flag '--sede', did you mean --seed?\n"), (code, answer, error));
    }

    [Fact]
    public void Help_goes_to_the_output()
    {
        (int code, string answer, string error) = Finish(Start("--help"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("downhill learn", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_terminated_resumes_to_the_same_bytes()
    {
        Called.Well(["learn", learned.Tracks, "--out", folder["whole"], "--quiet", .. Long]);

        Process process = Start(["learn", learned.Tracks, "--out", folder["run"], .. Long]);
        long begun = Stopwatch.GetTimestamp();
        while (!(File.Exists(folder["run/metrics.jsonl"]) && new FileInfo(folder["run/metrics.jsonl"]).Length > 0))
        {
            Assert.True(!process.HasExited && Stopwatch.GetElapsedTime(begun) < Patience, "The run did not begin.");
            Thread.Sleep(5);
        }

        using (Process kill = Process.Start("sh", ["-c", $"kill -TERM {process.Id}"]))
        {
            kill.WaitForExit();
        }

        (int code, _, string error) = Finish(process);
        Assert.Equal((75, $"stopped: {folder["run"]} can go on, with: downhill resume {folder["run"]}\n"), (code, error));
        Assert.Contains("stopped", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);

        (code, string answer, error) = Finish(Start("resume", folder["run"], "--quiet"));
        Assert.Equal((0, "", ""), (code, answer, error));
        Assert.Equal(File.ReadAllBytes(folder["whole/model.safetensors"]), File.ReadAllBytes(folder["run/model.safetensors"]));
        Assert.Equal(File.ReadAllText(folder["whole/metrics.jsonl"]), File.ReadAllText(folder["run/metrics.jsonl"]));
    }

    private static Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static (int Code, string Out, string Error) Finish(Process process)
    {
        using (process)
        {
            Task<string> answer = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail("The program did not end.");
            }

            return (process.ExitCode, answer.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
    }
}
