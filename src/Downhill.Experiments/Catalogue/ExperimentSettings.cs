using Downhill.Experiments.Runs;

namespace Downhill.Experiments;

/// <summary>What <c>downhill run</c> is told besides the experiment's own settings; all of it stands in config.yaml.</summary>
public sealed record ExperimentSettings
{
    /// <summary>The experiment's name; a run directory of something else has no such key.</summary>
    [Setting("name of the experiment")]
    public string Experiment { get; init; } = "";

    /// <summary>How large the experiment is.</summary>
    [Setting("how large it is")]
    public ExperimentSize Size { get; init; } = ExperimentSize.Default;

    /// <summary>Names the random numbers.</summary>
    [Setting("names the random numbers: same seed, same findings", Minimum = 0)]
    public long Seed { get; init; } = 1;

    /// <summary>Threads.</summary>
    [Setting("threads; 0: all processors; no finding but a time depends on it", Minimum = 0, Maximum = 1024)]
    public int Threads { get; init; }

    /// <summary>Where recordings are.</summary>
    [Setting("directory of recordings, for the experiments that need one")]
    public string? Data { get; init; }

    internal int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;
}

/// <summary>An experiment with every setting in place: what config.yaml holds.</summary>
/// <param name="Experiment">The experiment, its own settings in effect.</param>
/// <param name="Settings">Size, seed, threads and recordings.</param>
public sealed record PlannedExperiment(Experiment Experiment, ExperimentSettings Settings)
{
    /// <summary>The experiment as its size has it, before anything was changed.</summary>
    internal Experiment Usual { get; private init; } = Experiment;

    /// <summary>The command that runs it again, with what differs from its size's settings.</summary>
    internal string Command
    {
        get
        {
            string size = Settings.Size switch { ExperimentSize.Smoke => " --smoke", ExperimentSize.Full => " --full", ExperimentSize.Default => "" };
            string data = Experiment.Recordings.Count > 0 ? " --data DIR" : "";
            ILookup<string, string> usual = Lines(Usual);
            IEnumerable<string> changed = Lines(Experiment).Where(line => line.Single() != usual[line.Key].Single()).Select(line => $" {line.Key}={line.Single()}");
            return $"downhill run {Experiment.Name}{size} --seed {Settings.Seed}{data}{string.Concat(changed)}";
        }
    }

    /// <summary>The configuration as YAML; <see cref="Read"/> gives the same back.</summary>
    public string ToYaml() => Runs.Settings.ToYaml(Settings) + Runs.Settings.ToYaml(Experiment);

    /// <summary>An experiment with the settings of its size, changed by assignments, the last one winning.</summary>
    /// <param name="experiment">The experiment, at its default size.</param>
    /// <param name="settings">What holds where no assignment says otherwise.</param>
    /// <param name="assignments">Settings of the run and of the experiment, in any order.</param>
    /// <exception cref="SettingException">An unknown key (the nearest is named), or a value of the wrong type or out of range.</exception>
    public static PlannedExperiment Of(Experiment experiment, ExperimentSettings settings, IEnumerable<Assignment> assignments)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(settings);
        HashSet<string> common = [.. SettingDescription.Of(settings).Select(setting => setting.Name)];
        ILookup<bool, Assignment> sorted = assignments.ToLookup(assignment => common.Contains(assignment.Key));
        ExperimentSettings effective = Runs.Settings.Apply(settings, sorted[true]) with { Experiment = experiment.Name };
        Experiment usual = experiment.At(effective.Size);
        return new(Runs.Settings.Apply(usual, sorted[false]), effective) { Usual = usual };
    }

    /// <summary>Whether a configuration is that of an experiment.</summary>
    /// <param name="file">A config.yaml.</param>
    /// <exception cref="SettingException">It cannot be read.</exception>
    public static bool IsIn(string file) => Name(YamlAssignments.Read(file)) is not null;

    /// <summary>The experiment of a configuration.</summary>
    /// <param name="file">A config.yaml.</param>
    /// <exception cref="SettingException">It cannot be read, or is of no experiment that there is.</exception>
    public static PlannedExperiment Read(string file)
    {
        IReadOnlyList<Assignment> written = YamlAssignments.Read(file);
        Experiment experiment = Catalogue.Named(Name(written) ?? throw new SettingException($"{file}: found no setting 'experiment', expected the configuration of an experiment"));
        return Of(experiment, new ExperimentSettings(), written);
    }

    private static ILookup<string, string> Lines(Experiment experiment) =>
        SettingDescription.Of(experiment).ToLookup(setting => setting.Name, setting => SettingValue.ToYaml(setting.Default));

    private static string? Name(IEnumerable<Assignment> written) => written.FirstOrDefault(assignment => assignment.Key == "experiment")?.Text;
}
