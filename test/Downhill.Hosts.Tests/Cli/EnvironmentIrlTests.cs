using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Control;
using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Decisions;
using Downhill.Imitation;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>irl --env</c>: from recorded episodes of an environment to a policy, a reward and a report.</summary>
public sealed class EnvironmentIrlTests : IDisposable
{
    private readonly Folder folder = new();

    private static readonly Pendulum Pendulum = new();

    public static TheoryData<string, string> BadArrays => new()
    {
        { "no acts", "no array 'acts' among obs, indices" },
        { "falling indices", "do not ascend from 0 to 6" },
        { "indices beyond the end", "do not ascend from 0 to 6" },
        { "equal indices", "episode 1 without an action" },
        { "a row of obs too few", "found 8 rows of obs beside 6 of acts in 3 episodes, expected 9" },
        { "nan", "found NaN as element 4, expected states" },
        { "truncated", "a.npz" },
        { "objects", "elements of type '|O'" },
        { "an action out of range", "episode 0, t = 1: found action 2.5, expected a torque from -2 to 2 N m" },
        { "two numbers an observation", "found observations of 2 numbers (obs0, obs1), expected 3 for pendulum" },
        { "two numbers an action", "found actions of 2 numbers (acts0, acts1), expected 1 for pendulum" },
        { "empty", "a.npz" },
    };

    public static TheoryData<string, string> BadRows => new()
    {
        { "episode,t,x,v,action\n0,0,-0.5,0,1\n0,2,-0.5,0,1\n", "d.csv:3:3: found t = 2 in episode '0', expected 1" },
        { "episode,t,x,v,action\n0,0,-0.5,0,1\n0,1,-0.5,0,3\n", "d.csv:3: episode 0, t = 1: found action 3, expected 0 (left), 1 (nothing) or 2 (right) for mountain-car" },
        { "episode,t,x,v,action\n0,0,-0.5,0,0.5\n", "d.csv:2: episode 0, t = 0: found action 0.5" },
        { "episode,t,x,action\n0,0,-0.5,1\n", "found observations of 1 numbers (x), expected 2 for mountain-car: place and speed" },
        { "episode,t,x,v,action0,action1\n0,0,-0.5,0,1,1\n", "found actions of 2 numbers (action0, action1), expected 1 for mountain-car" },
        { "episode,t,x,v\n0,0,-0.5,0\n", "found no column 'action'" },
        { "episode,t,x,v,action\n0,0,nan,0,1\n", "d.csv:2" },
        { "episode,t,x,v,action\n0,0,-0.5,0,\n", "d.csv:2: found episode 0 without an action" },
        { "episode,t,x,v,action\n", "d.csv" },
        { "", "d.csv" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(BadArrays))]
    public void Arrays_that_cannot_be_used_are_told_in_a_line(string wrong, string said)
    {
        Spoilt(wrong);
        Refused(3, said, "irl", folder["a.npz"], "--env", "pendulum");
    }

    [Theory]
    [InlineData("no acts", "no array 'acts' among obs, indices")]
    [InlineData("falling indices", "do not ascend from 0 to 6")]
    [InlineData("indices beyond the end", "do not ascend from 0 to 6")]
    [InlineData("a row of obs too few", "found 8 rows of obs beside 6 of acts in 3 episodes, expected 9")]
    [InlineData("nan", "found NaN as element 4, expected states")]
    [InlineData("truncated", "a.npz")]
    [InlineData("objects", "elements of type '|O'")]
    [InlineData("two numbers an observation", "that are not single whole numbers from 0")]
    [InlineData("empty", "a.npz")]
    public void Arrays_that_cannot_be_used_for_a_finite_process_are_told_in_a_line(string wrong, string said)
    {
        Spoilt(wrong);
        folder.Write("m.json", """{"states": 2, "actions": 2, "horizon": null, "discount": 0.9, "initial": [1, 0], "transitions": [[0, 0, 0, 1], [0, 1, 1, 1]], "terminal": [1], "rewards": []}""");
        Refused(3, said, "irl", folder["a.npz"], "--mdp", folder["m.json"]);
    }

