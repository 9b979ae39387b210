using Downhill.Experiments.Learning;

namespace Downhill.Hosts.Tests.Learning;

/// <summary>Which frames are learned from, which judge, and which measure: never the same.</summary>
public sealed class TrackSplitTests
{
    [Fact]
    public void From_ten_learned_tracks_on_whole_ones_are_withheld()
    {
        TrackSplit split = TrackSplit.Of(Tracks(20, 30), []);
        Assert.Equal(["4", "9", "14", "19"], Names(split.HeldOut));
        Assert.Equal(["2", "8", "15"], Names(split.Withheld));
        Assert.Equal(13, split.Learn.Count);
        Assert.All(split.Learn.Concat(split.Withheld).Concat(split.HeldOut), track => Assert.Equal(30, track.Frames));
        Assert.Empty(Names(split.Withheld).Intersect(Names(split.Learn).Concat(Names(split.HeldOut))));
        Assert.Null(split.WithheldWarning(30));
        Assert.NotNull(split.WithheldWarning(31));
    }

    [Fact]
    public void Of_fewer_tracks_the_last_fifth_of_each_is_withheld()
    {
        TrackSplit split = TrackSplit.Of(Tracks(5, 30), []);
        Assert.Equal(["4"], Names(split.HeldOut));
        Assert.Equal([24, 24, 24, 24], split.Learn.Select(track => track.Frames));
        Assert.Equal([6, 6, 6, 6], split.Withheld.Select(track => track.Frames));
        Assert.All(split.Learn.Zip(split.Withheld), pair => Assert.True(pair.First.Times[^1] < pair.Second.Times[0]));
    }

    [Fact]
    public void One_track_gives_its_end_to_measure_and_what_is_before_it_to_judge()
    {
        TrackSplit split = TrackSplit.Of(Tracks(1, 100), []);
        Assert.Equal((65, 15, 20), (split.Learn[0].Frames, split.Withheld[0].Frames, split.HeldOut[0].Frames));
    }

    [Fact]
    public void Tracks_that_are_too_short_to_be_parted_are_withheld_and_held_out_whole()
    {
        TrackSplit few = TrackSplit.Of(Tracks(4, 3), []);
        Assert.Equal((2, "2", "3"), (few.Learn.Count, Assert.Single(Names(few.Withheld)), Assert.Single(Names(few.HeldOut))));
        TrackSplit several = TrackSplit.Of(Tracks(6, 2), []);
        Assert.Equal(["4"], Names(several.HeldOut));
        Assert.Equal(["2"], Names(several.Withheld));
        Assert.All(several.Learn, track => Assert.Equal(2, track.Frames));
    }

    [Fact]
    public void Where_nothing_can_be_withheld_there_is_a_warning()
    {
        TrackSplit split = TrackSplit.Of(Tracks(2, 4), []);
        Assert.Empty(split.Withheld);
        Assert.Equal("tracks too short to withhold frames: learning stops by the number of steps only", split.WithheldWarning(2));
        Assert.Equal("0", Assert.Single(split.Learn).Name);
    }

    [Fact]
    public void Stretches_of_one_track_stay_together()
    {
        Trajectory[] tracks = [.. Tracks(30, 10).SelectMany(track => new[] { track, new Trajectory(track.Name, [100, 101], [1, 2], ["x"]) })];
        TrackSplit split = TrackSplit.Of(tracks, []);
        Assert.Equal(60, split.Learn.Count + split.Withheld.Count + split.HeldOut.Count);
        Assert.Empty(Names(split.Learn).Intersect(Names(split.Withheld)));
        Assert.Empty(Names(split.Learn).Intersect(Names(split.HeldOut)));
        Assert.Equal(6, Names(split.HeldOut).Length);
        Assert.Equal(5, Names(split.Withheld).Length);
    }

    private static string[] Names(IEnumerable<Trajectory> tracks) => [.. tracks.Select(track => track.Name).Distinct()];

    private static Trajectory[] Tracks(int count, int frames) =>
        [.. Enumerable.Range(0, count).Select(i => new Trajectory($"{i}", [.. Enumerable.Range(0, frames).Select(frame => (double)frame)], [.. Enumerable.Range(0, frames).Select(frame => Math.Sin(frame + i))], ["x"]))];
}
