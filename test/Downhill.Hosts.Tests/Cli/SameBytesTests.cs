namespace Downhill.Hosts.Tests.Cli;

/// <summary>Same seed, same bytes: again, on more threads, and after a stop.</summary>
public sealed class SameBytesTests(LearnedRun learned) : IClassFixture<LearnedRun>, IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void Learning_again_on_any_number_of_threads_gives_the_same_bytes(string threads)
    {
        Called.Well(["learn", learned.Tracks, "--out", folder["again"], .. LearnedRun.Small, "--threads", threads]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(learned.Overdamped, "model.safetensors")), File.ReadAllBytes(folder["again/model.safetensors"]));
        Assert.Equal(File.ReadAllText(Path.Combine(learned.Overdamped, "metrics.jsonl")), File.ReadAllText(folder["again/metrics.jsonl"]));
    }

    [Fact]
    public void Another_seed_gives_other_bytes()
    {
        Called.Well(["learn", learned.Tracks, "--out", folder["other"], .. LearnedRun.Small, "--seed", "2"]);
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(learned.Overdamped, "model.safetensors")), File.ReadAllBytes(folder["other/model.safetensors"]));
    }

    [Fact]
    public void A_stopped_run_says_how_to_go_on_and_ends_with_the_same_bytes()
    {
        // Stopped as soon as the directory is there.
        using CancellationTokenSource stop = new();
        using FileSystemWatcher watcher = new(folder.Path) { EnableRaisingEvents = true, IncludeSubdirectories = false };
        watcher.Renamed += (_, _) => stop.Cancel();
        Called stopped = Called.With(stop.Token, ["learn", learned.Tracks, "--out", folder["run"], .. LearnedRun.Small]);
        Assert.Equal(75, stopped.Code);
        Assert.Equal($"stopped: {folder["run"]} can go on, with: downhill resume {folder["run"]}", stopped.Complaint());
        Assert.False(File.Exists(folder["run/model.safetensors"]));

        Called.Well("resume", folder["run"], "--quiet");
        Assert.Equal(File.ReadAllBytes(Path.Combine(learned.Overdamped, "model.safetensors")), File.ReadAllBytes(folder["run/model.safetensors"]));
    }

    [Fact]
    public void A_run_that_is_stopped_while_it_reads_writes_nothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Called stopped = Called.With(stop.Token, ["learn", learned.Tracks, "--out", folder["run"], .. LearnedRun.Small]);
        Assert.Equal((75, "stopped: nothing was written, start it again"), (stopped.Code, stopped.Complaint()));
        Assert.Empty(folder.Everything());
    }

    [Fact]
    public void A_stopped_simulation_writes_nothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Called stopped = Called.With(stop.Token, "simulate", "three-wells", "--out", folder["t.csv"]);
        Assert.Equal((75, "stopped: nothing was written, start it again"), (stopped.Code, stopped.Complaint()));
        Assert.Empty(folder.Everything());
    }

    [Fact]
    public void A_seed_names_the_tracks_of_a_simulation()
    {
        foreach ((string name, string seed) in new[] { ("a", "5"), ("b", "5"), ("c", "6") })
        {
            Called.Well("simulate", "three-wells", "--out", folder[name], "--tracks", "3", "--frames", "5", "--seed", seed);
        }

        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
        Assert.NotEqual(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["c"]));
    }
}
