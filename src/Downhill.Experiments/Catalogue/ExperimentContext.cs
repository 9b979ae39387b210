using Downhill.Compute;
using Downhill.Data;

namespace Downhill.Experiments;

/// <summary>What an experiment is given when it runs.</summary>
public sealed record ExperimentContext
{
    /// <summary>How large it is; its settings are those of this size, or were changed since. Default: <see cref="ExperimentSize.Default"/>.</summary>
    public ExperimentSize Size { get; init; } = ExperimentSize.Default;

    /// <summary>Names the random numbers. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads; no finding but a time depends on them. Default 1.</summary>
    public int Threads { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Where recordings are, or null where that was not said.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Hears how far the experiment is, a line at a time; may be told as often as one likes. Default: nobody.</summary>
    public Action<string> Tell { get; init; } = static _ => { };

    /// <summary>When to stop; ask it in every loop that takes longer than a second.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The random numbers of this run; fork it for each use.</summary>
    public Rng Rng => new((ulong)Seed);

    /// <summary>The path of a recording.</summary>
    /// <param name="name">Its path below <see cref="DataDirectory"/>.</param>
    /// <returns>A file that is there.</returns>
    /// <exception cref="DataException">It is not.</exception>
    public string Recording(string name)
    {
        string path = Path.Combine(DataDirectory ?? "", name);
        return DataDirectory is null ? throw new DataException(name, null, null, "this experiment needs a recording, and found no directory of recordings, name it with --data DIR")
            : File.Exists(path) ? path
            : throw new DataException(path, null, null, "found no such recording, expected it below the directory of --data, name another one or put it there");
    }
}
