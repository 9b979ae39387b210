using System.Text.Json.Nodes;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>bench</c>.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_rows_have_the_fields_of_the_contract()
    {
        Called called = Called.Well("bench", "--only", "langevin,unroll,ssm", "--size", "cfg0", "--rounds", "1", "--threads", "2", "--json", folder["bench.json"]);
        JsonArray rows = JsonNode.Parse(File.ReadAllText(folder["bench.json"]))!.AsArray();
        Assert.Equal(["langevin", "unroll", "ssm"], rows.Select(row => (string?)row!["workload"]));
        foreach (JsonNode? row in rows)
        {
            Assert.Equal(["workload", "size", "activation", "precision", "threads", "ms", "gflops", "peak_fraction"], row!.AsObject().Select(pair => pair.Key));
            Assert.Equal(("cfg0", "silu", "float", 2), ((string?)row["size"], (string?)row["activation"], (string?)row["precision"], (int)row["threads"]!));
            Assert.InRange((double)row["ms"]!, double.Epsilon, double.MaxValue);
            Assert.InRange((double)row["gflops"]!, double.Epsilon, double.MaxValue);
            Assert.InRange((double)row["peak_fraction"]!, double.Epsilon, double.MaxValue);
            Assert.Contains((string)row["workload"]!, called.Out, StringComparison.Ordinal);
        }
    }

    // Milliseconds and operations per second are two views of one number: cfg0 is 2·64 + 64² multiplications on 256 rows, four times a step.
    [Fact]
    public void Time_and_rate_agree()
    {
        Called.Well("bench", "--only", "langevin", "--size", "cfg0", "--rounds", "1", "--json", folder["bench.json"]);
        JsonNode row = JsonNode.Parse(File.ReadAllText(folder["bench.json"]))!.AsArray().Single()!;
        Assert.Equal(4 * ((2 * 64) + (64 * 64)) * 256 / 1e6, (double)row["ms"]! * (double)row["gflops"]!, 1e-9);
    }

    [Theory]
    [InlineData("bench --only langvin", "--only: found no 'langvin', did you mean langevin?")]
    [InlineData("bench --only unroll,zebra", "--only: found no 'zebra', expected one of langevin, unroll")]
    [InlineData("bench --size cfg9", "--size: found no 'cfg9', did you mean cfg0?")]
    [InlineData("bench --rounds 0", "--rounds: found 0 for rounds, expected a whole number from 1")]
    [InlineData("bench --threads many", "--threads: found 'many' for threads")]
    [InlineData("bench --ony langevin", "bench: found no flag '--ony', did you mean --only?")]
    [InlineData("bench langevin", "bench: found 'langevin', expected downhill bench")]
    [InlineData("bench --json /nowhere/bench.json", "--json: found no directory /nowhere")]
    public void What_cannot_be_used_is_exit_code_2_and_told_before_anything_is_measured(string call, string line)
    {
        Called called = Called.With(call.Split(' '));
        Assert.Equal((2, ""), (called.Code, called.Out));
        Assert.Contains(line, called.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Asked_to_stop_it_ends_and_writes_nothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Called called = Called.With(stop.Token, "bench", "--size", "cfg0", "--json", folder["bench.json"]);
        Assert.Equal(75, called.Code);
        Assert.StartsWith("stopped: ", called.Complaint(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["bench.json"]));
    }
}
