using Downhill.Data;

namespace Downhill.Tests.Data;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("stepsize", "step-size")]
    [InlineData("THREADS", "threads")]
    [InlineData("sede", "seed")]
    [InlineData("", "seed")]
    public void The_nearest_name_is_found(string typed, string meant) =>
        Assert.Equal(meant, NearestName.Among(typed, ["seed", "step-size", "threads"]));

    [Fact]
    public void Of_none_there_is_no_nearest() => Assert.Null(NearestName.Among("x", []));
}
