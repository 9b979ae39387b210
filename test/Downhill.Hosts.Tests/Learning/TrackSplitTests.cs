using Downhill.Experiments.Learning;

namespace Downhill.Hosts.Tests.Learning;

/// <summary>Which frames are learned from, and which measure: never the same.</summary>
public sealed class TrackSplitTests
{
    [Fact]
    public void Every_fifth_track_is_held_out_whole()
    {
        TrackSplit split = TrackSplit.Of(Tracks(20, 30), []);
        Assert.Equal(["4", "9", "14", "19"], Names(split.HeldOut));
        Assert.Equal(16, split.Learn.Count);
        Assert.All(split.Learn.Concat(split.HeldOut), track => Assert.Equal(30, track.Frames));
    }

    [Fact]
    public void Of_few_tracks_the_last_fifth_of_each_is_held_out()
    {
        TrackSplit split = TrackSplit.Of(Tracks(3, 30), []);
        Assert.Equal([24, 24, 24], split.Learn.Select(track => track.Frames));
        Assert.Equal([6, 6, 6], split.HeldOut.Select(track => track.Frames));
        Assert.All(split.Learn.Zip(split.HeldOut), pair => Assert.True(pair.First.Times[^1] < pair.Second.Times[0]));
    }

    [Fact]
    public void Tracks_that_are_too_short_to_be_parted_are_held_out_whole()
    {
        TrackSplit split = TrackSplit.Of(Tracks(4, 3), []);
        Assert.Equal((3, "3"), (split.Learn.Count, Assert.Single(Names(split.HeldOut))));
    }

    [Fact]
    public void Stretches_of_one_track_stay_together()
    {
        Trajectory[] tracks = [.. Tracks(30, 10).SelectMany(track => new[] { track, new Trajectory(track.Name, [100, 101], [1, 2], ["x"]) })];
        TrackSplit split = TrackSplit.Of(tracks, []);
        Assert.Equal(60, split.Learn.Count + split.HeldOut.Count);
        Assert.Empty(Names(split.Learn).Intersect(Names(split.HeldOut)));
        Assert.Equal(6, Names(split.HeldOut).Length);
    }

    private static string[] Names(IEnumerable<Trajectory> tracks) => [.. tracks.Select(track => track.Name).Distinct()];

    private static Trajectory[] Tracks(int count, int frames) =>
        [.. Enumerable.Range(0, count).Select(i => new Trajectory($"{i}", [.. Enumerable.Range(0, frames).Select(frame => (double)frame)], [.. Enumerable.Range(0, frames).Select(frame => Math.Sin(frame + i))], ["x"]))];
}
