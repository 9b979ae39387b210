using Downhill.Experiments;
using Downhill.Experiments.Runs;

namespace Downhill.Hosts.Tests.Runs;

public sealed class SettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downhill-test-").FullName;

    public enum Motion
    {
        Overdamped,
        InertialWithFriction,
    }

    public sealed record Step
    {
        [Setting("length of a step", Unit = "s", Above = 0)]
        public double StepSize { get; init; } = 0.1;

        [Setting("how many", Minimum = 1, Maximum = 1000)]
        public int Count { get; init; } = 10;
    }

    public sealed record Sample
    {
        [Setting("the data")]
        public string File { get; init; } = "a.csv";

        [Setting("column of times")]
        public string? Time { get; init; }

        [Setting("seed of the random numbers", Minimum = 0)]
        public long Seed { get; init; } = 1;

        [Setting("temperature", Unit = "kT", Minimum = 0)]
        public double? Temperature { get; init; }

        [Setting("say nothing")]
        public bool Quiet { get; init; }

        [Setting("columns of positions")]
        public string[] Columns { get; init; } = ["x", "y"];

        [Setting("widths of the layers", Minimum = 1)]
        public int[] Widths { get; init; } = [64, 64];

        [Setting("how it moves")]
        public Motion Motion { get; init; }

        [Setting("an even number")]
        public int Even { get; init => field = value % 2 == 0 ? value : throw new ArgumentException("Even must be even."); }

        public Step Step { get; init; } = new();

        public int NotASetting { get; init; }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Settings_describe_themselves()
    {
        IReadOnlyList<SettingDescription> settings = SettingDescription.Of(new Sample());
        Assert.Equal(["file", "time", "seed", "temperature", "quiet", "columns", "widths", "motion", "even", "step.step-size", "step.count"], settings.Select(setting => setting.Name));
        Assert.Equal(
            ["text", "text, or null", "a whole number from 0", "a number from 0 kT, or null", "true or false", "a list, each text", "a list, each a whole number from 1", "one of overdamped, inertial-with-friction", "a whole number", "a number above 0 s", "a whole number from 1 to 1000"],
            settings.Select(setting => setting.Range));
        Assert.Equal(typeof(double), settings[3].Type);
        Assert.Equal(0.1, settings[9].Default);
        Assert.Equal("length of a step", settings[9].Help);
        Assert.Equal("s", settings[9].Unit);
    }

    [Fact]
    public void A_file_then_overrides_change_the_defaults_and_nothing_else()
    {
        Sample defaults = new();
        string file = Write("""
            # a comment
            file: "null"
            time: null
            seed: 7
            temperature: 1e-1
            columns: [theta, "0"]
            widths:
              - 3
              - 4
            motion: inertial-with-friction
            step:
              step-size: 2
            """);
        Sample sample = Settings.Read(defaults, file, [Assignment.Parse("step.count=20"), Assignment.Parse("step.count=30"), Assignment.Parse("columns=a, b"), new("quiet", "true", "--quiet"), Assignment.Parse("time=t=2")]);
        Assert.Equal(("null", "t=2", 7L, 0.1, true), (sample.File, sample.Time, sample.Seed, sample.Temperature, sample.Quiet));
        Assert.Equal(["a", "b"], sample.Columns);
        Assert.Equal([3, 4], sample.Widths);
        Assert.Equal(Motion.InertialWithFriction, sample.Motion);
        Assert.Equal(new Step { StepSize = 2, Count = 30 }, sample.Step);
        Assert.Equal(new Step(), defaults.Step);
        Assert.Null(Settings.Apply(sample, [Assignment.Parse("time=null"), Assignment.Parse("temperature=")]).Temperature);
        Assert.Empty(Settings.Apply(sample, [Assignment.Parse("widths=[]")]).Widths);
        Assert.Equal(["x [um]", "y [um]"], Settings.Apply(sample, [Assignment.Parse("columns=x [um],y [um]")]).Columns);
        Assert.Equal(["x", "y [um]"], Settings.Apply(sample, [Assignment.Parse("columns=[x, y [um]]")]).Columns);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("{}\n")]
    [InlineData("\ufeffseed: 1\r\n")]
    public void Files_that_say_little_leave_the_defaults(string text) =>
        Assert.Equal(Settings.ToYaml(new Sample()), Settings.ToYaml(Settings.Read(new Sample(), Write(text), [])));

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        Sample sample = new()
        {
            File = "it's \"a\" \\ b: #c, [d] \n\r\t\0\u0085\u2028\ufeff é \ud83d\ude00 ",
            Time = "null",
            Seed = long.MaxValue,
            Temperature = 1.0 / 3,
            Columns = ["", "true", "1", "a,b", "- x"],
            Widths = [],
            Even = 4,
        };
        string yaml = Settings.ToYaml(sample);
        Assert.Equal(12, yaml.Count(character => character == '\n'));
        Sample back = Settings.Read(new Sample(), Write(yaml), []);
        Assert.Equal(yaml, Settings.ToYaml(back));
        Assert.Equal((sample.File, sample.Time, sample.Temperature), (back.File, back.Time, back.Temperature));
        Assert.Equal(sample.Columns, back.Columns);
        Assert.Empty(back.Widths);
    }

    [Theory]
    [InlineData("sede: 1", "1:7: found no setting 'sede', did you mean seed?")]
    [InlineData("seed: 1\nstep:\n  stepsize: 1", "3:13: found no setting 'step.stepsize', did you mean step.step-size?")]
    [InlineData("seed: x", "1:7: found 'x' for seed, expected a whole number from 0")]
    [InlineData("seed: \"1\"", "1:7: found '1' in quotes for seed, expected a whole number from 0")]
    [InlineData("seed: 1.5", "1:7: found '1.5' for seed, expected a whole number from 0")]
    [InlineData("seed:", "for seed, expected a whole number from 0")]
    [InlineData("seed: -1", "1:7: found -1 for seed, expected a whole number from 0")]
    [InlineData("seed: 99999999999999999999", "1:7: found '99999999999999999999' for seed, expected a whole number from 0")]
    [InlineData("seed: [1]", "1:1: found a list for seed, expected a whole number from 0")]
    [InlineData("quiet: yes", "1:8: found 'yes' for quiet, expected true or false")]
    [InlineData("step: {step-size: 0}", "1:19: found 0 for step.step-size, expected a number above 0 s")]
    [InlineData("step: {step-size: .inf}", "1:19: found '.inf' for step.step-size, expected a number above 0 s")]
    [InlineData("step: {step-size: NaN}", "1:19: found NaN for step.step-size, expected a number above 0 s")]
    [InlineData("step: {step-size: 1e999}", "1:19: found 1e999 for step.step-size, expected a number above 0 s")]
    [InlineData("step: {count: 1001}", "1:15: found 1001 for step.count, expected a whole number from 1 to 1000")]
    [InlineData("step: {count: {a: 1}}", "1:15: found a section step.count inside a section, expected a value")]
    [InlineData("step: 1", "1:7: found no setting 'step', did you mean")]
    [InlineData("motion: inertal", "1:9: found 'inertal' for motion")]
    [InlineData("motion: 1", "1:9: found '1'")]
    [InlineData("widths: [1, 0]", "1:1: found 0 for widths, expected a list, each a whole number from 1")]
    [InlineData("even: 3", "1:7: found 3 for even: Even must be even.")]
    [InlineData("seed: 1\nseed: 2", "2:1: found seed a second time, expected it once")]
    [InlineData("- 1", "1:1: found a list, expected lines of the form key: value")]
    [InlineData("hello", "1:1: found 'hello', expected lines of the form key: value")]
    [InlineData("seed: &a 1", "1:7: found an anchor or a tag")]
    [InlineData("file: &a x\ntime: *a", "found an anchor or a tag")]
    [InlineData("file: !System.String x", "found an anchor or a tag")]
    [InlineData("seed: 1\n---\nseed: 2", "2:1: found a second document, expected one document")]
    [InlineData("[1]: 2", "1:1: found a list, expected")]
    [InlineData("{[1]: 2}", "1:2: found a list, expected the name of a setting")]
    [InlineData("seed: {", "found text that is not YAML")]
    [InlineData("seed: \t1\n\tfile: x", "found text that is not YAML")]
    public void A_wrong_file_is_refused_in_one_line_at_the_right_place(string text, string message)
    {
        string file = Write(text);
        SettingException exception = Assert.Throws<SettingException>(() => Settings.Read(new Sample(), file, []));
        Assert.StartsWith(file + ":", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    [Theory]
    [InlineData("seed", "seed: found no setting to change, expected key=value")]
    [InlineData("=1", "=1: found no setting to change, expected key=value")]
    [InlineData("sed=1", "sed=1: found no setting 'sed', did you mean seed?")]
    [InlineData("seed=", "seed=: found '' for seed, expected a whole number from 0")]
    [InlineData("not-a-setting=1", "not-a-setting=1: found no setting 'not-a-setting'")]
    public void A_wrong_override_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<SettingException>(() => Settings.Apply(new Sample(), [Assignment.Parse(text)])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_or_monstrous_file_is_refused()
    {
        Assert.Contains("no such file", Assert.Throws<SettingException>(() => Settings.Read(new Sample(), Path.Combine(folder, "none.yaml"), [])).Message, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.Throws<SettingException>(() => Settings.Read(new Sample(), Write(new string(' ', 2 << 20)), [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_in_one_line()
    {
        string text = Settings.ToYaml(new Sample());
        const string spice = "[]{}:,-#&*!|>'\"%@` \n\t0az\0\u2028é";
        Random random = new(5_000_719);
        string file = Path.Combine(folder, "fuzz.yaml");
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            char[] mutated = text.ToCharArray();
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                mutated[random.Next(mutated.Length)] = spice[random.Next(spice.Length)];
            }

            File.WriteAllText(file, new string(mutated));
            try
            {
                Settings.Read(new Sample(), file, []);
                read++;
            }
            catch (SettingException exception)
            {
                Assert.DoesNotContain(exception.Message, char.IsControl);
            }
        }

        Assert.InRange(read, 100, 4_900);
    }

    private string Write(string text)
    {
        string file = Path.Combine(folder, "a.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
