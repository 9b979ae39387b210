using System.Text.Json.Nodes;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Report;

namespace Downhill.Hosts.Tests.Learning.Reporting;

/// <summary>No number of the summary is left out of the report, and values have the digits of their intervals.</summary>
public sealed class NumberTablesTests
{
    [Fact]
    public void Every_number_is_there_however_deep()
    {
        JsonObject summary = new()
        {
            ["frames"] = 48000L,
            ["model"] = "radial 3",
            ["nothing"] = null,
            ["temperature"] = LearnSummary.Quantity(1.0234, 0.0123, (0.999, 1.048), "x²/s"),
            ["downhill_share"] = LearnSummary.Quantity(0.98765432, null, (0.97, 1.01), "1"),
            ["heldout"] = new JsonObject { ["skill"] = 0.0578, ["rollouts"] = 3 },
            ["minima"] = new JsonArray(new JsonObject { ["point"] = new JsonArray(0.8655, -0.4976), ["point_standard_error"] = new JsonArray(0.0104, 0.0106), ["energy"] = 0.4799, ["standard_error"] = 0.1218, ["interval"] = new JsonArray(0.249, 0.7107) }),
        };
        string page = new Page("numbers") { Sections = [new Section("all") { Blocks = [.. NumberTables.Of(summary)] }] }.ToHtml();
        Assert.All((string[])["48000", "1.023 ± 0.012", "0.999 to 1.048", "0.988", "0.970 to 1.010", "0.0578", ">3<", "0.866, −0.498", "0.48", "0.25 to 0.71", "0.1218"], number => Assert.Contains(number, page, StringComparison.Ordinal));
        Assert.DoesNotContain("radial 3", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Fits_end_where_their_name_changes_or_their_steps_begin_again()
    {
        LearnProgress[] progress = [Step("radial 1", 0), Step("radial 1", 20), Step("radial 1", 0), Step("radial 2", 0), Step("radial 1", 0), Step("radial 1", 20), Step("radial 1", 40)];
        Assert.Equal([2, 1, 3], LearningFigure.Fits(progress, "radial 1").Select(fit => fit.Length));
        LearnProgress[] networks = [Step("network 8", 0), Step("network 1 of 2", 0), Step("network 2 of 2", 0), Step("a free step function", 0)];
        Assert.Equal(3, LearningFigure.Fits(networks, "network 8").Count());
    }

    private static LearnProgress Step(string doing, int step) => new(doing, step, 0, 1, null);
}
