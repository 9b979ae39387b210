using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Runs;

namespace Downhill.Hosts.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downhill-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_new_directory_holds_configuration_environment_and_status()
    {
        RunDirectory run = Create();
        Assert.Equal("seed: 1\n", File.ReadAllText(run.Config));
        JsonNode environment = JsonNode.Parse(File.ReadAllText(run.Environment))!;
        Assert.Equal(("AVX2", 2), ((string?)environment["simd"], (int?)environment["threads"]));
        Assert.Equal(["version", "commit", "processor", "simd", "threads", "os", "runtime", "data"], environment.AsObject().Select(pair => pair.Key));
        Assert.NotEqual("", (string?)environment["processor"]);
        Assert.Equal(new RunStatus(RunState.Running), run.ReadStatus());
        Assert.Equal([run.Root], Directory.GetFileSystemEntries(Path.GetDirectoryName(run.Root)!));
        Assert.Equal(run.Config, RunDirectory.Open(run.Root).Config);
    }

    [Fact]
    public void What_exists_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(folder, "empty"));
        File.WriteAllText(Path.Combine(folder, "file"), "x");
        foreach (string name in (string[])["empty", "empty/", "file"])
        {
            SettingException exception = Assert.Throws<SettingException>(() => Create(name));
            Assert.Contains("something there already", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, Directory.GetFileSystemEntries(folder).Length);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder, "empty")));
    }

    [Fact]
    public void A_place_below_a_file_is_refused_and_left_alone()
    {
        File.WriteAllText(Path.Combine(folder, "file"), "x");
        foreach (string name in (string[])["file/run", "file/a/b/run"])
        {
            SettingException exception = Assert.Throws<SettingException>(() => Create(name));
            Assert.StartsWith(Path.Combine(folder, name) + ": found a file ", exception.Message, StringComparison.Ordinal);
        }

        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    // Only the kernel makes files there.
    [Fact]
    public void A_place_that_cannot_be_written_is_bad_data()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("the run directory could not be made", Assert.Throws<DataException>(() => RunDirectory.Create("/proc/run", "seed: 1\n", RunEnvironment.Current("AVX2", 2))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_it_was_begun_with_is_remembered()
    {
        string file = Path.Combine(folder, "tracks.csv");
        File.WriteAllText(file, "abc");
        DataFingerprint data = DataFingerprint.Of(file);

        // The published SHA-256 of "abc".
        Assert.Equal(new(3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), data);
        Assert.Null(Create().Data);
        Assert.Equal(data, RunDirectory.Create(Path.Combine(folder, "b"), "seed: 1\n", RunEnvironment.Current("AVX2", 2) with { Data = data }).Data);
    }

    [Fact]
    public void One_process_works_in_a_run_at_a_time()
    {
        RunDirectory run = Create();
        using (run.Hold())
        {
            Assert.Contains("found another process at work", Assert.Throws<SettingException>(() => run.Hold()).Message, StringComparison.Ordinal);
        }

        run.Hold().Dispose();
        Assert.False(File.Exists(Path.Combine(run.Root, ".lock")));
    }

    [Fact]
    public void Only_the_directory_of_a_run_can_be_opened()
    {
        Assert.Contains("no such directory", Assert.Throws<SettingException>(() => RunDirectory.Open(Path.Combine(folder, "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("no config.yaml", Assert.Throws<SettingException>(() => RunDirectory.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_name_the_directory_is_named_after_run_time_and_seed() =>
        Assert.Equal(Path.Combine("runs", "learn-20260102-030405-17"), RunDirectory.DefaultPath("learn", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 17));

    [Fact]
    public void Metrics_are_lines_and_a_torn_one_is_removed()
    {
        RunDirectory run = Create();
        Assert.Equal(0, run.MetricsLength);
        run.AppendMetrics(new() { ["step"] = 1, ["loss"] = 0.5 });
        long length = run.MetricsLength;
        run.AppendMetrics(new() { ["step"] = 2, ["loss"] = double.NaN });
        Assert.Equal(["{\"step\":1,\"loss\":0.5}", "{\"step\":2,\"loss\":\"NaN\"}"], File.ReadAllLines(run.Metrics));
        File.AppendAllText(run.Metrics, "{\"step\":3,\"lo");
        run.AppendMetrics(new() { ["step"] = 3 });
        Assert.Equal("{\"step\":3}", File.ReadAllLines(run.Metrics)[2]);
        run.CutMetrics(length);
        run.CutMetrics(length + 1000);
        Assert.Equal(["{\"step\":1,\"loss\":0.5}"], File.ReadAllLines(run.Metrics));
    }

    [Fact]
    public void The_last_three_checkpoints_are_kept_and_the_newest_is_pointed_at()
    {
        RunDirectory run = Create();
        Assert.Null(run.LastCheckpoint);
        for (byte step = 8; step < 12; step++)
        {
            run.SaveCheckpoint(step, [step]);
        }

        Assert.Equal([11], File.ReadAllBytes(run.LastCheckpoint!));
        Assert.Equal(["000000000009.safetensors", "000000000010.safetensors", "000000000011.safetensors", "last"], Directory.GetFiles(run.Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // Started over from the beginning: the new checkpoint is kept although older ones are further on.
        run.SaveCheckpoint(1, [1]);
        Assert.Equal([1], File.ReadAllBytes(run.LastCheckpoint!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../config.yaml")]
    [InlineData("000000000001.safetensors")]
    public void A_pointer_to_nothing_is_refused(string name)
    {
        RunDirectory run = Create();
        File.WriteAllText(Path.Combine(run.Checkpoints, "last"), name);
        Assert.Throws<DataException>(() => run.LastCheckpoint);
    }

    [Fact]
    public void Status_and_summary_are_replaced_whole()
    {
        RunDirectory run = Create();
        run.WriteStatus(new(RunState.Failed, "diverged at step 3"));
        Assert.Equal(new RunStatus(RunState.Failed, "diverged at step 3"), run.ReadStatus());
        Assert.Equal("{\n  \"state\": \"failed\",\n  \"reason\": \"diverged at step 3\",\n  \"seconds\": null\n}\n", File.ReadAllText(run.Status));
        run.WriteSummary(new() { ["temperature"] = null, ["friction"] = new JsonObject { ["value"] = 0.1, ["unit"] = "1/s" } });
        Assert.Equal(0.1, (double?)JsonNode.Parse(File.ReadAllText(run.Summary))!["friction"]!["value"]);
        File.WriteAllText(run.Status, "{\n  \"state\": 3x");
        Assert.Equal(2, Assert.Throws<DataException>(() => run.ReadStatus()).Line);
        File.WriteAllText(run.Status, "null");
        Assert.Throws<DataException>(() => run.ReadStatus());
        File.Delete(run.Status);
        Assert.Throws<DataException>(() => run.ReadStatus());
    }

    private RunDirectory Create(string name = "a/b/run") => RunDirectory.Create(Path.Combine(folder, name), "seed: 1\n", RunEnvironment.Current("AVX2", 2));
}
