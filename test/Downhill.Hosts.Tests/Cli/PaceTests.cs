using Downhill.Cli;
using Downhill.Experiments.Learning;

namespace Downhill.Hosts.Tests.Cli;

public sealed class PaceTests
{
    [Fact]
    public void The_line_says_how_far_what_speed_time_left_and_both_losses()
    {
        Pace pace = new();
        Assert.Equal("reading", pace.Line());
        pace.Hear(new LearnProgress("radial 3", 1, 0.25, 0.5, null));
        Assert.Matches("^25 %, radial 3, step 1(, [^,]+ steps per second)?, loss 0.5$", pace.Line());
        Thread.Sleep(5);
        pace.Hear(new LearnProgress("radial 3", 50, 0.5, 0.25, 0.375));
        pace.Hear(new LearnProgress("radial 3", 51, 0.5, 0.125, null));
        Assert.Matches("^50 %, radial 3, step 51, [^,]+ steps per second, 1 s left, loss 0.125, withheld 0.375$", pace.Line());
    }

    [Fact]
    public void What_was_withheld_from_one_fit_says_nothing_of_the_next()
    {
        Pace pace = new();
        pace.Hear(new LearnProgress("network", 90, 0.5, 0.5, 0.25));
        pace.Hear(new LearnProgress("resample 1 of 2", 1, 0.5, 0.75, null));
        Assert.Matches("^50 %, resample 1 of 2, step 1, [^,]+ steps per second, loss 0.75$", pace.Line());
    }
}
