using System.Diagnostics;
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

    private readonly RunDirectory? _run;
    private readonly CheckpointStamp? _stamp;
    private readonly SortedDictionary<string, double[]> _done = new(StringComparer.Ordinal);
    private readonly Lock _oneAtATime = new();
    private long _savedAt = Stopwatch.GetTimestamp();
    private long _told;
    private bool _isChanged;
    private bool _isClosed;

    private Journal(RunDirectory? run, CheckpointStamp? stamp) => (_run, _stamp) = (run, stamp);

    /// <summary>A journal that is kept in memory only.</summary>
    internal static Journal InMemory => new(null, null);

    /// <summary>The least time between two checkpoints of a run; tests set less.</summary>
    internal static TimeSpan Between { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The journal of a run that begins or goes on, with what its last checkpoint holds.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stamp">What a checkpoint must have been made with; the pieces of another are not used.</param>
    /// <param name="warn">Hears of it.</param>
    /// <exception cref="DataException">The checkpoint is truncated or altered.</exception>
    internal static Journal Of(RunDirectory run, CheckpointStamp stamp, Action<string> warn)
    {
        Journal journal = new(run, stamp);
        if (run.LastCheckpoint is { } checkpoint)
        {
            TensorSet saved = SafeTensors.Read(checkpoint);
            if (stamp.Refusal(saved.Metadata) is { } other)
            {
                warn($"{checkpoint} was made by {other}; learning starts over");
            }
            else
            {
                journal.Take(saved, checkpoint);
            }
        }

        run.CutMetrics(journal._told);
        return journal;
    }

    /// <summary>The journal of a finished run, only to be read.</summary>
    /// <exception cref="DataException">There is no checkpoint, or it is truncated or altered.</exception>
    internal static Journal Finished(RunDirectory run)
    {
        string checkpoint = run.LastCheckpoint ?? throw new DataException(run.Checkpoints, null, null, "found no checkpoint, expected the last one of the run, learn again");
        Journal journal = new(run, null) { _isClosed = true };
        journal.Take(SafeTensors.Read(checkpoint), checkpoint);
        return journal;
    }

    /// <summary>The numbers of a piece of work: those of the journal, or made now.</summary>
    /// <exception cref="DataException">A finished run lacks the piece, as it was made by another version of the program.</exception>
    internal double[] Once(string name, Func<double[]> make)
    {
        if (_done.TryGetValue(name, out double[]? numbers))
        {
            return numbers;
        }

        if (_isClosed && _stamp is null)
        {
            throw new DataException(_run!.Checkpoints, null, null, $"found no '{name}' in the last checkpoint, expected every piece that this version of the program makes, learn again");
        }

        numbers = make();
        lock (_oneAtATime)
        {
            _done[name] = numbers;
            (_told, _isChanged) = (_run?.MetricsLength ?? 0, true);
        }

        if (Stopwatch.GetElapsedTime(_savedAt) >= Between)
        {
            Save();
        }

        return numbers;
    }

    /// <summary>Saves a checkpoint where something was finished since the last.</summary>
    internal void Save()
    {
        lock (_oneAtATime)
        {
            if (_run is not null && _isChanged && !_isClosed)
            {
                IEnumerable<StoredTensor> tensors = _done.Append(new(MetricsLength, [_told])).Select(piece => StoredTensor.Of<double>(piece.Key, [piece.Value.Length], piece.Value));
                _run.SaveCheckpoint(_done.Count, SafeTensors.Encode(tensors, _stamp!.Metadata));
                _isChanged = false;
            }

            _savedAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Saves for the last time: work that is left alone must not save behind the back of who resumes it.</summary>
    internal void Close()
    {
        Save();
        lock (_oneAtATime)
        {
            _isClosed = true;
        }
    }

    private void Take(TensorSet saved, string checkpoint)
    {
        foreach ((string name, StoredTensor tensor) in saved.Tensors)
        {
            _done[name] = tensor.Type == StoredType.F64 ? tensor.ToArray<double>() : [];
        }

        _told = _done.Remove(MetricsLength, out double[]? length) && length.Length == 1 ? (long)length[0]
            : throw new DataException(checkpoint, null, null, $"found no {MetricsLength}, expected a checkpoint of learn, remove the file {_run!.LastPointer} to start over");
    }
}
