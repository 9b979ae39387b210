namespace Downhill.Tests.Data;

public sealed class TrajectoryTests
{
    private static Trajectory Of(params double[] times) => new("a", times, [.. times.SelectMany(t => new[] { t, -t })], ["x", "y"]);

    [Fact]
    public void A_state_is_one_row()
    {
        Trajectory trajectory = Of(0, 1, 2.5);
        Assert.Equal(3, trajectory.Frames);
        Assert.Equal(2, trajectory.Dimension);
        Assert.Equal([2.5, -2.5], trajectory.State(2).ToArray());
        Assert.Equal("a: 3 frames of x, y", trajectory.ToString());
    }

    [Fact]
    public void Wrong_shapes_and_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Trajectory("a", [], [], ["x"]));
        Assert.Throws<ArgumentException>(() => new Trajectory("a", [0], [], []));
        Assert.Throws<ArgumentException>(() => new Trajectory("a", [0, 1], [1, 2, 3], ["x"]));
        Assert.Throws<ArgumentException>(() => new Trajectory("a", [0, 0], [1, 2], ["x"]));
        Assert.Throws<ArgumentException>(() => new Trajectory("a", [1, 0], [1, 2], ["x"]));
        Assert.Throws<ArgumentException>(() => new Trajectory("a", [0, double.PositiveInfinity], [1, 2], ["x"]));
        Assert.Throws<ArgumentException>(() => new Trajectory("a", [0, 1], [1, double.NaN], ["x"]));
    }

    [Fact]
    public void Even_times_are_uniform_and_uneven_ones_are_not()
    {
        Assert.True(Of(0, 0.1, 0.2, 0.1 * 3).Intervals.Uniform);
        Assert.False(Of(0, 0.1, 0.2, 0.32).Intervals.Uniform);
        Assert.False(Of(0, 1, 2, 4).Intervals.Uniform);
        Assert.False(Of(0, 1, 3, 4).Intervals.Uniform);
    }

    [Fact]
    public void Seconds_since_1970_are_uniform_within_the_grain_of_a_double() =>
        Assert.True(Of([.. Enumerable.Range(0, 1000).Select(k => 1.7e9 + k * 1e-3)]).Intervals.Uniform);

    [Fact]
    public void Times_rounded_for_printing_are_uniform_and_their_mean_interval_is_the_true_one()
    {
        // 24 frames a second printed to four decimals: intervals of 0.0416 and 0.0417.
        Intervals intervals = Of([.. Enumerable.Range(0, 301).Select(k => Math.Round(k / 24.0, 4))]).Intervals;
        Assert.True(intervals.Uniform);
        Assert.Equal(0.0417, intervals.Median, 1e-9);

        // The ends are rounded by at most half of 10⁻⁴ each, over 300 intervals.
        Assert.Equal(1 / 24.0, intervals.Mean, 1e-4 / 300);
    }

    [Fact]
    public void A_lost_frame_is_not_excused_as_rounding()
    {
        double[] times = [.. Enumerable.Range(0, 301).Where(k => k != 150).Select(k => Math.Round(k / 24.0, 4))];
        Assert.False(Of(times).Intervals.Uniform);
        Assert.Equal([150, 150], Of(times).SplitAtGaps().Select(stretch => stretch.Frames));
    }

    [Fact]
    public void Jitter_above_the_last_decimal_is_not_excused_as_rounding()
    {
        Random random = new(20260101);
        double[] times = [.. Enumerable.Range(0, 300).Select(k => Math.Round(k * 1e-2 + random.NextDouble() * 3e-4, 4))];
        Assert.False(Of(times).Intervals.Uniform);
    }

    [Fact]
    public void Gaps_split_a_track_and_lonely_frames_are_left_out()
    {
        IReadOnlyList<Trajectory> stretches = Of(0, 1, 2, 5, 8, 9, 10, 11).SplitAtGaps();
        Assert.Equal(2, stretches.Count);
        Assert.Equal([0, 1, 2], stretches[0].Times);
        Assert.Equal([8, 9, 10, 11], stretches[1].Times);
        Assert.Equal([8, -8], stretches[1].State(0).ToArray());
        Assert.All(stretches, stretch => Assert.Equal("a", stretch.Name));
        Trajectory whole = Of(0, 1, 2);
        Assert.Same(whole, Assert.Single(whole.SplitAtGaps()));
        Assert.Empty(Of(3).SplitAtGaps());
    }
}
