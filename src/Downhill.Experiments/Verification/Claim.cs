using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>How a measured number must stand to its reference.</summary>
public enum Relation
{
    /// <summary>measured ≤ reference; written <c>&lt;=</c>.</summary>
    AtMost,

    /// <summary>measured ≥ reference; written <c>&gt;=</c>.</summary>
    AtLeast,

    /// <summary>|measured − reference| ≤ tolerance; written <c>within</c>.</summary>
    Within,
}

/// <summary>A statement that a number was measured to be where it should be.</summary>
public sealed record Claim
{
    /// <summary>The verification's or experiment's name, a dot, and the claim's own name: <c>no-rotation.floor</c>.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="Topics.All"/>.</summary>
    public required string Topic { get; init; }

    /// <summary>What is claimed, in a sentence; <c>claim</c> in JSON.</summary>
    public required string Text { get; init; }

    /// <summary>What was measured; NaN and infinities never pass and are written as null.</summary>
    public required double Measured { get; init; }

    /// <summary>How <see cref="Measured"/> must stand to <see cref="Reference"/>.</summary>
    public required Relation Relation { get; init; }

    /// <summary>The exact value, or the bound.</summary>
    public required double Reference { get; init; }

    /// <summary>How far from the reference still passes, for <see cref="Relation.Within"/>; else 0.</summary>
    public double Tolerance { get; init; }

    /// <summary>The unit of measured, reference and tolerance. Default "1": a pure number.</summary>
    public string Unit { get; init; } = "1";

    /// <summary>How many measurements stand behind the number: comparisons, chains, runs. Default 1.</summary>
    public int N { get; init; } = 1;

    /// <summary>Where the measured number may lie by chance, or null where nothing is left to chance.</summary>
    public (double Low, double High)? Interval { get; init; }

    /// <summary>Whether the claim holds.</summary>
    public bool Pass => double.IsFinite(Measured) && Relation switch
    {
        Relation.AtMost => Measured <= Reference,
        Relation.AtLeast => Measured >= Reference,
        Relation.Within => Math.Abs(Measured - Reference) <= Tolerance,
    };

    /// <summary>The claim as <c>{id, topic, claim, measured, relation, reference, tolerance, unit, n, interval, pass}</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["topic"] = Topic,
        ["claim"] = Text,
        ["measured"] = Number(Measured),
        ["relation"] = Relation switch
        {
            Relation.AtMost => "<=",
            Relation.AtLeast => ">=",
            Relation.Within => "within",
        },
        ["reference"] = Number(Reference),
        ["tolerance"] = Number(Tolerance),
        ["unit"] = Unit,
        ["n"] = N,
        ["interval"] = Interval is (double low, double high) ? new JsonArray(Number(low), Number(high)) : null,
        ["pass"] = Pass,
    };

    /// <summary>The array that <c>verify --json</c> writes.</summary>
    public static JsonArray ToJson(IEnumerable<Claim> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return [.. claims.Select(claim => claim.ToJson())];
    }

    // JSON has no NaN and no infinity.
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
