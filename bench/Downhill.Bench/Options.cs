using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Benchmarks;
using Downhill.Experiments.Runs;

namespace Downhill.Bench;

/// <summary>What is measured, beside whom, and where it is written.</summary>
internal sealed record Options
{
    internal const string JsonFlag = "--json";

    private const string PythonFlag = "--python", ScriptFlag = "--script", RoundsFlag = "--rounds";

    /// <summary>Workloads, sizes, threads; no rounds: what the two sides compute is compared, and nothing is timed.</summary>
    internal BenchmarkSettings Settings { get; init; } = new() { Rounds = 7 };

    internal string? Json { get; init; }

    /// <summary>The interpreter that has PyTorch, and the script that it runs; null where there is none.</summary>
    internal string? Python { get; init; }

    internal string? Script { get; init; }

    /// <exception cref="SettingException">A flag or its value cannot be used.</exception>
    internal static Options Of(string[] arguments)
    {
        Options options = new();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string flag = arguments[i];
            RequireKnown(flag);
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw new SettingException($"{flag}: found no value, expected one behind it");
            options = flag switch
            {
                JsonFlag => options with { Json = value },
                PythonFlag => options with { Python = value },
                ScriptFlag => options with { Script = value },
                RoundsFlag when value == "0" => options with { Settings = options.Settings with { Rounds = 0 } },
                _ => options with { Settings = Downhill.Experiments.Runs.Settings.Apply(options.Settings, [new Assignment(flag[2..], value, flag)]) },
            };
        }

        return options;
    }

    private static void RequireKnown(string flag)
    {
        string[] known = [.. SettingDescription.Of(new BenchmarkSettings()).Select(setting => $"--{setting.Name}"), JsonFlag, PythonFlag, ScriptFlag];
        if (!known.Contains(flag))
        {
            throw new SettingException($"found no flag '{flag}', {NearestName.Advice(flag, known[..^2])}");
        }
    }
}
