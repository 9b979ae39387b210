using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Cli;

/// <summary>The key numbers of a finished run, in a few lines.</summary>
internal static class Findings
{
    /// <summary>Prints them, and the warnings on the error stream.</summary>
    internal static void Tell(RunDirectory run, Screen screen)
    {
        JsonNode summary = Read(run);
        foreach (JsonNode? warning in summary["warnings"]?.AsArray() ?? [])
        {
            screen.Warn((string)warning!);
        }

        screen.Out.WriteLine($"{summary["dynamics"]} motion, learned from {(long?)summary["frames"]:N0} frames of {(long?)summary["tracks"]:N0} tracks{(run.ReadStatus().Seconds is { } seconds ? $" in {Number.Format(seconds, 2)} s" : "")}; landscape: {summary["model"]}");
        TellQuantity(screen, "temperature", summary["temperature"]);
        TellQuantity(screen, "friction", summary["friction"]);
        TellShare(screen, summary["downhill_share"]);
        TellHeldOut(screen, summary["heldout"]);
        screen.Out.WriteLine($"run: {run.Root}");
        if (File.Exists(run.Report))
        {
            screen.Out.WriteLine($"open {run.Report}");
        }
    }

    private static void TellQuantity(Screen screen, string name, JsonNode? quantity)
    {
        if ((double?)quantity?["value"] is not { } value)
        {
            return;
        }

        string shown = (double?)quantity["standard_error"] is { } error ? Number.WithError(value, error) : Number.Format(value);
        string interval = quantity["interval"] is JsonArray { Count: 2 } bounds ? $" (95 %: {Shown(bounds[0], 3)} to {Shown(bounds[1], 3)})" : "";
        screen.Out.WriteLine($"{name}: {shown} {quantity["unit"]}{interval}");
    }

    private static void TellShare(Screen screen, JsonNode? share)
    {
        if (share?["interval"] is JsonArray { Count: 2 } bounds)
        {
            screen.Out.WriteLine($"downhill: {Percent(share["value"])} of what can be predicted (95 %: {Percent(bounds[0])} to {Percent(bounds[1])})");
        }
    }

    private static void TellHeldOut(Screen screen, JsonNode? heldOut)
    {
        if ((double?)heldOut?["one_step"] is { } oneStep)
        {
            screen.Out.WriteLine($"held out, one step: error {Number.Format(oneStep, 3)} standard deviations, {Percent(heldOut["skill"])} of the squared change predicted");
        }

        if ((double?)heldOut?["rollout_error"] is not null)
        {
            screen.Out.WriteLine($"held out, roll-outs of {Shown(heldOut["rollout_seconds"], 3)} s: error {Percent(heldOut["rollout_error"])} of peak to peak");
        }
    }

    private static string Shown(JsonNode? number, int digits) => (double?)number is { } value ? Number.Format(value, digits) : "n/a";

    private static string Percent(JsonNode? share) => (double?)share is { } value ? $"{Number.Format(100 * value, 3)} %" : "n/a";

    private static JsonNode Read(RunDirectory run)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(run.Summary)) ?? throw new System.Text.Json.JsonException("null");
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new DataException(run.Summary, null, null, "found no readable JSON, expected the numbers of a run, restore the file or learn again", exception);
        }
    }
}
