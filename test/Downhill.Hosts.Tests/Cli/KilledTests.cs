using System.Diagnostics;
using System.Globalization;
using Downhill.Compute;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>A run that is killed, or whose disk is full, goes on to the bytes that it would have reached.</summary>
public sealed class KilledTests(WholeRun whole) : IClassFixture<WholeRun>, IDisposable
{
    private const ulong Seed = 20_260_105;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Killed_at_any_moment_it_resumes_to_the_same_bytes() => KillAtMoments(5);

    [Fact]
    public void Killed_inside_a_save_it_resumes_to_the_same_bytes() => KillInSaves(4);

    [FullFact]
    [Trait("full", "yes")]
    public void Killed_at_any_of_forty_moments_it_resumes_to_the_same_bytes() => KillAtMoments(40);

    [FullFact]
    [Trait("full", "yes")]
    public void Killed_inside_any_of_twenty_saves_it_resumes_to_the_same_bytes() => KillInSaves(20);

    // Where the disk fills up: while the directory is made, at a checkpoint, and near the end.
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.4)]
    [InlineData(0.97)]
    public void A_full_disk_is_one_line_and_with_space_it_goes_on(double place)
    {
        (int code, string answer, string error) = KillableProgram.Run($"full:{1 + (int)(place * whole.Steps)}", ["learn", whole.Tracks, "--out", folder["run"], "--quiet", .. WholeRun.Settings]);
        Assert.Equal((3, ""), (code, answer));
        Assert.Matches(@"^error: [^\n]*No space left on device[^\n]*\n$", error);
        if (Directory.Exists(folder["run"]))
        {
            Assert.Contains("resume it with", Called.With("evaluate", folder["run"], "--points", whole.Tracks, "--out", folder["e.csv"]).Complaint(), StringComparison.Ordinal);
        }

        GoOn();
        whole.RequireSame(folder["run"], $"full at {place}");
    }

    // The kernel's own answer, by a temporary file that is a link to the device that is always full.
    [Fact]
    public void The_kernels_own_full_disk_is_one_line_and_nothing_is_lost()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        KillableProgram.Run($"kill:{whole.Steps * 3 / 4}", ["learn", whole.Tracks, "--out", folder["run"], "--quiet", .. WholeRun.Settings]);
        File.CreateSymbolicLink(folder["run/.summary.json.tmp"], "/dev/full");
        Called called = Called.With("resume", folder["run"], "--quiet");
        Assert.Equal(3, called.Code);
        Assert.Contains($"{folder["run"]}/summary.json: could not", called.Complaint(), StringComparison.Ordinal);
        Assert.Contains("No space left on device", called.Error, StringComparison.Ordinal);
        Assert.Contains("\"failed\"", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);
        Assert.False(Path.Exists(folder["run/.summary.json.tmp"]));
        GoOn();
        whole.RequireSame(folder["run"], "after /dev/full");
    }

    // A moment is a share of the time that the whole run took, so it may fall before the directory is there, or after the end.
    private void KillAtMoments(int moments)
    {
        Rng rng = new(Seed);
        for (int moment = 0; moment < moments; moment++)
        {
            double share = rng.Uniform(moment);
            Process process = KillableProgram.Start("none", ["learn", whole.Tracks, "--out", folder["run"], "--quiet", .. WholeRun.Settings, "--threads", $"{1 + (moment % 2)}"]);
            if (!process.WaitForExit(share * whole.Time))
            {
                process.Kill();
            }

            KillableProgram.Finish(process);
            GoOn();
            whole.RequireSame(folder["run"], $"killed at {share:P1}");
            Directory.Delete(folder["run"], recursive: true);
        }
    }

    private void KillInSaves(int saves)
    {
        Rng rng = new Rng(Seed).Fork(1);
        for (int save = 0; save < saves; save++)
        {
            int step = 1 + rng.Below(save, whole.Steps);
            (int code, _, _) = KillableProgram.Run($"kill:{step}", ["learn", whole.Tracks, "--out", folder["run"], "--quiet", .. WholeRun.Settings, "--threads", $"{1 + (save % 2)}"]);
            Assert.Equal(128 + 9, code);
            GoOn();
            whole.RequireSame(folder["run"], $"killed at step {step} of a save");
            Directory.Delete(folder["run"], recursive: true);
        }
    }

    private void GoOn()
    {
        Called called = Directory.Exists(folder["run"]) ? Called.With("resume", folder["run"], "--quiet") : Called.With(["learn", whole.Tracks, "--out", folder["run"], "--quiet", .. WholeRun.Settings]);
        Assert.Equal((0, "", ""), (called.Code, called.Out, called.Error));
    }
}

/// <summary>A small run that nothing disturbed.</summary>
public sealed class WholeRun : IDisposable
{
    internal static readonly string[] Settings = ["--model", "radial", "--resamples", "2", "--steps", "50"];

    private readonly Folder folder = new();

    public WholeRun()
    {
        Called.Well("simulate", "double-well", "--out", Tracks, "--tracks", "6", "--frames", "60");
        long begun = Stopwatch.GetTimestamp();
        (int code, _, string error) = KillableProgram.Run($"count:{folder["steps"]}", ["learn", Tracks, "--out", Root, "--quiet", .. Settings]);
        Time = Stopwatch.GetElapsedTime(begun);
        Assert.Equal((0, ""), (code, error));
        Steps = int.Parse(File.ReadAllText(folder["steps"]), CultureInfo.InvariantCulture);

        // The directory, some twenty checkpoints with their pointers, the results: otherwise the tests about saves would be about little.
        Assert.True(Steps > 300, $"{Steps} steps of saves");
    }

    public string Tracks => folder["tracks.csv"];

    /// <summary>How long it took as a process.</summary>
    public TimeSpan Time { get; }

    /// <summary>How many steps all its saves had.</summary>
    public int Steps { get; }

    private string Root => folder["whole"];

    public void Dispose() => folder.Dispose();

    /// <summary>Requires the same model, numbers, metrics, figures and report, byte for byte, and nothing besides.</summary>
    internal void RequireSame(string run, string when)
    {
        string[] expected = Results(Root), found = Results(run);
        Assert.True(expected.SequenceEqual(found), $"{when}: {string.Join(", ", expected)} became {string.Join(", ", found)}");
        foreach (string file in expected)
        {
            Assert.True(File.ReadAllBytes(Path.Combine(Root, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(run, file))), $"{when}: {file} differs");
        }
    }

    // The configuration names the threads, the environment and the status the time.
    private static string[] Results(string root) =>
    [
        .. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file))
            .Where(file => file is not ("config.yaml" or "environment.json" or "status.json") && !file.StartsWith("checkpoints", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
