using System.Diagnostics;
using Downhill.Experiments;

namespace Downhill.Hosts.Tests.Facts;

public sealed class VerificationTests
{
    public static TheoryData<string> Names => [.. Verifications.All.Select(verification => verification.Name)];

    public static TheoryData<string, string, string> Mistakes
    {
        get
        {
            TheoryData<string, string, string> mistakes = [];
            foreach (Verification verification in Verifications.All)
            {
                foreach (Experiments.Control control in verification.Controls)
                {
                    mistakes.Add(verification.Name, control.Mistake, control.Caught);
                }
            }

            return mistakes;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_claim_holds(string name)
    {
        Claim[] claims = [.. Named(name).Run()];
        Assert.NotEmpty(claims);
        Assert.Empty(claims.Where(claim => !claim.Pass).Select(claim => claim.ToJson().ToJsonString()));
    }

    [Theory, MemberData(nameof(Mistakes))]
    public void A_deliberate_mistake_makes_its_claim_fail(string name, string mistake, string caught)
    {
        Verification wrong = Named(name) with { Mistake = mistake };
        Assert.False(wrong.Run().First(claim => claim.Id == $"{name}.{caught}").Pass);
    }

    [Fact]
    public void Every_verification_has_a_control() => Assert.All(Verifications.All, verification => Assert.NotEmpty(verification.Controls));

    [Fact]
    public void None_is_forgotten()
    {
        IEnumerable<Type> written = typeof(Verification).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Verification)) && !type.IsAbstract);
        Assert.Equal(written.Select(type => type.Name).Order(), Verifications.All.Select(verification => verification.GetType().Name).Order());
    }

    [Fact]
    public void Names_and_claims_are_unique_and_topics_known()
    {
        Assert.Equal(Verifications.All.Count, Verifications.All.Select(verification => verification.Name).Distinct().Count());
        Assert.All(Verifications.All, verification => Assert.Contains(verification.Topic, Topics.All));
        Assert.All(Verifications.All, verification => Assert.Matches("^[a-z0-9-]+$", verification.Name));

        Stopwatch watch = Stopwatch.StartNew();
        Claim[] claims = [.. Verifications.Run()];
        double seconds = watch.Elapsed.TotalSeconds;
        Assert.Equal(claims.Length, claims.Select(claim => claim.Id).Distinct().Count());
        Assert.All(claims, claim => Assert.True(Array.Exists([.. Verifications.All], v => claim.Id.StartsWith($"{v.Name}.", StringComparison.Ordinal) && v.Topic == claim.Topic)));

        // They take 4 s on an idle core, most of it compilation of graphs.
        Assert.True(seconds < 30, $"All verifications took {seconds} s.");
    }

    [Theory]
    [InlineData("no-rotation", "no-rotation")]
    [InlineData("NO-ROT", "no-rotation")]
    [InlineData("no-*", "no-rotation")]
    [InlineData("langevin-bias.variance", "langevin-bias")]
    [InlineData("langevin-bias.*-4", "langevin-bias")]
    public void A_pattern_finds_by_name_topic_or_claim(string pattern, string name) =>
        Assert.Equal([name], Verifications.Matching(pattern).Select(verification => verification.Name));

    [Fact]
    public void A_topic_finds_all_of_it()
    {
        Verification[] densities = [.. Verifications.All.Where(verification => verification.Topic == Topics.Densities)];
        Assert.Contains(densities, verification => verification.Name == "langevin-bias");
        Assert.Equal(densities, Verifications.Matching("densities"));
    }

    [Fact]
    public void A_pattern_for_a_claim_measures_that_claim_only()
    {
        Assert.Equal(["modified-energy.gain"], Verifications.Run("modified-energy.gain").Select(claim => claim.Id));
        Assert.Equal(["modified-energy.flow-not-symmetric", "modified-energy.plain"], Verifications.Run("modified-energy.*l*n*").Select(claim => claim.Id).Order());
        Assert.Equal(["one-step-gradient.two-steps-last-only"], Verifications.Run("last-only").Select(claim => claim.Id));
        Assert.Empty(Verifications.Run("no such thing"));
        Assert.Equal(Verifications.All, Verifications.Matching(null));
    }

    [Fact]
    public void A_mistake_that_is_not_known_is_refused() =>
        Assert.Throws<ArgumentException>(() => Verifications.All[0] with { Mistake = "none such" });

    private static Verification Named(string name) => Verifications.All.Single(verification => verification.Name == name);
}
