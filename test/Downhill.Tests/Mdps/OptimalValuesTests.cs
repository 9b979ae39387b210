using Downhill.Mdps;

namespace Downhill.Tests.Mdps;

public sealed class OptimalValuesTests
{
    [Theory]
    [InlineData(0.9, null, false)]
    [InlineData(1.0, null, true)]
    [InlineData(1.0, 5, true)]
    public void Policies_and_sweeps_agree(double discount, int? horizon, bool ends)
    {
        Mdp mdp = Processes.Lowered(Processes.Random(21, 30, discount: discount, horizon: horizon, ends: ends), ends ? 5 : 0);
        OptimalValues policies = OptimalValues.Of(mdp), sweeps = OptimalValues.ByValueIteration(mdp, 1e-12);
        Assert.All(Enumerable.Range(0, 30), state => Assert.Equal(sweeps.V[state], policies.V[state], 1e-9));
        Assert.InRange(policies.Residual, 0, 1e-11);
    }

    [Fact]
    public void A_circle_that_earns_has_no_value()
    {
        Mdp mdp = Processes.Lowered(Processes.Random(21, 30, discount: 1, ends: true), -5);
        Assert.Contains("never to end", Assert.Throws<NoValueException>(() => OptimalValues.Of(mdp)).Message, StringComparison.Ordinal);
    }
}
