using Downhill.Cli;
using Downhill.Training;

namespace Downhill.Hosts.Tests.Cli;

public sealed class PaceTests
{
    [Fact]
    public void The_line_says_step_speed_time_left_and_both_losses()
    {
        Pace pace = new(100);
        Assert.Equal("reading", pace.Line());
        pace.Hear(new Progress(1, 0.5, null));
        Assert.Equal("step 1 of 100, loss 0.5", pace.Line());
        Thread.Sleep(5);
        pace.Hear(new Progress(50, 0.25, 0.375));
        pace.Hear(new Progress(51, 0.125, null));
        Assert.Matches("^step 51 of 100, [^,]+ per second, 1 s left, loss 0.125, withheld 0.375$", pace.Line());
    }

    [Fact]
    public void The_last_line_says_when_learning_ended_early()
    {
        Pace pace = new(100);
        pace.Hear(new Progress(1, 0.5, 0.25));
        Assert.Equal("step 1 of 100, loss 0.5, withheld 0.25; ended early, as the withheld loss no longer improved", pace.LastLine());
        pace.Hear(new Progress(100, 0.5, null));
        Assert.EndsWith("loss 0.5, withheld 0.25", pace.LastLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("left", pace.LastLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Learning_that_begins_anew_is_timed_anew()
    {
        Pace pace = new(100);
        pace.Hear(new Progress(90, 0.5, 0.25));
        pace.Hear(new Progress(1, 0.75, null));
        Assert.Equal("step 1 of 100, loss 0.75", pace.Line());
    }
}
