using static Downhill.Compute.Tests.Differentiation.Differences;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>The check of <see cref="PrimitiveTests"/> can fail: it catches every wrong rule that is planted.</summary>
public sealed class WrongRuleTests
{
    private const int Rows = 5, Seed = 3;

    public static TheoryData<string> All => [.. WrongRules.All.Select(Name)];

    [Fact]
    public void At_least_25_wrong_rules_are_planted() => Assert.True(WrongRules.All.DistinctBy(Name).Count() >= 25);

    [Theory, MemberData(nameof(All))]
    public void Each_wrong_rule_is_caught(string name)
    {
        WrongRule wrong = Array.Find(WrongRules.All, wrong => Name(wrong) == name)!;
        double worst = PrimitiveCases.Of(wrong.Op).Max(graph =>
        {
            Node loss = Loss(graph);
            return Error(loss, Given.Normal(Seed, Rows, loss, graph), Computation.Interpret<double>, rule: wrong.Of);
        });
        Assert.True(worst > 1e-6, $"{name} passes with {worst:E1}");
    }

    private static string Name(WrongRule wrong) => $"{wrong.Op}: {wrong.Mistake}";
}
