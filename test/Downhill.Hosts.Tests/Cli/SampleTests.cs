using Downhill.Data;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>sample</c>, and warnings about where a landscape is known.</summary>
public sealed class SampleTests(LearnedRun learned) : IClassFixture<LearnedRun>, IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Draws_have_the_columns_and_the_number_that_were_asked_for()
    {
        foreach ((string name, string count, string seed) in new[] { ("a", "300", "1"), ("b", "300", "1"), ("c", "300", "2"), ("d", "7", "1") })
        {
            Called called = Called.Well("sample", learned.Overdamped, "--count", count, "--out", folder[name], "--seed", seed);
            Assert.StartsWith($"wrote {folder[name]}: {count} points at temperature ", called.Out, StringComparison.Ordinal);
            Assert.Matches(", [0-9.]+ % of the steps accepted; R-hat [0-9.]+, effective draws of all chains [0-9]+\n$", called.Out);
        }

        Table drawn = TableReader.Read(folder["a"]);
        Assert.Equal(("x", 300), (drawn.Columns.Single().Name, drawn.Rows));
        Assert.Equal(7, TableReader.Read(folder["d"]).Rows);
        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
        Assert.NotEqual(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["c"]));
    }

    // Of exp(−E/T) with the energies that evaluate gives: χ² over bins of a grid. 256 chains of 50 draws, of which 20 000 / 256 rounds are asked
    // for; draws of a chain are not quite independent, so the draws are counted as the effective number that the verb itself tells.
    [Fact]
    public void Draws_follow_the_energy_that_evaluate_gives()
    {
        const int Bins = 12, Fine = 50;
        const double Low = -2, High = 2;
        double temperature = LearnedTemperature();
        Called called = Called.Well("sample", learned.Overdamped, "--count", "20000", "--thin", "40", "--out", folder["s.csv"]);
        double effective = double.Parse(called.Out.Split("chains ")[^1].Replace(",", "", StringComparison.Ordinal));
        folder.Write("grid.csv", "x\n" + string.Join('\n', Enumerable.Range(0, Bins * Fine).Select(i => $"{Low + ((High - Low) * (i + 0.5) / (Bins * Fine))}")) + "\n");
        Called.With("evaluate", learned.Overdamped, "--points", folder["grid.csv"], "--out", folder["e.csv"], "--quiet");
        double[] weights = [.. TableReader.Read(folder["e.csv"]).Numbers("energy").Select(e => Math.Exp(-e / temperature))];
        double[] shares = [.. Enumerable.Range(0, Bins).Select(bin => weights[(bin * Fine)..((bin + 1) * Fine)].Sum() / weights.Sum())];
        double[] x = [.. TableReader.Read(folder["s.csv"]).Numbers("x").Where(value => value is > Low and < High)];
        Assert.True(x.Length > 19_900, "the grid must hold nearly everything");
        double misfit = 0;
        int used = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            if (shares[bin] * effective >= 5)
            {
                double found = x.Count(value => (int)((value - Low) / (High - Low) * Bins) == bin) / (double)x.Length;
                misfit += effective * (found - shares[bin]) * (found - shares[bin]) / shares[bin];
                used++;
            }
        }

        // At most 12 bins: χ² above 60 is one false alarm in ten million; and a density of another temperature is seen.
        Assert.True(used >= 5 && misfit < 60, $"χ² is {misfit} over {used} bins");
        Called.Well("sample", learned.Overdamped, "--count", "20000", "--out", folder["hot.csv"], "--temperature", $"{2 * temperature}");
        Assert.True(Variance("hot.csv") > 1.2 * Variance("s.csv"));

        double Variance(string name) => TableReader.Read(folder[name]).Numbers("x") is var v ? v.Average(n => n * n) - (v.Average() * v.Average()) : 0;
    }

    [Fact]
    public void Without_a_temperature_it_is_refused_and_with_a_given_one_it_draws()
    {
        Called called = Called.With("sample", learned.Inertial, "--count", "5", "--out", folder["o"]);
        Assert.Equal((2, ""), (called.Code, called.Out));
        Assert.Contains("found no temperature", called.Complaint(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["o"]));
        Called.Well("sample", learned.Inertial, "--count", "5", "--out", folder["o.csv"], "--temperature", "0.5", "--sampler", "langevin", "--quiet");
        Assert.Equal("theta", TableReader.Read(folder["o.csv"]).Columns.Single().Name);
    }

    // Of one law: the spreads of 5000 draws by the other rules are that of tested Langevin steps, but for 10 % of scatter and of bias.
    [Theory]
    [InlineData("hmc")]
    [InlineData("replica-exchange")]
    [InlineData("langevin")]
    [InlineData("underdamped")]
    [InlineData("shrinking-langevin")]
    public void Every_sampler_draws_from_the_same_law(string sampler)
    {
        double expected = Spread("mala");
        Assert.Equal(expected, Spread(sampler), 0.1 * expected);

        double Spread(string name)
        {
            Called called = Called.Well("sample", learned.Overdamped, "--count", "5000", "--thin", "40", "--sampler", name, "--out", folder[name]);
            Assert.Equal(name is "mala" or "hmc" or "replica-exchange", called.Out.Contains("of the steps accepted", StringComparison.Ordinal));
            Assert.Equal(name == "replica-exchange", called.Out.Contains("of the exchanges made", StringComparison.Ordinal));
            return TableReader.Read(folder[name]).Numbers("x").Average(x => x * x);
        }
    }

    [Fact]
    public void Chains_that_do_not_mix_are_warned_of()
    {
        Called called = Called.Well("sample", learned.Overdamped, "--count", "50", "--out", folder["o"], "--temperature", $"{LearnedTemperature() / 1000}", "--quiet", "--thin", "1");
        Assert.Contains("the chains do not mix (R-hat ", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_that_were_never_near_are_warned_of()
    {
        folder.Write("far.csv", "x\n0.5\n40\n50\n");
        string evaluated = Called.Well("evaluate", learned.Overdamped, "--points", folder["far.csv"], "--out", folder["e.csv"], "--quiet").Complaint();
        Assert.StartsWith($"warning: {folder["far.csv"]}: 2 of 3 points lie outside the region that was learned from", evaluated, StringComparison.Ordinal);
        string rolled = Called.Well("rollout", learned.Overdamped, "--from", folder["far.csv"], "--steps", "1", "--out", folder["r.csv"], "--quiet").Complaint();
        Assert.StartsWith($"warning: {folder["far.csv"]}: 2 of 3 starts lie outside the region that was learned from", rolled, StringComparison.Ordinal);
        folder.Write("near.csv", "x\n0.5\n-0.9\n");
        Assert.Equal("", Called.Well("evaluate", learned.Overdamped, "--points", folder["near.csv"], "--out", folder["e.csv"]).Error);
    }

    [Fact]
    public void Packed_points_are_read_and_written()
    {
        File.WriteAllBytes(folder["p.csv.gz"], Folder.Gzipped("x\n0.5\n-0.9\n"u8.ToArray()));
        Assert.Equal($"wrote {folder["e.csv.gz"]}: energy and gradient at 2 points\n", Called.Well("evaluate", learned.Overdamped, "--points", folder["p.csv.gz"], "--out", folder["e.csv.gz"]).Out);
        Assert.Equal($"wrote {folder["r.csv.gz"]}: 2 tracks of 4 frames\n", Called.Well("rollout", learned.Overdamped, "--from", folder["e.csv.gz"], "--steps", "3", "--out", folder["r.csv.gz"]).Out);
        Assert.Equal([0x1f, 0x8b], File.ReadAllBytes(folder["r.csv.gz"])[..2]);
        Assert.Equal(2, TableReader.Read(folder["e.csv.gz"]).Rows);
    }

    private double LearnedTemperature() => (double)System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(learned.Overdamped, "model.json")))!["temperature"]!;
}
