namespace Downhill.Tests.Mdps;

/// <summary>The nouns: transitions, rewards, policies, processes.</summary>
public sealed class NounTests
{
    private static readonly (int, int, int, double)[] Coin = [(0, 0, 1, 0.25), (0, 0, 0, 0.5), (0, 0, 1, 0.25), (1, 0, 1, 1), (0, 0, 0, 0)];

    [Fact]
    public void Transitions_are_sorted_and_equal_ones_add_up()
    {
        Transitions coin = Transitions.Of(2, 1, Coin);
        Assert.Equal([0, 2, 3], coin.Starts);
        Assert.Equal([0, 1, 1], coin.Next);
        Assert.Equal([0.5, 0.5, 1], coin.Probabilities);
        Assert.Equal(6.5, coin.Expected(0, 0, [3, 10]), 1e-15);
        Transitions same = Transitions.OfRows(2, 1, [0, 2, 3], [0, 1, 1], [0.5, 0.5, 1]);
        Assert.Equal(coin.Next, same.Next);
    }

    [Theory]
    [InlineData(2, 0, 0, 1.0)]
    [InlineData(0, 1, 0, 1.0)]
    [InlineData(0, 0, -1, 1.0)]
    [InlineData(0, 0, 0, -0.1)]
    [InlineData(0, 0, 0, double.NaN)]
    public void A_transition_that_is_none_is_named(int state, int action, int next, double p) =>
        Assert.Contains($"[{state}, {action}, {next}, ", Assert.Throws<ArgumentException>(() => Transitions.Of(2, 1, [(state, action, next, p)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Rows_that_do_not_ascend_are_refused()
    {
        Assert.Contains("ascend", Assert.Throws<ArgumentException>(() => Transitions.OfRows(2, 1, [0, 2, 3], [1, 0, 1], [0.5, 0.5, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("ascend", Assert.Throws<ArgumentException>(() => Transitions.OfRows(2, 1, [0, 4, 3], [1, 0, 1], [0.5, 0.5, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rewards_of_transitions_are_expected_along_them()
    {
        Transitions coin = Transitions.Of(2, 1, Coin);
        Assert.Equal([6, 7], Rewards.OfTransition([2, 10, 7]).Expected(coin));
        Assert.Equal([1, 3], Rewards.OfState([1, 3]).Expected(coin));
        Assert.Throws<ArgumentException>(() => Rewards.OfState([1, double.NaN]));
    }

    [Fact]
    public void A_row_that_is_no_law_is_named_with_its_error()
    {
        Transitions wrong = Transitions.Of(2, 1, [(0, 0, 1, 1), (1, 0, 0, 0.75)]);
        string message = Assert.Throws<ArgumentException>(() => new Mdp(wrong, Rewards.OfState([0, 0]), [1, 0], [false, false], 0.9)).Message;
        Assert.Contains("state 1, action 0 sum to 0.75, off by -0.25", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("initial law", 2.0, 0.9, 5, false, 0.0)]
    [InlineData("discount 1.5", 1.0, 1.5, 5, false, 0.0)]
    [InlineData("horizon 0", 1.0, 0.9, 0, false, 0.0)]
    [InlineData("out of terminal state 1", 1.0, 0.9, 5, true, 0.0)]
    [InlineData("which is terminal", 1.0, 0.9, 5, true, 3.0)]
    public void A_process_that_is_none_is_refused(string found, double initial, double discount, int horizon, bool terminal, double paid)
    {
        Rewards rewards = Rewards.OfStateAction([0, paid]);
        Assert.Contains(found, Assert.Throws<ArgumentException>(() => new Mdp(Transitions.Of(2, 1, Coin), rewards, [initial, 0], [false, terminal], discount, horizon)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_is_laws_at_each_time()
    {
        Policy policy = new(2, 2, [1, 0, 0.5, 0.5, 0, 1, 0.25, 0.75], 2);
        Assert.Equal([0.25, 0.75], policy.At(1, 1).ToArray());
        Assert.Equal([0.5, 0.5], Policy.Uniform(2, 2).At(1, 7).ToArray());
        Assert.Equal([0.0, 1], Policy.Deterministic(2, [0, 1]).At(1).ToArray());
        Assert.Contains("state 1", Assert.Throws<ArgumentException>(() => new Policy(2, 2, [1, 0, 0.5, 0.4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Policy(2, 2, [1, 0]));
    }
}
