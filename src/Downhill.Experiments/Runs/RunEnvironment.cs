using System.Reflection;
using System.Runtime.InteropServices;
using Downhill.Data;

namespace Downhill.Experiments.Runs;

/// <summary>What a run ran on, for <c>environment.json</c>: results are the same bits only on the same binary and machine.</summary>
/// <param name="Version">The version of Downhill.</param>
/// <param name="Commit">The commit it was built from, or null where the build did not know.</param>
/// <param name="Processor">The name of the processor.</param>
/// <param name="Simd">The path of vector instructions in use.</param>
/// <param name="Threads">How many threads compute.</param>
/// <param name="Os">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
public sealed record RunEnvironment(string Version, string? Commit, string Processor, string Simd, int Threads, string Os, string Runtime)
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>The fingerprint of the file that it reads, or null where it reads none.</summary>
    public DataFingerprint? Data { get; init; }

    /// <summary>The environment of this process.</summary>
    /// <param name="simd">The path of vector instructions in use, as the engine names it.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <returns>The environment.</returns>
    public static RunEnvironment Current(string simd, int threads)
    {
        string[] version = (typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+', 2);
        return new(version[0], version.ElementAtOrDefault(1), ProcessorName(), simd, threads, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);
    }

    private static string ProcessorName()
    {
        string? line = File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
