using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Tests.Mdps;

public sealed class OccupancyTests
{
    [Theory]
    [InlineData(0.9, null, false)]
    [InlineData(0.9, null, true)]
    [InlineData(1.0, null, true)]
    [InlineData(1.0, 7, true)]
    [InlineData(0.5, 7, false)]
    [InlineData(0.0, 3, false)]
    public void What_is_earned_by_visits_is_the_value(double discount, int? horizon, bool ends)
    {
        foreach (RewardKind kind in Enum.GetValues<RewardKind>())
        {
            Mdp mdp = Processes.Random(11, 9, discount: discount, horizon: horizon, ends: ends, kind: kind);
            Policy policy = SoftValues.Of(mdp.With(0.7, horizon)).Policy;
            Occupancy visits = Occupancy.Of(mdp, policy);
            Assert.Equal(PolicyValues.Of(mdp, policy).Earned(mdp), visits.Earned(mdp), 1e-11);
            Assert.InRange(visits.Residual, 0, 1e-13);
        }
    }

    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(0.5, 50)]
    [InlineData(1.0, 10)]
    public void Visits_sum_to_the_discounted_number_of_decisions(double discount, int horizon)
    {
        Mdp mdp = Processes.Random(2, discount: discount, horizon: horizon);
        double expected = Enumerable.Range(0, horizon).Sum(t => Math.Pow(discount, t));
        Assert.Equal(expected, Occupancy.Of(mdp, Policy.Uniform(4, 3)).Pairs.Sum(), 1e-12);
    }

    [Fact]
    public void Drawn_episodes_visit_as_often()
    {
        Mdp mdp = Processes.Random(4, 5, discount: 1, ends: true);
        Policy policy = Policy.Uniform(5, 3);
        Demonstrations drawn = Episodes.Draw(mdp, policy, 20_000, new Rng(6));
        drawn.Check(mdp);
        Occupancy exact = Occupancy.Of(mdp, policy), measured = Occupancy.Of(mdp, drawn);

        // A count of visits to a pair has a variance below (mean + its square)·few; five standard errors of twice the mean's root are 0.07.
        Assert.All(Enumerable.Range(0, 15), pair => Assert.Equal(exact.Pairs[pair], measured.Pairs[pair], 0.07));
        Assert.Equal(1, measured.States[4], 1e-12);
        Assert.Equal(1, exact.States[4], 1e-12);
    }
}
