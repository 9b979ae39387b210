using Downhill.Data;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Learning;

/// <summary>What a run has finished, by name, so that a run that was stopped or killed goes on from there to the same bits.</summary>
/// <remarks>
/// Every piece of work is a pure function of the configuration and of pieces before it. A checkpoint holds all finished pieces and the
/// length of metrics.jsonl at that moment; what was told after it is told again.
/// </remarks>
internal sealed class Journal
{
    private const string MetricsLength = "metrics_length";
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly RunDirectory? _run;
    private readonly SortedDictionary<string, double[]> _done = new(StringComparer.Ordinal);
    private long _savedAt = System.Diagnostics.Stopwatch.GetTimestamp();
    private long _told;
    private bool _isChanged;

    private Journal(RunDirectory? run) => _run = run;

    /// <summary>A journal that is kept in memory only.</summary>
    internal static Journal InMemory => new(null);

    /// <summary>The journal of a run, with what its last checkpoint holds.</summary>
    /// <exception cref="DataException">The checkpoint is truncated or altered.</exception>
    internal static Journal Of(RunDirectory run)
    {
        Journal journal = new(run);
        long told = 0;
        if (run.LastCheckpoint is { } checkpoint)
        {
            foreach ((string name, StoredTensor tensor) in SafeTensors.Read(checkpoint).Tensors)
            {
                journal._done[name] = tensor.ToArray<double>();
            }

            told = journal._done.Remove(MetricsLength, out double[]? length) && length.Length == 1 ? (long)length[0]
                : throw new DataException(checkpoint, null, null, $"found no {MetricsLength}, expected a checkpoint of learn, remove the file checkpoints/last to start over");
        }

        run.CutMetrics(told);
        journal._told = told;
        return journal;
    }

    /// <summary>The numbers of a piece of work: those of the journal, or made now.</summary>
    internal double[] Once(string name, Func<double[]> make)
    {
        if (!_done.TryGetValue(name, out double[]? numbers))
        {
            numbers = make();
            _done[name] = numbers;
            (_told, _isChanged) = (_run?.MetricsLength ?? 0, true);
            if (System.Diagnostics.Stopwatch.GetElapsedTime(_savedAt) >= Between)
            {
                Save();
            }
        }

        return numbers;
    }

    /// <summary>Saves a checkpoint where something was finished since the last.</summary>
    internal void Save()
    {
        if (_run is not null && _isChanged)
        {
            IEnumerable<StoredTensor> tensors = _done.Append(new(MetricsLength, [_told])).Select(piece => StoredTensor.Of<double>(piece.Key, [piece.Value.Length], piece.Value));
            _run.SaveCheckpoint(_done.Count, SafeTensors.Encode(tensors));
            _isChanged = false;
        }

        _savedAt = System.Diagnostics.Stopwatch.GetTimestamp();
    }
}