    [Theory]
    [MemberData(nameof(BadRows))]
    public void Rows_that_cannot_be_used_are_told_in_a_line(string rows, string said)
    {
        folder.Write("d.csv", rows);
        Refused(3, said, "irl", folder["d.csv"], "--env", "mountain-car");
    }

    [Theory]
    [InlineData("env: found 'cartpole', did you mean cart-pole?", "--env", "cartpole")]
    [InlineData("env: found 'lunar-lander', expected one of cart-pole, pendulum, mountain-car, acrobot, point-maze", "--env", "lunar-lander")]
    [InlineData("env: found --mdp beside it, expected one of them", "--env", "pendulum", "--mdp", "m.json")]
    [InlineData("method: found mce with --env, expected one of dac, gail, airl, cloning, or --mdp FILE", "--env", "pendulum", "--method", "mce")]
    [InlineData("method: found max-margin with --env", "--env", "pendulum", "--method", "max-margin")]
    [InlineData("reward: found sas with --env, expected s or sa", "--env", "pendulum", "--reward", "sas")]
    [InlineData("grid: found it beside --env", "--env", "pendulum", "--grid", "3")]
    public void Settings_that_do_not_fit_an_environment_are_told_in_a_line(string said, params string[] flags)
    {
        Shown(2);
        Refused(2, said, ["irl", folder["a.npz"], .. flags]);
    }

