using Downhill.Data;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>Checkpoints and tracks that are not what a run left: refused in one line, or learned again with a warning.</summary>
public sealed class CheckpointTests(LearnedRun learned) : IClassFixture<LearnedRun>, IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    private string Checkpoint => folder[$"run/checkpoints/{File.ReadAllText(folder["run/checkpoints/last"]).Trim()}"];

    [Fact]
    public void A_truncated_or_altered_checkpoint_is_bad_data_and_named()
    {
        Unfinish();
        byte[] bytes = File.ReadAllBytes(Checkpoint);
        foreach (byte[] broken in (byte[][])[bytes[..^5], bytes[..7], [], [.. bytes[..^9], (byte)(bytes[^9] ^ 1), .. bytes[^8..]]])
        {
            File.WriteAllBytes(Checkpoint, broken);
            Called called = Called.With("resume", folder["run"]);
            Assert.Equal((3, ""), (called.Code, called.Out));
            Assert.StartsWith($"error: {Checkpoint}: found ", called.Complaint(), StringComparison.Ordinal);
        }

        File.WriteAllBytes(Checkpoint, bytes);
        Assert.Equal("", Called.Well("resume", folder["run"]).Error);
        RequireSameModel();
    }

    [Fact]
    public void A_checkpoint_that_is_missing_is_bad_data_and_its_pointer_named()
    {
        Unfinish();
        File.Delete(Checkpoint);
        Called called = Called.With("resume", folder["run"]);
        Assert.Equal(3, called.Code);
        Assert.StartsWith($"error: {folder["run/checkpoints/last"]}:1:1: found ", called.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_version_is_warned_of_and_learning_starts_over()
    {
        Unfinish();
        string begun = Checkpoint;
        TensorSet saved = SafeTensors.Read(Checkpoint);
        Assert.Equal(["program", "settings"], saved.Metadata.Keys.Order(StringComparer.Ordinal));

        // Its numbers are wrong, so that they would be seen if they were used.
        SafeTensors.Write(Checkpoint, saved.Tensors.Values.Select(tensor => StoredTensor.Of<double>(tensor.Name, tensor.Shape, [.. tensor.ToArray<double>().Select(number => number + 1)])),
            new Dictionary<string, string>(saved.Metadata) { ["program"] = "another" });
        Called called = Called.Well("resume", folder["run"], "--quiet");
        Assert.Equal($"warning: {begun} was made by another version of the program; learning starts over", called.Complaint());
        RequireSameModel();
    }

    [Fact]
    public void Another_configuration_is_warned_of_and_learning_starts_over()
    {
        Unfinish();
        File.WriteAllText(folder["run/config.yaml"], File.ReadAllText(folder["run/config.yaml"]).Replace("seed: 1", "seed: 2", StringComparison.Ordinal));
        Assert.EndsWith("was made by a run with other settings or tracks; learning starts over", Called.Well("resume", folder["run"], "--quiet").Complaint(), StringComparison.Ordinal);
        Called.Well(["learn", learned.Tracks, "--out", folder["two"], "--quiet", .. LearnedRun.Small, "--seed", "2"]);
        Assert.Equal(File.ReadAllBytes(folder["two/model.safetensors"]), File.ReadAllBytes(folder["run/model.safetensors"]));
        Assert.Equal(File.ReadAllText(folder["two/metrics.jsonl"]), File.ReadAllText(folder["run/metrics.jsonl"]));
    }

    [Fact]
    public void Other_threads_are_no_other_configuration()
    {
        Unfinish();
        File.WriteAllText(folder["run/config.yaml"], File.ReadAllText(folder["run/config.yaml"]).Replace("threads: 1", "threads: 2", StringComparison.Ordinal));
        Assert.Equal("", Called.Well("resume", folder["run"], "--quiet").Error);
        RequireSameModel();
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("report")]
    public void Tracks_that_changed_since_the_run_began_are_bad_data(string verb)
    {
        string tracks = folder.Write("tracks.csv", File.ReadAllText(learned.Tracks));
        Called.Well(["learn", tracks, "--out", folder["run"], "--quiet", .. LearnedRun.Small, "--steps", "5"]);
        if (verb == "resume")
        {
            folder.Write("run/status.json", "{\"state\": \"stopped\", \"reason\": null}");
        }

        string[] lines = File.ReadAllLines(tracks);
        folder.Write("tracks.csv", string.Join('\n', lines[..^1]) + "\n");
        Called called = Called.With(verb, folder["run"]);
        Assert.Equal((3, ""), (called.Code, called.Out));
        Assert.Matches($"^error: .*tracks.csv: found [0-9]+ bytes .* where the run began with [0-9]+ .*, expected the same file", called.Complaint());

        // Of the same length too.
        folder.Write("tracks.csv", string.Join('\n', [lines[0], lines[2], lines[1], .. lines[3..]]) + "\n");
        Assert.Equal(3, Called.With(verb, folder["run"]).Code);
        File.Delete(tracks);
        Assert.Contains($"{tracks}: found no such file", Called.With(verb, folder["run"]).Complaint(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stopped", "(stopped)")]
    [InlineData("running", "(at work, or killed)")]
    [InlineData("failed", "(failed: the loss is NaN)")]
    public void What_needs_a_finished_run_says_how_to_finish_it(string state, string why)
    {
        folder.Copy(learned.Overdamped, "run");
        folder.Write("run/status.json", $"{{\"state\": \"{state}\", \"reason\": \"the loss is NaN\"}}");
        foreach (string[] call in (string[][])[["report"], ["evaluate", "--points", learned.Truth, "--out", folder["o"]], ["rollout", "--from", learned.Truth, "--steps", "2", "--out", folder["o"]], ["sample", "--count", "2", "--out", folder["o"]]])
        {
            Called called = Called.With([call[0], folder["run"], .. call[1..]]);
            Assert.Equal((2, ""), (called.Code, called.Out));
            Assert.Equal($"error: {folder["run"]}: found a run that is not finished {why}, expected a finished one; resume it with: downhill resume {folder["run"]}", called.Complaint());
        }

        Assert.False(File.Exists(folder["o"]));
    }

    [Fact]
    public void A_run_that_another_process_works_in_is_left_alone()
    {
        Unfinish();
        using (FileStream held = new(folder["run/.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Called called = Called.With("resume", folder["run"]);
            Assert.Equal(2, called.Code);
            Assert.Contains("found another process at work in it", called.Complaint(), StringComparison.Ordinal);
        }

        Called.Well("resume", folder["run"]);
        Assert.False(File.Exists(folder["run/.lock"]));
    }

    // As a run is after its last checkpoint, when its results are not yet there.
    private void Unfinish()
    {
        folder.Copy(learned.Overdamped, "run");
        folder.Write("run/status.json", "{\"state\": \"running\", \"reason\": null}");
        File.Delete(folder["run/model.safetensors"]);
    }

    private void RequireSameModel()
    {
        Assert.Equal(File.ReadAllBytes(Path.Combine(learned.Overdamped, "model.safetensors")), File.ReadAllBytes(folder["run/model.safetensors"]));
        Assert.Equal(File.ReadAllText(Path.Combine(learned.Overdamped, "metrics.jsonl")), File.ReadAllText(folder["run/metrics.jsonl"]));
        Assert.Equal(File.ReadAllText(Path.Combine(learned.Overdamped, "report.html")), File.ReadAllText(folder["run/report.html"]));
    }
}
