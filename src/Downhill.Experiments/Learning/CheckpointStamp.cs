using System.Security.Cryptography;
using System.Text;
using Downhill.Compute;
using Downhill.Data;

namespace Downhill.Experiments.Learning;

/// <summary>What the pieces of a checkpoint depend on besides one another: the program, the settings and the tracks.</summary>
/// <param name="Program">The identity of the compiled code, the same for the same sources.</param>
/// <param name="Settings">A check sum of the settings that the result depends on, and of the tracks.</param>
internal sealed record CheckpointStamp(string Program, string Settings)
{
    // The path of the file and the number of threads may change: the result does not depend on them.
    internal static CheckpointStamp Of(LearnSettings settings, DataFingerprint? tracks) => OfAll(settings with { Tracks = null, Threads = 0 }, tracks);

    /// <summary>The stamp of settings on all of which the result depends.</summary>
    internal static CheckpointStamp OfAll(object settings, DataFingerprint? data) => new(
        string.Join(' ', new[] { typeof(Node), typeof(Energy), typeof(CheckpointStamp) }.Select(type => type.Assembly.ManifestModule.ModuleVersionId.ToString("N"))),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Runs.Settings.ToYaml(settings) + data))));

    internal IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>(StringComparer.Ordinal) { ["program"] = Program, ["settings"] = Settings };

    /// <summary>Why pieces with these metadata cannot be used, or null where they can.</summary>
    internal string? Refusal(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("program") != Program ? "another version of the program"
        : metadata.GetValueOrDefault("settings") != Settings ? "a run with other settings or tracks"
        : null;
}