    [Fact]
    public void A_clone_of_a_controller_gets_what_the_controller_gets()
    {
        Shown(30);
        Called.Well("irl", folder["a.npz"], "--env", "pendulum", "--method", "cloning", "--out", folder["run"], "--quiet");
        JsonObject summary = Summary();

        // Episodes of 200 steps, none of which a pendulum ends by itself.
        Assert.Equal((30, 6000, 0, 30), ((int)summary["episodes"]!, (int)summary["decisions"]!, (int)summary["terminated"]!, (int)summary["truncated"]!));
        double own = Trials.Returns(Pendulum, Controller, 200, new Rng(1).Fork(3)).Average();

        // The same 200 starts. A swing more or less costs some hundred, which one start in ten would show as a tenth of the mean;
        // of eight sets of demonstrations that were tried one left a clone that does not hold the top.
        Assert.Equal(own, Value(summary, "return_policy"), 0.1 * Math.Abs(own));
        Assert.InRange(Value(summary, "share"), 0.8, 1.2);
        Assert.InRange((double)summary["misfit"]!, 0, 1e-5);
        Assert.Equal(Trials.Returns(Pendulum, Controller, 30, new Rng(7)).Average(), Value(summary, "return_demonstrations"), 1e-3);
        Assert.Null(summary["correlation"]);
        Assert.Equal(20, summary["curve"]!.AsArray().Count);
        Assert.False(File.Exists(folder["run/reward.json"]));
        Assert.True(File.Exists(folder["run/policy.safetensors"]));
        Assert.Contains("Imitated", File.ReadAllText(folder["run/report.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dac", "sa")]
    [InlineData("gail", "s")]
    [InlineData("airl", "s")]
    public void An_imitator_leaves_a_policy_a_reward_and_a_report_that_is_made_again_without_learning(string method, string of)
    {
        Shown(5);
        Called.Well("irl", folder["a.npz"], "--env", "pendulum", "--method", method, "--reward", of, "--steps", "1000", "--out", folder["run"], "--quiet");
        JsonObject summary = Summary();
        Assert.Equal((method, of, 1, 1000), ((string)summary["method"]!, (string)summary["reward_of"]!, (int)summary["held_out_episodes"]!, (int)summary["steps"]!));
        Assert.Equal([.. Enumerable.Range(1, 20).Select(look => ((50 * look) + 3) / 4 * 4)], summary["curve"]!.AsArray().Select(look => (int)look!["steps"]!));
        Assert.InRange((double)summary["correlation"]!["demonstrations"]!, -1, 1);
        Assert.True((bool)summary["correlation"]!["held_out"]!);
        JsonObject reward = JsonNode.Parse(File.ReadAllText(folder["run/reward.json"]))!.AsObject();
        Assert.Equal(("reward.safetensors", of), ((string)reward["weights"]!, (string)reward["reward_of"]!));

        // Cosine, sine, rate; with the action one more; one more for the absorbing state.
        Assert.Equal(of == "s" ? 4 : 5, SafeTensors.Read(folder["run/reward.safetensors"]).Tensors["reward.0.weight"].Shape[0]);
        Assert.True(File.Exists(folder["run/figures/reward.svg"]));
        string[] before = folder.Everything();
        Called.Well("report", folder["run"]);
        Called.Well("resume", folder["run"]);
        Assert.Equal(before, folder.Everything());
    }

    [Fact]
    public void The_policy_and_the_reward_of_a_run_are_those_that_were_saved()
    {
        Shown(5);
        Called.Well("irl", folder["a.npz"], "--env", "pendulum", "--steps", "1000", "--out", folder["run"], "--quiet");
        double before = Value(Summary(), "return_policy");
        StoredTensor[] changed = [.. SafeTensors.Read(folder["run/policy.safetensors"]).Tensors.Values.Select(tensor => StoredTensor.Of<float>(tensor.Name, tensor.Shape, [.. tensor.ToArray<float>().Select(weight => -weight)]))];
        SafeTensors.Write(folder["run/policy.safetensors"], changed);
        Called.Well("report", folder["run"]);
        Assert.NotEqual(before, Value(Summary(), "return_policy"));

        SafeTensors.Write(folder["run/policy.safetensors"], changed.Skip(1));
        Assert.Contains("found 0 weights 'actor.0.bias'", Called.With("report", folder["run"]).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_interrupted_is_stopped_and_resumes_to_the_same_policy()
    {
        Shown(3);
        Called.Well("irl", folder["a.npz"], "--env", "pendulum", "--steps", "2000", "--out", folder["whole"], "--quiet");
        using CancellationTokenSource stop = new();
        int looks = 0;
        IrlSettings settings = new() { Demonstrations = folder["a.npz"], Env = "pendulum", Steps = 2000 };
        Assert.ThrowsAny<OperationCanceledException>(() => IrlJob.Start(settings, folder["run"], Tell, stop.Token));
        Assert.Contains("stopped", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["run/policy.safetensors"]));
        Called.Well("resume", folder["run"], "--quiet");
        Assert.Equal(File.ReadAllBytes(folder["whole/policy.safetensors"]), File.ReadAllBytes(folder["run/policy.safetensors"]));
        Assert.Equal(20, File.ReadLines(folder["run/metrics.jsonl"]).Count());

        void Tell(string line)
        {
            if (line.Contains("return", StringComparison.Ordinal) && ++looks == 3)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public void What_ended_and_what_it_earned_the_environment_says_whatever_the_file_does()
    {
        // Pushed left without end a pole falls; kept for three steps it has not.
        CartPole pole = new();
        Rollout falls = Trials.Episodes(pole, (_, actions, _) => { actions.Clear(); actions[0] = 1; }, 1, new Rng(2)).Single();
        StringBuilder rows = new("episode,t,x,v,angle,rate,action,terminal\n");
        int steps = falls.Actions.Length / 2;
        for (int t = 0; t < steps; t++)
        {
            Row("a", t, "0", 0);
        }

        for (int t = 0; t < 3; t++)
        {
            Row("b", t, "0", 1);
        }

        RecordedRollouts read = RecordedRollouts.Read(folder.Write("d.csv", rows.ToString()), KnownEnvironment.Named("cart-pole"));
        Assert.Equal([true, false], read.Expert.Episodes.Select(episode => episode.IsTerminated));
        Assert.Equal([steps, 3.0], read.Expert.Episodes.Select(episode => episode.Return));

        // The last state was not recorded; the environment's own step stands for it.
        Assert.Equal(falls.Observations[^1], read.Expert.Episodes[0].Observations[^1], 1e-6);

        void Row(string episode, int t, string action, int terminal) => rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{episode},{t},{string.Join(',', falls.Observations.AsSpan(4 * t, 4).ToArray().Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))},{action},{terminal}\n");
    }

    [Fact]
    public void Recordings_of_another_world_misfit()
    {
        Rollout[] shown = [.. Trials.Episodes(Pendulum, Controller, 2, new Rng(7))];
        Write(shown, halved: true);
        Assert.InRange(RecordedRollouts.Read(folder["a.npz"], KnownEnvironment.Named("pendulum")).Misfit, 0.05, 1);
        Write(shown);
        Assert.InRange(RecordedRollouts.Read(folder["a.npz"], KnownEnvironment.Named("pendulum")).Misfit, 0, 1e-5);
    }

    [Fact]
    public void Arrays_without_indices_are_one_episode()
    {
        ArrayWriter.Write(folder["a.npz"], ("obs", [3, 2], new double[] { 0.1, 0.2, 0.15, 0.2, 0.15, 0.25 }), ("acts", [3, 2], new double[] { 0.5, 0, 0, 0.5, 1, 1 }));
        Rollout only = RecordedRollouts.Read(folder["a.npz"], KnownEnvironment.Named("point-maze")).Expert.Episodes.Single();

        // A whole action moves by 0.1, so the state after the last is (0.25, 0.35).
        Assert.Equal([0.1f, 0.2f, 0.15f, 0.2f, 0.15f, 0.25f, 0.25f, 0.35f], only.Observations.Select(value => MathF.Round(value, 6)));
        Assert.False(only.IsTerminated);
    }

    [Fact]
    public void The_learned_reward_and_its_correlation_are_those_of_the_steps()
    {
        // A reward that says nothing yet still is a function of the state: correlated with itself by one, by the environment's own not.
        Rollout[] rollouts = [.. Trials.Episodes(Pendulum, Controller, 2, new Rng(6))];
        LearnedReward reward = AdversarialImitation.DiscriminatorActorCritic.Untaught(new(Pendulum, rollouts), new Rng(7)).Reward;
        double[] own = StepRewards.Own(Pendulum, rollouts[0]), logits = StepRewards.Learned(Pendulum, reward, RewardForm.EitherSign, rollouts[0]), never = StepRewards.Learned(Pendulum, reward, RewardForm.NeverNegative, rollouts[0]);
        Assert.Equal(rollouts[0].Return, own.Sum(), 1e-3);
        Assert.Equal([.. logits.Select(logit => Math.Log(1 + Math.Exp(logit)))], never, (a, b) => Math.Abs(a - b) < 1e-6);
        double a = own.Average(), b = logits.Average(), cross = own.Zip(logits).Sum(pair => (pair.First - a) * (pair.Second - b));
        double expected = cross / Math.Sqrt(own.Sum(x => (x - a) * (x - a)) * logits.Sum(x => (x - b) * (x - b)));
        Assert.Equal(expected, StepRewards.Correlation(Pendulum, reward, RewardForm.EitherSign, [rollouts[0]]), 1e-9);
    }

    [Theory]
    [InlineData(95, 100, "Imitated")]
    [InlineData(70, 100, "Partly imitated")]
    [InlineData(20, 100, "Not imitated")]
    [InlineData(95, 2, "Nothing to imitate")]
    public void The_verdict_says_how_far_from_chance_to_the_demonstrations_it_came(double own, double demonstrated, string word)
    {
        // Returns own ± 1 on 200 starts: an error of 0.07. Demonstrations and random actions (around 0) have an error of 1, so 2 is not told from chance.
        Rollout[] rollouts = [.. Enumerable.Range(0, 200).Select(i => new Rollout(new float[6], new float[1], false) { Return = own + (i % 2 == 0 ? 1 : -1) })];
        EnvironmentJudgement judged = new(rollouts, new(demonstrated, 1), new(0, 1), 0, null);
        Assert.Equal(word, Assert.Single(judged.Verdicts().OfType<Said>()).Verdict.Word);
        if (judged.Share is { } share)
        {
            double mean = own / demonstrated, error = Math.Sqrt((1.0 / 199) + (mean * mean) + ((1 - mean) * (1 - mean))) / demonstrated;
            Assert.Equal(mean, share.Value, 1e-12);
            Assert.Equal(error, share.Error, 1e-12);
        }
    }

    private static double Value(JsonObject summary, string name) => (double)summary[name]!["value"]!;

    /// <summary>Pumps energy until it is near the top, and holds it there.</summary>
    private static void Controller(ReadOnlySpan<float> observations, Span<float> actions, Rng rng)
    {
        for (int row = 0; row < actions.Length; row++)
        {
            double cosine = observations[3 * row], sine = observations[(3 * row) + 1], rate = observations[(3 * row) + 2];
            double lack = 15 - ((15 * cosine) + (0.5 * rate * rate));
            double action = cosine > 0.9 ? -(5 * sine) - (1.2 * rate) : 0.5 * lack * Math.Tanh(2 * rate);
            actions[row] = (float)Math.Clamp(action, -1, 1);
        }
    }

    private JsonObject Summary() => JsonNode.Parse(File.ReadAllText(folder["run/summary.json"]))!.AsObject();

    private void Refused(int code, string said, params string[] args)
    {
        Called called = Called.With([.. args, "--out", folder["run"], "--quiet"]);
        Assert.Contains(said, called.Complaint(), StringComparison.Ordinal);
        Assert.Equal(code, called.Code);
        Assert.False(Directory.Exists(folder["run"]));
    }

    private void Shown(int episodes) => Write([.. Trials.Episodes(Pendulum, Controller, episodes, new Rng(7))]);

    /// <summary>The layout of the library imitation, in which a pendulum's action is a torque in N m and every end is terminal.</summary>
    private void Write(Rollout[] rollouts, bool halved = false)
    {
        double[] obs = [.. rollouts.SelectMany(rollout => rollout.Observations).Select(value => (double)value)];
        double[] acts = [.. rollouts.SelectMany(rollout => rollout.Actions).Select(action => (halved ? 1.0 : 2.0) * action)];
        int[] lengths = [.. rollouts.Select(rollout => rollout.Actions.Length)];
        ArrayWriter.Write(folder["a.npz"], ("obs", [obs.Length / 3, 3], obs), ("acts", [acts.Length, 1], acts), ("indices", [rollouts.Length - 1], Enumerable.Range(1, rollouts.Length - 1).Select(at => lengths[..at].Sum()).ToArray()), ("terminal", [rollouts.Length], rollouts.Select(_ => true).ToArray()));
    }

    /// <summary>Two pendulum episodes of three decisions, with something wrong.</summary>
    private void Spoilt(string wrong)
    {
        int rows = wrong is "equal indices" ? 9 : 8, width = wrong == "two numbers an observation" ? 2 : 3, actionWidth = wrong == "two numbers an action" ? 2 : 1;
        double[] obs = [.. Enumerable.Range(0, rows * width).Select(i => wrong == "nan" && i == 4 ? double.NaN : 0.1 * i)];
        double[] acts = [.. Enumerable.Range(0, 6 * actionWidth).Select(i => wrong == "an action out of range" && i == 1 ? 2.5 : 0.25 * i)];
        int[] indices = wrong switch { "falling indices" => [4, 2], "indices beyond the end" => [7], "equal indices" => [3, 3], "a row of obs too few" => [2, 4], _ => [3] };
        (string, int[], Array)[] arrays = [("obs", [rows, width], obs), ("acts", [6, actionWidth], acts), ("indices", [indices.Length], indices)];
        ArrayWriter.Write(folder["a.npz"], wrong is "no acts" ? [arrays[0], arrays[2]] : wrong == "objects" ? [arrays[0], arrays[2]] : arrays);
        byte[] whole = File.ReadAllBytes(folder["a.npz"]);
        if (wrong == "objects")
        {
            using ZipArchive archive = ZipFile.Open(folder["a.npz"], ZipArchiveMode.Update);
            using Stream entry = archive.CreateEntry("acts.npy").Open();
            string head = "{'descr': '|O', 'fortran_order': False, 'shape': (6,), }".PadRight(117) + "\n";
            entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, 0, .. Encoding.ASCII.GetBytes(head), 0x80, 4, 0x5d, 0x2e]);
        }
        else if (wrong is "truncated" or "empty")
        {
            File.WriteAllBytes(folder["a.npz"], wrong == "empty" ? [] : whole[..(whole.Length / 2)]);
        }
    }
}
