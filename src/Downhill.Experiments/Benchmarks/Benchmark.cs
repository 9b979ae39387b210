namespace Downhill.Experiments.Benchmarks;

/// <summary>Measures the engine's workloads on this machine.</summary>
public static class Benchmark
{
    private const double SliceSeconds = 0.15;

    /// <summary>One row after the other, each as soon as it is measured. About a minute on two processors, by default.</summary>
    /// <exception cref="SettingException">A workload or size is not known; told before anything is measured.</exception>
    public static IEnumerable<BenchmarkRow> Run(BenchmarkSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Cells().Select(cell => Measure(cell, settings));
    }

    private static BenchmarkRow Measure(Cell cell, BenchmarkSettings settings)
    {
        Prepared workload = cell.Prepare(cell.Pose(), new Executor(settings.ThreadCount));

        // The first call compiles its kernels, the next ones touch the memory.
        Timing.Milliseconds(workload.Run, SliceSeconds / 2);
        List<double> times = [], peaks = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            times.Add(Timing.Milliseconds(workload.Run, SliceSeconds));
            peaks.Add(cell.Peak(FusedMultiplyAdd.Peak(settings.ThreadCount)));
        }

        double ms = Timing.Median(times), flops = cell.Flops / (ms / 1e3);
        return new(cell.Workload.Name, cell.Size.Name, cell.ActivationName, cell.PrecisionName, settings.ThreadCount, ms / cell.Workload.PerCall, flops / 1e9, flops / Timing.Median(peaks));
    }
}
