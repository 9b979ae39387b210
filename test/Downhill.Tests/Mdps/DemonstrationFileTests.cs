using System.IO.Compression;
using Downhill.Compute;
using Downhill.Data;
using Downhill.Mdps;
using Downhill.Tests.Data;

namespace Downhill.Tests.Mdps;

public sealed class DemonstrationFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The file, its line, and what the message says; the process is the risky path's, with states 0 to 3 and actions 0 and 1.
    public static TheoryData<string, int?, string> Bad => new()
    {
        { "", 1, "empty file" },
        { "episode,t,state,action\n", 2, "no row below the header" },
        { "episode,t,state\n0,0,0\n", 1, "no column 'action'" },
        { "episode,t,action\n0,0,0\n", 1, "no column 'state'" },
        { "episode,state,action\n0,0,0\n", 1, "no column 't'" },
        { "episode,t,state,action\n0,0,0,0\n0,1,1\n", 3, "3 fields, expected 4" },
        { "episode,t,state,action\n0,0,NaN,0\n", 2, "'NaN'" },
        { "episode,t,state,action\n0,0,0,0\n0,2,1,0\n", 3, "found t = 2 in episode '0', expected 1" },
        { "episode,t,state,action\n0,1,0,0\n", 2, "found t = 1 in episode '0', expected 0" },
        { "episode,t,state,action\n0,0,0,\n0,1,1,0\n", 3, "behind its last state" },
        { "episode,t,state,action\n0,0,0,0\n0,1,7,0\n", 3, "found state 7, expected 0 to 3" },
        { "episode,t,state,action\n0,0,0,0\n0,1,1,2\n", 3, "found action 2, expected 0 to 1" },
        { "episode,t,state,action\n0,0,0,0\n0,1,2,0\n", 3, "episode 0, t = 1: found state 2 after action 0 in state 0" },
        { "episode,t,state,action\nb,0,0,0\na,0,0,1\na,1,1,\n", 4, "episode a, t = 1: found state 1 after action 1 in state 0" },
        { "episode,t,state,action\n0,0,0.5,0\n", null, "not single whole numbers" },
        { "episode,t,state,action\n0,0,-1,0\n", null, "not single whole numbers" },
        { "episode,t,x,y,action\n0,0,1,1,0\n", null, "found states (x, y)" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_file_is_refused_at_its_line(string text, int? line, string found)
    {
        string file = folder.Write(text);
        DataException exception = Assert.Throws<DataException>(() => DemonstrationFile.Read(file, KnownProcesses.RiskyPath()));
        Assert.Contains(found, exception.Message, StringComparison.Ordinal);
        Assert.Equal((long?)line, exception.Line);
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".npz")]
    public void Demonstrations_read_back(string ending)
    {
        Mdp mdp = Processes.Random(4, 5, discount: 1, ends: true);
        Demonstrations drawn = Episodes.Draw(mdp, Policy.Uniform(5, 3), 30, new Rng(1));
        string file = folder.File("demonstrations" + ending);
        DemonstrationFile.Write(file, drawn, mdp);
        Demonstrations back = DemonstrationFile.Read(file, mdp);
        Assert.Equal(30, back.Episodes.Count);
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(drawn.Episodes[i].States, back.Episodes[i].States);
            Assert.Equal(drawn.Episodes[i].Actions, back.Episodes[i].Actions);
            Assert.Equal(drawn.Episodes[i].Last, back.Episodes[i].Last);
        }
    }

    [Theory]
    [InlineData(RewardKind.State, null)]
    [InlineData(RewardKind.State, 2)]
    [InlineData(RewardKind.StateAction, null)]
    [InlineData(RewardKind.Transition, null)]
    [InlineData(RewardKind.Transition, 2)]
    public void Written_rewards_add_up_to_the_return_of_each_episode(RewardKind kind, int? horizon)
    {
        // Drawn without a horizon, so that what was done after it is there and must not count; an episode of no step has no place for a reward.
        Mdp endless = Processes.Random(4, 5, discount: 0.8, ends: true, kind: kind), mdp = endless.With(0.8, horizon);
        Episode[] drawn = [.. Episodes.Draw(endless, Policy.Uniform(5, 3), 60, new Rng(1)).Episodes.Where(episode => episode.Actions.Length > 0)];
        string file = folder.File("rewards.npz");
        DemonstrationFile.Write(file, new Demonstrations(drawn), mdp);
        IReadOnlyList<RecordedEpisode> back = DemonstrationFile.ReadRecordings(file).Episodes;
        for (int i = 0; i < drawn.Length; i++)
        {
            double expected = kind == RewardKind.Transition ? Summed(drawn[i]) : Occupancy.Of(mdp, new Demonstrations([drawn[i]])).Earned(mdp);
            Assert.Equal(expected, back[i].Rewards!.Select((reward, t) => Math.Pow(0.8, t) * reward).Sum(), 1e-12);
        }

        double Summed(Episode episode)
        {
            double sum = 0;
            for (int t = 0; t < episode.Actions.Length && t < (horizon ?? int.MaxValue); t++)
            {
                int pair = (episode.States[t] * 3) + episode.Actions[t], next = t + 1 < episode.States.Length ? episode.States[t + 1] : episode.Last!.Value;
                int entry = Enumerable.Range(mdp.Transitions.Starts[pair], 3).Single(at => mdp.Transitions.Next[at] == next);
                sum += Math.Pow(0.8, t) * mdp.Rewards.Values[entry];
            }

            return sum;
        }
    }

    [Fact]
    public void Episodes_of_another_process_are_not_written()
    {
        Demonstrations wrong = new([new Episode([0, 2], [1, 0], 3)]);
        Assert.Throws<ArgumentException>(() => DemonstrationFile.Write(folder.File("wrong.npz"), wrong, KnownProcesses.RiskyPath()));
    }

    [Fact]
    public void Episodes_may_be_interleaved_and_last_states_unknown()
    {
        Demonstrations read = DemonstrationFile.Read(folder.Write("episode,t,state,action\na,0,0,0\nb,0,0,1\na,1,1,0\nb,1,3,\n"), KnownProcesses.RiskyPath());
        Assert.Equal([0, 1], read.Episodes[0].States);
        Assert.Null(read.Episodes[0].Last);
        Assert.Equal(3, read.Episodes[1].Last);
        Assert.Equal(3, read.Decisions);
    }

    [Fact]
    public void Recordings_keep_columns_of_numbers()
    {
        Recordings read = DemonstrationFile.ReadRecordings(folder.Write("episode,t,x,v,action,reward,terminal\n0,0,0.5,-1,0.25,-3,0\n0,1,0.6,-2,,,1\n"));
        Assert.Equal(["x", "v"], read.StateColumns);
        RecordedEpisode episode = Assert.Single(read.Episodes);
        Assert.Equal([0.5, -1, 0.6, -2], episode.States);
        Assert.Equal([0.25], episode.Actions);
        Assert.Equal((true, true, 1), (episode.Terminal!.Value, episode.HasLast, episode.Length));
        Assert.Equal([-3.0], episode.Rewards!);
        Assert.False(read.AreTabular);
    }

    [Theory]
    [InlineData(4, 2, 1, "found 4 rows of obs beside 2 of acts in 1 episodes, expected 3")]
    [InlineData(3, 2, 2, "expected 4: one more an episode")]
    public void Ragged_arrays_are_refused(int obs, int acts, int episodes, string found)
    {
        string file = folder.Write(Npy.Archive(CompressionLevel.Fastest, ("obs", Npy.Of(new double[obs], obs)), ("acts", Npy.Of(new double[acts], acts)), ("indices", Npy.Of([.. Enumerable.Repeat(1.0, episodes - 1)], episodes - 1))), "a.npz");
        Assert.Contains(found, Assert.Throws<DataException>(() => DemonstrationFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [SharedDataFact("imitation_rollouts/cartpole_expert.npz")]
    public void Recorded_rollouts_of_another_library_are_read()
    {
        // The counts are those of the recordings' own description.
        Recordings cart = DemonstrationFile.ReadRecordings(SharedData.PathOf("imitation_rollouts/cartpole_expert.npz")), pendulum = DemonstrationFile.ReadRecordings(SharedData.PathOf("imitation_rollouts/pendulum_expert.npz"));
        Assert.Equal((57, 26_964, 4), (cart.Episodes.Count, cart.Decisions, cart.StateColumns.Count));
        Assert.Equal((56, 11_200, 1), (pendulum.Episodes.Count, pendulum.Decisions, pendulum.ActionColumns.Count));
        Assert.All(pendulum.Episodes, episode => Assert.Equal((200, 603), (episode.Length, episode.States.Length)));
        Assert.All(cart.Episodes, episode => Assert.All(episode.Rewards!, reward => Assert.Equal(1, reward)));

        // What the pendulum's cosine and sine are, in every row.
        Assert.All(pendulum.Episodes[3].States.Chunk(3), row => Assert.Equal(1, (row[0] * row[0]) + (row[1] * row[1]), 1e-5));
    }

    [Fact]
    public void Steps_that_cannot_happen_are_named()
    {
        Demonstrations wrong = new([new Episode([0], [0], 1), new Episode([0, 2, 3], [1, 0, 0])]);
        Assert.Contains("episode 1, t = 2: found state 3 after action 0 in state 2", Assert.Throws<ArgumentException>(() => wrong.Check(KnownProcesses.RiskyPath())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Episode([0], []));
        Assert.Throws<ArgumentException>(() => new Demonstrations([]));
    }
}
