using Downhill.Data;

namespace Downhill.Tests.Data;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("stepsize", "step-size")]
    [InlineData("THREADS", "threads")]
    [InlineData("sede", "seed")]
    [InlineData("stpe_size", "step-size")]
    public void The_nearest_name_is_found(string typed, string meant) =>
        Assert.Equal(meant, NearestName.Among(typed, ["seed", "step-size", "threads"]));

    [Theory]
    [InlineData("")]
    [InlineData("zebra")]
    [InlineData("x")]
    public void What_is_like_nothing_is_answered_with_what_there_is(string typed)
    {
        Assert.Null(NearestName.Among(typed, ["seed", "step-size", "threads", "t"]));
        Assert.Equal("expected one of seed, step-size, threads, t", NearestName.Advice(typed, ["seed", "step-size", "threads", "t"]));
        Assert.Equal("expected one of a0, a1, a2, a3, a4, a5, a6, a7, …", NearestName.Advice("unheard-of", Enumerable.Range(0, 9).Select(i => $"a{i}")));
        Assert.Equal("did you mean seed?", NearestName.Advice("sead", ["seed", "step-size"]));
    }

    [Fact]
    public void Of_none_there_is_no_nearest() => Assert.Null(NearestName.Among("x", []));
}
