using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Hosts.Tests.Facts;

public sealed class ClaimTests
{
    private static readonly Claim Half = new()
    {
        Id = "a-fact.half",
        Topic = Topics.Energies,
        Text = "Half is a half.",
        Measured = 0.5,
        Relation = Relation.Within,
        Reference = 0.5,
        Tolerance = 0.01,
        Unit = "m",
        N = 7,
        Interval = (0.4, 0.6),
    };

    [Fact]
    public void Json_has_exactly_the_fields_of_the_contract_in_order() => Assert.Equal(
        """{"id":"a-fact.half","topic":"energies","claim":"Half is a half.","measured":0.5,"relation":"within","reference":0.5,"tolerance":0.01,"unit":"m","n":7,"interval":[0.4,0.6],"pass":true}""",
        Half.ToJson().ToJsonString());

    [Theory]
    [InlineData(Relation.AtMost, "<=")]
    [InlineData(Relation.AtLeast, ">=")]
    [InlineData(Relation.Within, "within")]
    public void Relations_are_written_as_signs(Relation relation, string sign) =>
        Assert.Equal(sign, (Half with { Relation = relation }).ToJson()["relation"]!.GetValue<string>());

    [Theory]
    [InlineData(Relation.AtMost, 0.5, true)]
    [InlineData(Relation.AtMost, 0.500001, false)]
    [InlineData(Relation.AtLeast, 0.5, true)]
    [InlineData(Relation.AtLeast, 0.499999, false)]
    [InlineData(Relation.Within, 0.509, true)]
    [InlineData(Relation.Within, 0.511, false)]
    [InlineData(Relation.Within, 0.489, false)]
    public void Pass_follows_from_measured_and_reference(Relation relation, double measured, bool pass)
    {
        Claim claim = Half with { Relation = relation, Measured = measured };
        Assert.Equal(pass, claim.Pass);
        Assert.Equal(pass, claim.ToJson()["pass"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_a_number_never_passes_and_is_null(double measured)
    {
        foreach (Relation relation in Enum.GetValues<Relation>())
        {
            Claim claim = Half with { Relation = relation, Measured = measured, Interval = (measured, 1) };
            Assert.False(claim.Pass);
            JsonElement json = JsonDocument.Parse(Claim.ToJson([claim]).ToJsonString()).RootElement[0];
            Assert.Equal(JsonValueKind.Null, json.GetProperty("measured").ValueKind);
            Assert.Equal(JsonValueKind.Null, json.GetProperty("interval")[0].ValueKind);
        }
    }

    [Fact]
    public void Without_chance_there_is_no_interval() => Assert.Null((Half with { Interval = null }).ToJson()["interval"]);

    [Fact]
    public void The_listing_names_every_verification()
    {
        JsonArray listing = Listing.ToJson();
        Assert.Equal(Verifications.All.Select(verification => verification.Name), listing.Where(entry => entry!["kind"]!.GetValue<string>() == "verification").Select(entry => entry!["name"]!.GetValue<string>()));
        Assert.All(listing, entry => Assert.Equal(["name", "kind", "topic", "summary"], entry!.AsObject().Select(field => field.Key)));
        Assert.All(listing, entry => Assert.Contains(entry!["topic"]!.GetValue<string>(), Topics.All));
    }
}
