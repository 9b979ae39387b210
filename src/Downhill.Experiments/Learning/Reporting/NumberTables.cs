using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>Every number of summary.json as tables: quantities first, then each list.</summary>
internal static class NumberTables
{
    // Of longer lists the file has the rest.
    private const int Most = 60, Digits = 5;

    internal static IEnumerable<Block> Of(JsonObject summary)
    {
        List<Quantity> quantities = [];
        List<Block> lists = [];

        // As the file has it: a number is then a number, whatever it was made from.
        Walk("", JsonNode.Parse(summary.ToJsonString())!.AsObject(), quantities, lists);
        return [new Report.Table([.. quantities]) { IntervalHeading = "95 % interval" }, .. lists];
    }

    private static void Walk(string prefix, JsonObject node, List<Quantity> quantities, List<Block> lists)
    {
        foreach ((string key, JsonNode? value) in node)
        {
            string name = prefix + key;
            switch (value)
            {
                case JsonObject quantity when quantity.ContainsKey("value"):
                    quantities.Add(QuantityOf(name, quantity));
                    break;
                case JsonObject inner:
                    Walk(name + ".", inner, quantities, lists);
                    break;
                case JsonArray { Count: > 0 } array when array[0] is JsonObject:
                    lists.Add(ListingOf(name, array));
                    break;
                case JsonValue number when number.GetValueKind() == JsonValueKind.Number:
                    quantities.Add(new Quantity(NumberNames.Of(name), (double)number) { Remark = $"`{name}`" });
                    break;
            }
        }
    }

    private static Quantity QuantityOf(string name, JsonObject quantity) => new(NumberNames.Of(name), (double?)quantity["value"] ?? double.NaN)
    {
        StandardError = (double?)quantity["standard_error"] ?? 0,
        Interval = quantity["interval"] is JsonArray interval ? new Bounds((double)interval[0]!, (double)interval[1]!) : null,
        Unit = (string?)quantity["unit"] is { } unit && unit != "1" ? unit : "",
        Remark = $"`{name}`",
    };

    private static Report.Listing ListingOf(string name, JsonArray array)
    {
        JsonObject[] rows = [.. array.OfType<JsonObject>()];
        string[] keys = [.. rows.SelectMany(row => row.Where(pair => pair.Value is not null).Select(pair => pair.Key)).Distinct()];
        string more = rows.Length > Most ? $", the first {Most} of {rows.Length}" : "";
        return new([.. keys.Select(key => key.Replace('_', ' '))], [.. rows.Take(Most).Select(row => (string[])[.. keys.Select(key => Text(row[key], row[ErrorOf(key)], key == "interval"))])])
        {
            Caption = $"{NumberNames.Of(name)} (`{name}`){more}",
        };
    }

    /// <summary>Which entry of a row is the standard error of another: it decides how many digits are printed.</summary>
    private static string ErrorOf(string key) => key is "energy" or "interval" or "height" or "value" ? "standard_error" : key + "_standard_error";

    private static string Text(JsonNode? node, JsonNode? error, bool isInterval = false) => node switch
    {
        null => "n/a",
        JsonArray { Count: 2 } pair when isInterval => string.Join(" to ", pair.Select(part => Text(part, error))),
        JsonArray many => string.Join(", ", many.Select((part, i) => Text(part, (error as JsonArray)?[i]))),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => error is JsonValue one ? Number.Format((double)value, (double)one) : Number.Format((double)value, Digits),
        _ => node.ToString(),
    };
}
