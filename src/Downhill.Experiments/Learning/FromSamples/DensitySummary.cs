using System.Text.Json.Nodes;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>Every number that the report of a density shows, as summary.json holds it.</summary>
internal static class DensitySummary
{
    // E is −ln p here, in natural units of information.
    private const string Nats = "nat";

    internal static JsonObject Of(DensityResult result) => new()
    {
        ["dynamics"] = "none",
        ["samples"] = result.File.Samples.Count,
        ["frames"] = result.File.Samples.Count,
        ["tracks"] = 0,
        ["objective"] = Name(result.Objective),
        ["model"] = $"network {string.Join(", ", result.Settings.Widths)}",
        ["parameters"] = result.Parameters,
        ["temperature"] = LearnSummary.Quantity(1, null, null, "1"),
        ["temperature_estimate"] = result.Heat is { } heat ? LearnSummary.Quantity(heat.Value, heat.Error, Band(heat.Value, heat.Error), "1") : null,
        ["friction"] = null,
        ["downhill_share"] = null,
        ["log_normaliser"] = result.LogNormaliser.IsKnown ? LearnSummary.Quantity(result.LogNormaliser.Value, result.LogNormaliser.Error, null, Nats) : null,
        ["log_normaliser_method"] = result.LogNormaliser.Method,
        ["heldout"] = new JsonObject
        {
            ["samples"] = result.HeldOut.Length / result.Dimension,
            ["log_likelihood"] = result.LogNormaliser.IsKnown ? LearnSummary.Quantity(result.LogLikelihood.Value, result.LogLikelihood.Error, Band(result.LogLikelihood.Value, result.LogLikelihood.Error), Nats) : null,
            ["learned_log_likelihood"] = LearnSummary.Number(result.LearnedLogLikelihood),
            ["gaussian_log_likelihood"] = LearnSummary.Number(result.GaussianLogLikelihood),
            ["one_step"] = null,
            ["rollout_error"] = null,
        },
        ["minima"] = new JsonArray([.. result.Minima.Points.Select(minimum => Place(minimum.Point, minimum.Energy - result.Model.Offset, null))]),
        ["saddles"] = new JsonArray([.. result.Saddles.Select(saddle => Place(saddle.Point, saddle.Energy - result.Model.Offset, saddle))]),
        ["barriers"] = new JsonArray([.. Barriers(result)]),
        ["columns"] = new JsonArray([.. result.Model.Columns.Select((column, i) => new JsonObject
        {
            ["column"] = column,
            ["mean"] = result.Units.Center[i],
            ["deviation"] = result.Units.Radius[i],
            ["distance"] = LearnSummary.Number(result.Distances[i]),
        })]),
        ["usual_distance"] = LearnSummary.Number(result.UsualDistance),
        ["draws"] = new JsonObject
        {
            ["count"] = result.Drawn.Points.Rows,
            ["accepted"] = result.Drawn.Accepted is { } accepted ? LearnSummary.Number(accepted) : null,
            ["r_hat"] = LearnSummary.Number(result.Drawn.RHat),
            ["effective_size"] = LearnSummary.Number(result.Drawn.EffectiveSize),
            ["outside"] = LearnSummary.Number(result.Drawn.Outside),
        },
        ["recoveries"] = result.Recoveries,
        ["warnings"] = new JsonArray([.. result.Warnings.Select(warning => JsonValue.Create(warning))]),
    };

    /// <summary>An objective as a setting has it.</summary>
    internal static string Name(DensityObjective objective) => Runs.SettingDescription.Kebab(objective.ToString());

    private static IEnumerable<JsonObject> Barriers(DensityResult result) =>
        from way in result.Saddles.SelectMany(saddle => new[] { (saddle.From, saddle.To, saddle.Energy), (From: saddle.To, To: saddle.From, saddle.Energy) })
        orderby way.From, way.To
        let height = way.Energy - result.Minima.Points[way.From].Energy
        select new JsonObject { ["from"] = way.From, ["to"] = way.To, ["height"] = height, ["standard_error"] = null, ["interval"] = null, ["unit"] = Nats, ["height_in_temperature"] = height };

    private static JsonObject Place(double[] point, double energy, Saddle? saddle) => new()
    {
        ["between"] = saddle is null ? null : new JsonArray(saddle.From, saddle.To),
        ["point"] = new JsonArray([.. point.Select(x => JsonValue.Create(x))]),
        ["energy"] = energy,
        ["standard_error"] = null,
        ["interval"] = null,
        ["unit"] = Nats,
    };

    private static (double, double) Band(double value, double error) => (value - (1.96 * error), value + (1.96 * error));
}
