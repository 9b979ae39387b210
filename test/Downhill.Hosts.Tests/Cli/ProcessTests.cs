using System.Diagnostics;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>The program itself, as a shell sees it.</summary>
public sealed class ProcessTests(LearnedRun learned) : IClassFixture<LearnedRun>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Long enough to be stopped in the middle.
    private static readonly string[] Long = ["--model", "network", "--widths", "16,16", "--resamples", "1", "--steps", "300", "--threads", "1"];

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

        Signal(process, "TERM");
        (int code, _, string error) = Finish(process);
        Assert.Equal((75, $"stopped: {folder["run"]} can go on, with: downhill resume {folder["run"]}\n"), (code, error));
        Assert.Contains("stopped", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);

        (code, string answer, error) = Finish(Start("resume", folder["run"], "--quiet"));
        Assert.Equal((0, "", ""), (code, answer, error));
        Assert.Equal(File.ReadAllBytes(folder["whole/model.safetensors"]), File.ReadAllBytes(folder["run/model.safetensors"]));
        Assert.Equal(File.ReadAllText(folder["whole/metrics.jsonl"]), File.ReadAllText(folder["run/metrics.jsonl"]));
    }

    // Three million rows take seconds to read; the stop must be heard while they are read.
    [Fact]
    public void A_stop_is_heard_while_tracks_are_read()
    {
        using (StreamWriter tracks = new(folder["long.csv"]))
        {
            tracks.Write("t,x\n");
            for (int row = 0; row < 3_000_000; row++)
            {
                tracks.Write($"{row},{(row * 37) % 101}.5\n");
            }
        }

        Process process = Start("learn", folder["long.csv"], "--out", folder["run"]);
        Thread.Sleep(700);
        Assert.False(process.HasExited, "It must still be reading, or this test is about nothing.");
        long asked = Stopwatch.GetTimestamp();
        Signal(process, "INT");
        (int code, _, string error) = Finish(process);
        Assert.Equal((75, "stopped: nothing was written, start it again\n"), (code, error));
        Assert.False(Directory.Exists(folder["run"]));

        // Half a second is the grace; reading all of it takes several, on an idle machine too.
        Assert.True(Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(30));
    }

    private static void Signal(Process process, string name)
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -{name} {process.Id}"]);
        kill.WaitForExit();
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

    private static (int Code, string Out, string Error) Finish(Process process) => KillableProgram.Finish(process);
}
