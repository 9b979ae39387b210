using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Downhill.Microbenchmarks;

/// <summary>Measures the kernels of the engine one by one, on one thread, and writes a page for each group of them.</summary>
/// <remarks><c>dotnet run -c Release --project bench/Downhill.Microbenchmarks -- bench/results/PROCESSOR [GROUP ...]</c></remarks>
internal static class Program
{
    private static readonly Dictionary<string, Type> Groups = new(StringComparer.Ordinal)
    {
        ["products"] = typeof(Products),
        ["elementary"] = typeof(ElementaryFunctions),
        ["elementwise"] = typeof(Elementwise),
        ["noise"] = typeof(NoiseTiles),
        ["denormal"] = typeof(DenormalNumbers),
    };

    internal static int Main(string[] arguments)
    {
        string[] names = arguments.Length > 1 ? arguments[1..] : [.. Groups.Keys];
        if (arguments.Length == 0 || Array.Exists(names, name => !Groups.ContainsKey(name)))
        {
            Console.Error.WriteLine($"Expected a folder for the results, such as bench/results/amd-zen5-avx512, and then any of: {string.Join(", ", Groups.Keys)}.");
            return 2;
        }

        Directory.CreateDirectory(arguments[0]);
        foreach (string name in names)
        {
            Write(Path.Combine(arguments[0], name + ".md"), name, BenchmarkRunner.Run(Groups[name], Settings()));
        }

        return 0;
    }

    // In this process: a generated project would be built under the warnings and the central packages of this repository. Many short
    // slices, and the least of them: on a machine that others use too, some slices are left alone, but hardly a tenth of a second is.
    private static ManualConfig Settings() => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithWarmupCount(3).WithIterationCount(80).WithIterationTime(TimeInterval.FromMilliseconds(4)).WithToolchain(InProcessEmitToolchain.Instance))
        .AddColumnProvider([.. DefaultConfig.Instance.GetColumnProviders()])
        .AddColumn(StatisticColumn.Min, StatisticColumn.Median, new SpeedColumn())
        .HideColumns("Mean", "Error", "StdDev")
        .AddLogger(ConsoleLogger.Default)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "downhill-microbenchmarks"));

    private static void Write(string path, string name, Summary summary)
    {
        AccumulationLogger page = new();
        page.WriteLine($"# Kernels: {name}");
        page.WriteLine();
        page.WriteLine($"Instructions: {Compute.Processor.Simd}, float, one thread. Made by `dotnet run -c Release --project bench/Downhill.Microbenchmarks -- bench/results/PROCESSOR {name}`.");
        page.WriteLine("80 slices of 4 ms; the speed is that of the fastest slice, for the machine was shared with other work. Differences below 10 % mean nothing.");
        page.WriteLine();
        MarkdownExporter.GitHub.ExportToLog(summary, page);
        File.WriteAllText(path, page.GetLog().Replace("&#39;", "'", StringComparison.Ordinal).ReplaceLineEndings("\n"));
    }
}
