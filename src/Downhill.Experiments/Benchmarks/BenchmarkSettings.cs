using Downhill.Data;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Benchmarks;

/// <summary>What <c>downhill bench</c> and <c>bench/compare.sh</c> are told.</summary>
public sealed record BenchmarkSettings
{
    /// <summary>The workloads; empty: all.</summary>
    [Setting("the workloads: langevin, unroll, ssm, unroll-long, kernel, mala, hmc; default: all")]
    public string[] Only { get; init; } = [];

    /// <summary>The sizes; empty: those that each workload usually has.</summary>
    [Setting("the sizes: cfg0, cfg1, cfg2, cfg3, q256, mix10; default: cfg0 to cfg3, without cfg3 for unroll-long, q256 for kernel, and mix10 for mala and hmc")]
    public string[] Size { get; init; } = [];

    /// <summary>How many times each is measured; the median counts.</summary>
    [Setting("times that each is measured; the median counts", Minimum = 1, Maximum = 10_000)]
    public int Rounds { get; init; } = 3;

    /// <summary>Threads.</summary>
    [Setting("threads; 0: all processors", Minimum = 0, Maximum = 1024)]
    public int Threads { get; init; }

    internal int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <summary>What is measured, in order.</summary>
    /// <exception cref="SettingException">A name is not known; the nearest is told.</exception>
    internal IReadOnlyList<Cell> Cells()
    {
        Workload[] workloads = Named("--only", Only, Workload.All, workload => workload.Name);
        NetworkSize[] sizes = Named("--size", Size, NetworkSize.All, size => size.Name);
        return
        [
            .. from workload in workloads
               from size in Size.Length == 0 ? workload.Usual : sizes
               from cell in workload.Cells(size)
               select cell,
        ];
    }

    private static T[] Named<T>(string flag, string[] names, IReadOnlyList<T> known, Func<T, string> nameOf) => names.Length == 0
        ? [.. known]
        : [.. names.Distinct(StringComparer.Ordinal).Select(name => known.FirstOrDefault(item => nameOf(item) == name)
            ?? throw new SettingException($"{flag}: found no '{name}', {NearestName.Advice(name, known.Select(nameOf))}"))];
}
