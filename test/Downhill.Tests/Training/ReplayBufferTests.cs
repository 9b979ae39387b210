using Downhill.Compute;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Training;

public sealed class ReplayBufferTests
{
    private static readonly PersistentContrastiveDivergence Objective = new() { Restarts = new UniformNoise([-1], [1]), Capacity = 50, RestartShare = 0.25 };

    [Fact]
    public void A_share_of_chains_begins_truly_anew()
    {
        // Kept chains stand at 100; a restart in [−1, 1] has nothing of that. Of 4000 draws 1000 ± 27: four deviations are 0.027 of the share.
        ReplayBuffer buffer = new(Objective, 1, 40, new Rng(1)) { Points = [.. Enumerable.Repeat(100.0, 50)] };
        double[] taken = [.. Enumerable.Range(0, 100).SelectMany(i => buffer.Take(new Rng(2).Fork(i)))];
        Assert.Equal(0.25, taken.Count(x => Math.Abs(x) <= 1) / 4000.0, 0.028);
        Assert.Equal(taken.Length, taken.Count(x => x == 100 || Math.Abs(x) <= 1));
    }

    [Fact]
    public void Chains_are_taken_once_each_and_returned_to_their_places()
    {
        ReplayBuffer buffer = new(Objective with { RestartShare = 0 }, 1, 40, new Rng(1)) { Points = [.. Enumerable.Range(0, 50).Select(i => (double)i)] };
        double[] taken = buffer.Take(new Rng(3));
        Assert.Equal(40, taken.Distinct().Count());
        buffer.Return([.. taken.Select(x => x + 1000)]);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => taken.Contains(i) ? i + 1000.0 : i), buffer.Points);
    }

    [Fact]
    public void It_has_at_least_as_many_chains_as_a_batch() => Assert.Equal(80, new ReplayBuffer(Objective, 1, 80, new Rng(1)).Points.Length);
}
