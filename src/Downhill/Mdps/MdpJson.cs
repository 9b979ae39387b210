using System.Text.Json;
using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>A row of numbers of a list, and at which byte it stands.</summary>
internal readonly record struct ListedRow(double First, double Second, double Third, double Fourth, int Count, long At)
{
    internal double this[int i] => i switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        _ => Fourth,
    };
}

/// <summary>Reads a process from JSON.</summary>
internal sealed class MdpJson(string file)
{
    private static readonly string[] Keys = ["states", "actions", "horizon", "discount", "initial", "transitions", "terminal", "rewards"];

    private readonly JsonPlace place = new(file);
    private readonly Dictionary<string, ListedRow> scalars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ListedRow>> lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> seen = new(StringComparer.Ordinal);

    /// <summary>The process.</summary>
    /// <exception cref="DataException">It is none.</exception>
    internal Mdp Read()
    {
        Utf8JsonReader reader = new(place.Bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            ReadObject(ref reader);
        }
        catch (JsonException exception)
        {
            throw place.Malformed(exception);
        }

        return new MdpBuilder(place.Wrong, Whole("states", 1), Whole("actions", 1)).Build(
            Scalar("discount"), scalars.ContainsKey("horizon") ? Whole("horizon", 1) : null, List("initial", true), List("transitions", true), List("terminal", false), List("rewards", false));
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw place.Wrong(reader.TokenStartIndex, "found no JSON object, expected a decision process {\"states\": …}, correct the file");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            long at = reader.TokenStartIndex;
            if (!Keys.Contains(key))
            {
                throw place.Wrong(at, $"found the key '{key}', {NearestName.Advice(key, Keys)}");
            }

            if (!seen.TryAdd(key, at))
            {
                throw place.Wrong(at, $"found a second '{key}', expected one, remove one of them");
            }

            reader.Read();
            ReadValue(ref reader, key);
        }

        // What follows the object must be nothing; the reader says so itself.
        while (reader.Read())
        {
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, string key)
    {
        long at = reader.TokenStartIndex;
        if (key is "states" or "actions" or "discount" or "horizon")
        {
            if (key != "horizon" || reader.TokenType != JsonTokenType.Null)
            {
                scalars[key] = new(Number(ref reader, key), 0, 0, 0, 1, at);
            }

            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw place.Wrong(at, $"found no list as '{key}', expected [ … ]");
        }

        List<ListedRow> rows = lists[key] = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            rows.Add(key is "transitions" or "rewards" ? Row(ref reader, key) : new(Number(ref reader, key), Mark(ref reader), 0, 0, 1, reader.TokenStartIndex));
        }
    }

    // Whether an element was written as a mark.
    private static double Mark(ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.True or JsonTokenType.False ? 1 : 0;

    private ListedRow Row(ref Utf8JsonReader reader, string key)
    {
        long at = reader.TokenStartIndex;
        string expected = key == "transitions" ? "[s, a, s′, p]" : "[s, r], [s, a, r] or [s, a, s′, r]";
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw place.Wrong(at, $"found no list in '{key}', expected {expected}");
        }

        Span<double> numbers = stackalloc double[4];
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            double number = Number(ref reader, key);
            if (count < 4)
            {
                numbers[count] = number;
            }

            count++;
        }

        bool fits = key == "transitions" ? count == 4 : count is >= 2 and <= 4;
        return fits ? new(numbers[0], numbers[1], numbers[2], numbers[3], count, at) : throw place.Wrong(at, $"found {count} numbers in '{key}', expected {expected}");
    }

    private double Number(ref Utf8JsonReader reader, string key)
    {
        bool marks = key == "terminal" && Mark(ref reader) == 1;
        double value = marks ? (reader.TokenType == JsonTokenType.True ? 1 : 0)
            : reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double number) ? number : double.NaN;
        return double.IsFinite(value) ? value : throw place.Wrong(reader.TokenStartIndex, $"found {Shown(ref reader)} in '{key}', expected a finite number");
    }

    private static string Shown(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        _ => DataRows.Quoted(System.Text.Encoding.UTF8.GetString(reader.ValueSpan)),
    };

    private double Scalar(string key) => scalars.TryGetValue(key, out ListedRow row) ? row.First : throw place.Wrong($"found no '{key}', expected one of each: {string.Join(", ", Keys)}");

    private int Whole(string key, int least)
    {
        double value = Scalar(key);
        return value >= least && value <= int.MaxValue && value == Math.Floor(value) ? (int)value
            : throw place.Wrong(scalars[key].At, $"found {value:R} as '{key}', expected a whole number of at least {least}");
    }

    private List<ListedRow> List(string key, bool needed) => lists.TryGetValue(key, out List<ListedRow>? rows) ? rows
        : needed ? throw place.Wrong($"found no '{key}', expected one of each: {string.Join(", ", Keys)}") : [];
}
