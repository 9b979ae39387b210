using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Data;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>learn --samples</c>, and the verbs on what it leaves.</summary>
public sealed class SamplesTests(SamplesTests.Learned learned) : IClassFixture<SamplesTests.Learned>, IDisposable
{
    private const double Apart = 3, FirstDeviation = 0.6, SecondDeviation = 40;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    // x is a mixture of N(±1.5, 0.6²), y is N(100, 40²): the law is known, and so is ln p of every held-out row.
    [Fact]
    public void The_held_out_likelihood_is_that_of_the_density_that_was_drawn_from()
    {
        JsonNode heldOut = Summary(learned.Run)["heldout"]!;
        double found = (double)heldOut["log_likelihood"]!["value"]!, error = (double)heldOut["log_likelihood"]!["standard_error"]!;
        Table points = TableReader.Read(learned.File, ["x", "y"]);
        double[] x = points.Numbers("x"), y = points.Numbers("y"), exact = [.. x.Zip(y, LogDensity)];

        // The mean over all rows, from which that of the held-out tenth differs by its own error; learning loses less than 0.1 nats.
        Assert.InRange(found, exact.Average() - 0.1 - (4 * error), exact.Average() + (4 * error));
        Assert.True(found > (double)heldOut["gaussian_log_likelihood"]! + 0.05, "two modes are not a Gaussian");
        Assert.Equal(300, (int)heldOut["samples"]!);
    }

    [Fact]
    public void The_energy_is_minus_the_logarithm_of_the_density_up_to_its_normaliser()
    {
        double[] x = [-1.5, -1, 1.5, 1.2], y = [100, 100, 60, 140];
        folder.Write("points.csv", "x,y\n" + string.Concat(x.Zip(y, (a, b) => $"{a.ToString(CultureInfo.InvariantCulture)},{b}\n")));
        Called.Well("evaluate", learned.Run, "--points", folder["points.csv"], "--out", folder["e.csv"], "--quiet");
        Table table = TableReader.Read(folder["e.csv"]);
        double logZ = (double)Summary(learned.Run)["log_normaliser"]!["value"]!;
        double[] energies = table.Numbers("energy");
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(LogDensity(x[i], y[i]), -energies[i] - logZ, 0.35);
        }

