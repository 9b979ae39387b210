using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Experiments.Runs;
using Downhill.Hosts.Tests.Cli;

namespace Downhill.Hosts.Tests.Studies;

public sealed class EveryExperimentTests : IDisposable
{
    private readonly Folder folder = new();

    public static TheoryData<string> Names => [.. Catalogue.All.Select(experiment => experiment.Name)];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Names))]
    public void In_smoke_mode_an_experiment_makes_claims_that_hold(string name)
    {
        // One that needs a recording is run where there is one.
        if (Catalogue.Named(name).Recordings.Count > 0)
        {
            Assert.Equal(3, Called.With("run", name, "--smoke", "--out", folder["run"]).Code);
            return;
        }

        Called called = Called.Well("run", name, "--smoke", "--threads", "1", "--out", folder["run"]);
        JsonObject summary = JsonNode.Parse(File.ReadAllText(folder["run/summary.json"]))!.AsObject();
        Assert.Equal((name, "smoke"), ((string?)summary["experiment"], (string?)summary["size"]));
        JsonArray claims = summary["claims"]!.AsArray();
        Assert.NotEmpty(claims);
        Assert.Equal(claims.Count, claims.Select(claim => (string?)claim!["id"]).Distinct().Count());
        Assert.All(claims, claim => Assert.StartsWith(name + ".", (string?)claim!["id"], StringComparison.Ordinal));
        Assert.Contains($"open {folder["run/report.html"]}", called.Out, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder["run/figures"], "*.svg"));
        Assert.Contains($"<h1>{name.Replace('-', ' ')}</h1>", File.ReadAllText(folder["run/report.html"]), StringComparison.OrdinalIgnoreCase);

        // What a finished run found is left as it is.
        string[] finished = folder.Everything();
        Called.Well("resume", folder["run"]);
        Assert.Equal(finished, folder.Everything());
        Assert.Equal(2, Called.With("run", name, "--smoke", "--out", folder["run"]).Code);
        Assert.Equal(2, Called.With("report", folder["run"]).Code);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_configuration_gives_the_same_experiment_back(string name)
    {
        foreach (ExperimentSize size in Enum.GetValues<ExperimentSize>())
        {
            PlannedExperiment plan = PlannedExperiment.Of(Catalogue.Named(name), new ExperimentSettings { Size = size, Seed = 7 }, []);
            folder.Write("config.yaml", plan.ToYaml());
            Assert.Equal(plan.ToYaml(), PlannedExperiment.Read(folder["config.yaml"]).ToYaml());
        }
    }

    [Fact]
    public void None_is_forgotten()
    {
        IEnumerable<Type> written = typeof(Experiment).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Experiment)) && !type.IsAbstract);
        Assert.Equal(written.Select(type => type.Name).Order(), Catalogue.All.Select(experiment => experiment.GetType().Name).Order());
    }

    [Fact]
    public void Names_are_unique_and_topics_known_and_the_list_shows_them()
    {
        Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(experiment => experiment.Name).Distinct().Count());
        Assert.All(Catalogue.All, experiment => Assert.Contains(experiment.Topic, Topics.All));
        Assert.All(Catalogue.All, experiment => Assert.Matches("^[a-z0-9-]+$", experiment.Name));
        Assert.All(Catalogue.All, experiment => Assert.Contains(Experiments.Listing.All, entry => entry.Name == experiment.Name && entry.Kind == "experiment"));
        Assert.DoesNotContain(Catalogue.All, experiment => Verifications.All.Any(verification => verification.Name == experiment.Name));
    }

    [Fact]
    public void No_setting_of_an_experiment_has_the_name_of_a_setting_of_every_run()
    {
        string[] common = [.. SettingDescription.Of(new ExperimentSettings()).Select(setting => setting.Name)];
        Assert.All(Catalogue.All, experiment => Assert.Empty(SettingDescription.Of(experiment).Select(setting => setting.Name).Intersect(common)));
    }

    [Theory]
    [InlineData("run", "run: found no NAME")]
    [InlineData("run trainig-dynamics", "run: found no experiment 'trainig-dynamics', did you mean training-dynamics?")]
    [InlineData("run training-dynamics --smoke --full", "--smoke: found --full beside it")]
    [InlineData("run training-dynamics --smoke widht=3", "widht=3: found no setting 'widht', did you mean width?")]
    [InlineData("run training-dynamics --threads -1", "--threads: found -1 for threads")]
    [InlineData("run training-dynamics --smok", "run: found no flag '--smok', did you mean --smoke?")]
    public void A_call_that_cannot_be_used_is_refused_in_one_line(string args, string expected)
    {
        Called called = Called.With(args.Split(' '));
        Assert.Equal(2, called.Code);
        Assert.StartsWith($"error: {expected}", called.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_asked_to_stop_says_how_to_go_on()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Called called = Called.With(stop.Token, "run", "training-dynamics", "--smoke", "--out", folder["run"]);
        Assert.Equal(75, called.Code);
        Assert.Equal($"stopped: {folder["run"]} can be run again, with: downhill resume {folder["run"]}", called.Complaint());
        Assert.Contains("claims hold", Called.Well("resume", folder["run"]).Out, StringComparison.Ordinal);
    }
}
