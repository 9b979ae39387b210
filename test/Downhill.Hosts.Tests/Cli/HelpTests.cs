using Downhill.Cli;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Hosts.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. Verb.All.Select(verb => verb.Name)];

    [Fact]
    public void Help_lists_every_verb_of_the_contract_with_an_example()
    {
        Called called = Called.Well("--help");
        Assert.Equal("", called.Error);
        foreach (string verb in (string[])["learn", "resume", "evaluate", "rollout", "sample", "simulate", "report", "run", "verify", "list"])
        {
            Assert.Contains($"\n  {verb} ", called.Out, StringComparison.Ordinal);
            Assert.Contains($"downhill {verb} ", called.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_of_a_verb_shows_every_flag_and_one_example(string name)
    {
        Verb verb = Verb.All.Single(candidate => candidate.Name == name);
        string help = Called.Well(name, "--help").Out;
        Assert.All(verb.Flags.Where(flag => !flag.IsHidden), flag => Assert.Contains($"\n  {flag.Name}", help, StringComparison.Ordinal));
        Assert.EndsWith($"\nexample: {verb.Example}\n", help, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void An_example_is_a_command_that_is_understood(string name)
    {
        Verb verb = Verb.All.Single(candidate => candidate.Name == name);
        Assert.Equal((verb, Wants.Work), (Parser.Parse(verb.Example.Split(' ')[1..]).Verb, Parser.Parse(verb.Example.Split(' ')[1..]).Wants));
    }

    [Fact]
    public void Every_setting_of_learn_is_a_flag_with_default_unit_and_range()
    {
        string help = string.Join(' ', Called.Well("learn", "--help").Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (SettingDescription setting in SettingDescription.Of(new LearnSettings()).Where(setting => setting.Name != "tracks"))
        {
            Assert.Contains($" --{setting.Name} ", help, StringComparison.Ordinal);
            Assert.Contains(setting.Help, help, StringComparison.Ordinal);
        }

        Assert.Contains("a number above 0 s", help, StringComparison.Ordinal);
        Assert.Contains("one of overdamped, inertial; default overdamped", help, StringComparison.Ordinal);
        Assert.Contains("a whole number from 0; default 1", help, StringComparison.Ordinal);
        Assert.Contains("default 32,32", help, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_told() => Assert.Matches(@"^downhill \d+\.\d+\.\d+\n$", Called.Well("--version").Out);

    [Theory]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("learn -h")]
    [InlineData("learn nofile.csv --nonsense --help")]
    public void Help_is_answered_whatever_stands_beside_it(string args) => Assert.Contains("usage: downhill", Called.Well(args.Split(' ')).Out, StringComparison.Ordinal);
}
