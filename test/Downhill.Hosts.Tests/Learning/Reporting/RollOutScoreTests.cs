using Downhill.Energies;
using Downhill.Experiments.Learning;
using Downhill.Objectives;

namespace Downhill.Hosts.Tests.Learning.Reporting;

/// <summary>Errors of roll-outs count for each coordinate by its own motion, and pictures begin with the first state.</summary>
public sealed class RollOutScoreTests
{
    private const double Interval = 0.05;
    private const int Frames = 60;

    [Fact]
    public void A_coordinate_in_other_units_changes_nothing()
    {
        // Exact along y, curvature 10 % wrong along x: linear descent, so the scale of y moves no share of any motion.
        double small = Score(1).RollOutError, large = Score(1000).RollOutError;
        Assert.True(small > 0.001);
        Assert.Equal(small, large, 1e-9);
    }

    [Fact]
    public void A_shown_roll_out_begins_where_the_track_does_and_has_every_coordinate()
    {
        ShownRollOut shown = Assert.Single(Score(3).Shown);
        Assert.Equal(0, shown.Times[0]);
        Assert.Equal(2, shown.Predicted.Length);
        Assert.Equal([1.0, 3], shown.Predicted.Select(x => x[0]));
        Assert.Equal([1.0, 3], shown.Seen.Select(x => x[0]));
        Assert.All(shown.Predicted.Concat(shown.Seen), x => Assert.Equal(shown.Times.Length, x.Length));
    }

    private static HeldOutScore Score(double scale)
    {
        Trajectory[] tracks = [Descent(scale)];
        Protocol protocol = Protocol.For("(test)", Motion.Overdamped, tracks, 2, Interval, 0);
        Assert.False(protocol.IsNoisy);
        return HeldOutScore.Of(new Quadratic([1.1, 0, 0, 2], [0, 0]), protocol, 0, 1, tracks, tracks, 1);
    }

    // x ← (1 − h) x and y ← (1 − 2 h) y, from (1, scale).
    private static Trajectory Descent(double scale) => new(
        "one",
        [.. Enumerable.Range(0, Frames).Select(frame => frame * Interval)],
        [.. Enumerable.Range(0, Frames).SelectMany(frame => new[] { Math.Pow(1 - Interval, frame), scale * Math.Pow(1 - (2 * Interval), frame) })],
        ["x", "y"]);
}
