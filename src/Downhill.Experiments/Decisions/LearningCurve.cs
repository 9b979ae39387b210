using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Decisions;

/// <summary>How a policy stood while it learned, as metrics.jsonl holds it.</summary>
/// <param name="Steps">Steps of the environment, or updates of a regression.</param>
/// <param name="Return">Its mean return.</param>
/// <param name="Loss">The loss of the discriminator, or of the regression.</param>
/// <param name="Seconds">Since the beginning.</param>
internal sealed record LearningCurve(int Steps, double Return, double Loss, double Seconds)
{
    internal void Save(RunDirectory run) => run.AppendMetrics(new JsonObject
    {
        ["steps"] = Steps,
        ["return"] = LearnSummary.Number(Return),
        ["loss"] = LearnSummary.Number(Loss),
        ["seconds"] = Math.Round(Seconds, 3),
    });

    internal static LearningCurve[] Read(RunDirectory run)
    {
        try
        {
            return [.. File.ReadLines(run.Metrics).Select(line => JsonNode.Parse(line)!).Select(line => new LearningCurve((int)line["steps"]!, (double?)line["return"] ?? double.NaN, (double?)line["loss"] ?? double.NaN, (double)line["seconds"]!))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new DataException(run.Metrics, null, null, "found lines that are no progress of a run of irl, expected steps, return, loss and seconds, restore the file", exception);
        }
    }

    internal string Told(int all, double demonstrated) => string.Create(CultureInfo.InvariantCulture, $"{Steps} of {all}: return {Return:G4}, demonstrations {demonstrated:G4}");
}