        Assert.Equal(["x", "y", "energy", "grad_x", "grad_y"], table.Columns.Select(column => column.Name));
    }

    [Fact]
    public void Its_least_value_is_zero_and_samples_are_in_equilibrium()
    {
        JsonNode summary = Summary(learned.Run);
        Assert.Equal(0, (double)summary["minima"]![0]!["energy"]!, 0.01);
        Assert.True(Math.Abs((double)summary["minima"]![0]!["point"]![0]!) is > 1 and < 2, "the lowest minimum is one of the modes");
        Assert.Equal(1, (double)summary["temperature_estimate"]!["value"]!, 0.3);
        Assert.Equal(("none", 3000, "likelihood"), ((string?)summary["dynamics"], (int)summary["samples"]!, (string?)summary["objective"]));
    }

    [Fact]
    public void The_run_directory_is_whole_and_its_report_can_be_made_again()
    {
        string[] files = ["config.yaml", "environment.json", "metrics.jsonl", "model.json", "model.safetensors", "report.html", "status.json", "summary.json", "figures/landscape.svg", "figures/draws.svg", "figures/columns.svg", "figures/learning.svg"];
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(learned.Run, file)), file));
        folder.Copy(learned.Run, "run");
        string report = File.ReadAllText(folder["run/report.html"]);
        File.Delete(folder["run/report.html"]);
        Called.Well("report", folder["run"], "--quiet");
        Assert.Equal(report, File.ReadAllText(folder["run/report.html"]));
        Assert.Contains("kept aside", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_killed_goes_on_to_the_same_bits()
    {
        folder.Copy(learned.Run, "run");
        File.WriteAllText(folder["run/status.json"], """{"state": "running"}""");
        foreach (string name in new[] { "model.safetensors", "summary.json", "report.html", "checkpoints/last" })
        {
            File.Delete(folder[$"run/{name}"]);
        }

        Called.Well("resume", folder["run"], "--quiet");
        Assert.Equal(File.ReadAllBytes(Path.Combine(learned.Run, "model.safetensors")), File.ReadAllBytes(folder["run/model.safetensors"]));
        Assert.Equal(File.ReadAllText(Path.Combine(learned.Run, "summary.json")), File.ReadAllText(folder["run/summary.json"]));
    }

    [Fact]
    public void Draws_can_be_made_without_a_temperature_and_nothing_can_be_rolled_out()
    {
        Called.Well("sample", learned.Run, "--count", "500", "--out", folder["s.csv"], "--quiet");
        Table drawn = TableReader.Read(folder["s.csv"]);
        Assert.Equal(["x", "y"], drawn.Columns.Select(column => column.Name));

        // 500 draws of a deviation of 40, hardly correlated: a standard error of 2 to 3.
        Assert.Equal(100, drawn.Numbers("y").Average(), 15.0);
        Called called = Called.With("rollout", learned.Run, "--from", folder["s.csv"], "--steps", "3", "--out", folder["r.csv"]);
        Assert.Equal(2, called.Code);
        Assert.Contains("a density learned from samples", called.Complaint(), StringComparison.Ordinal);
    }

    // The normaliser of other units is another by the logarithm of the unit, and the landscape is the same.
    [Fact]
    public void Units_of_columns_do_not_matter()
    {
        Table points = TableReader.Read(learned.File, ["x", "y"]);
        double[] x = points.Numbers("x"), y = points.Numbers("y");
        TableWriter.Write(folder["scaled.csv"], new Table(new NumberColumn("x", [.. x.Select(v => 1024 * v)]), new NumberColumn("y", y)));
        Called.Well(["learn", folder["scaled.csv"], "--samples", "--out", folder["run"], "--quiet", .. Learned.Small]);
        JsonNode one = Summary(learned.Run)["heldout"]!["log_likelihood"]!, other = Summary(folder["run"])["heldout"]!["log_likelihood"]!;
        Assert.Equal((double)one["value"]! - Math.Log(1024), (double)other["value"]!, 1e-6);
    }

    [Fact]
    public void More_than_two_columns_are_learned_against_a_gaussian_with_a_normaliser_by_draws()
    {
        Rng rng = new(5);
        double[] numbers = new double[3 * 2000];
        rng.Normal(numbers);
        TableWriter.Write(folder["three.csv"], new Table([.. Enumerable.Range(0, 3).Select(i => (Column)new NumberColumn($"c{i}", [.. numbers.Where((_, at) => at % 3 == i)]))]));
        Called.Well(["learn", folder["three.csv"], "--samples", "--out", folder["run"], "--quiet", .. Learned.Small]);
        JsonNode summary = Summary(folder["run"]);
        Assert.Equal("noise-contrastive", (string?)summary["objective"]);

        // The entropy of a standard normal law in three dimensions; 200 rows have a standard error of √(3/2 / 200) = 0.09, learning loses less than 0.15.
        Assert.Equal(-1.5 * (1 + Math.Log(2 * Math.PI)), (double)summary["heldout"]!["log_likelihood"]!["value"]!, 0.5);
    }

    private static double LogDensity(double x, double y)
    {
        double one = Math.Exp(-Math.Pow((x - (Apart / 2)) / FirstDeviation, 2) / 2), other = Math.Exp(-Math.Pow((x + (Apart / 2)) / FirstDeviation, 2) / 2);
        return Math.Log((one + other) / 2 / FirstDeviation) - (Math.Pow((y - 100) / SecondDeviation, 2) / 2) - Math.Log(SecondDeviation) - Math.Log(2 * Math.PI);
    }

    private static JsonNode Summary(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "summary.json")))!;

    /// <summary>A density learned once from 3000 rows.</summary>
    public sealed class Learned : IDisposable
    {
        internal static readonly string[] Small = ["--widths", "32,32", "--steps", "400", "--threads", "1"];

        public Learned()
        {
            const int Rows = 3000;
            Rng rng = new(20_260_102);
            double[] noise = new double[2 * Rows];
            rng.Normal(noise);
            double[] x = [.. Enumerable.Range(0, Rows).Select(i => (rng.Fork(1).Below(i, 2) == 0 ? Apart / 2 : -Apart / 2) + (FirstDeviation * noise[2 * i]))];
            TableWriter.Write(File, new Table(new NumberColumn("x", x), new NumberColumn("y", [.. Enumerable.Range(0, Rows).Select(i => 100 + (SecondDeviation * noise[(2 * i) + 1]))])));
            Called.Well(["learn", File, "--samples", "--out", Run, "--quiet", .. Small]);
        }

        public Folder Folder { get; } = new();

        public string File => Folder["samples.csv"];

        public string Run => Folder["run"];

        public void Dispose() => Folder.Dispose();
    }
}
