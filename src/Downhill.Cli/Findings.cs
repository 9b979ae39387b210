using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Cli;

/// <summary>The key numbers of a finished run, in a few lines.</summary>
internal static class Findings
{
    private const int MostRivals = 3;

    /// <summary>Prints them, and the warnings on the error stream that were not said before.</summary>
    internal static void Tell(RunDirectory run, Screen screen, IReadOnlySet<string> warned)
    {
        JsonNode summary = Read(run);
        foreach (string warning in (summary["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!).Where(warning => !warned.Contains(warning)))
        {
            screen.Warn(warning);
        }

        if ((string?)summary["dynamics"] == "none")
        {
            TellDensity(screen, summary);
        }
        else
        {
            TellMotion(run, screen, summary);
        }

        screen.Out.WriteLine($"run: {run.Root}");
        if (File.Exists(run.Report))
        {
            screen.Out.WriteLine($"open {run.Report}");
        }
    }

    private static void TellDensity(Screen screen, JsonNode summary)
    {
        screen.Out.WriteLine($"density of {Counted.Of((long?)summary["samples"] ?? 0, "sample")}, learned by {summary["objective"]}");
        TellQuantity(screen, "held out, ln p of a sample", summary["heldout"]?["log_likelihood"]);
        TellQuantity(screen, "temperature of the samples kept aside, 1 in their own density", summary["temperature_estimate"]);
        TellWells(screen, summary);
    }

    private static void TellMotion(RunDirectory run, Screen screen, JsonNode summary)
    {
        screen.Out.WriteLine($"{summary["dynamics"]} motion, learned from {Counted.Of((long?)summary["frames"] ?? 0, "frame")} of {Counted.Of((long?)summary["tracks"] ?? 0, "track")}{(run.ReadStatus().Seconds is { } seconds ? $" in {Number.Format(seconds, 2)} s" : "")}");
        TellChoice(screen, summary);
        TellQuantity(screen, "temperature", summary["temperature"]);
        TellQuantity(screen, "friction", summary["friction"]);
        TellWells(screen, summary);
        TellShare(screen, summary["downhill_share"]);
        TellHeldOut(screen, summary["heldout"]);
    }

    // The chosen class of landscapes first, then its rivals from the best on.
    private static void TellChoice(Screen screen, JsonNode summary)
    {
        string? chosen = (string?)summary["model"];
        (string Name, double Loss)[] losses = [.. (summary["model_choice"]?.AsArray() ?? []).Select(each => ((string)each!["model"]!, (double?)each["left_out_loss"] ?? double.NaN))];
        string[] rivals = [.. losses.Where(each => each.Name != chosen).OrderBy(each => each.Loss).Take(MostRivals).Select(each => $"{each.Name} {Number.Format(each.Loss)}")];
        string own = string.Concat(losses.Where(each => each.Name == chosen).Select(each => $", loss {Number.Format(each.Loss)} on what was left out"));
        screen.Out.WriteLine($"landscape: {chosen}{own}{(rivals.Length > 0 ? $"; its rivals: {string.Join("; ", rivals)}" : "")}");
        if ((bool?)summary["is_flat"] is true)
        {
            screen.Out.WriteLine("a flat landscape predicts what was left out as well: no force shows above the noise");
        }
    }

    private static void TellWells(Screen screen, JsonNode summary)
    {
        int minima = summary["minima"]?.AsArray().Count ?? 0;
        double? temperature = (double?)summary["temperature"]?["value"];
        JsonNode? lowest = (summary["barriers"]?.AsArray() ?? []).MinBy(barrier => (double)barrier!["height"]!);
        string barrier = lowest is null ? "" : $"; the lowest barrier is {Height(lowest, temperature)}, from minimum {Letter(lowest["from"])} to {Letter(lowest["to"])}";
        screen.Out.WriteLine($"minima: {minima}{barrier}");
    }

    // In units of the temperature where there is one, as that is what decides how often it is crossed.
    private static string Height(JsonNode barrier, double? temperature)
    {
        double height = (double)barrier["height"]!, unit = temperature ?? 1;
        string shown = (double?)barrier["standard_error"] is { } error ? Number.WithError(height / unit, error / unit) : Number.Format(height / unit);
        return shown + (temperature is null ? "" : " kT");
    }

    // As the report names them.
    private static string Letter(JsonNode? number) => ((char)('A' + (((int?)number ?? 0) % 26))).ToString();

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

    private static void TellShare(Screen screen, JsonNode? share) => screen.Out.WriteLine(share?["interval"] is JsonArray { Count: 2 } bounds
        ? $"downhill: {Percent(share["value"])} of what can be predicted (95 %: {Percent(bounds[0])} to {Percent(bounds[1])})"
        : "downhill: nothing can be predicted");

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
