using System.Globalization;
using System.Text;
using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>Demonstrations in files: CSV <c>episode,t,state,action</c>, or arrays of NumPy as the library imitation writes them.</summary>
/// <remarks>
/// <para>
/// CSV: rows of an episode have t = 0, 1, 2, … in order; its last state may stand in one more row whose action is empty. For states of
/// several numbers, columns of any names stand instead of <c>state</c>; for such actions, columns <c>action…</c>. Columns <c>reward</c> and
/// <c>terminal</c> (0 or 1, of which any counts for the episode) may be there.
/// </para>
/// <para>
/// Arrays: <c>obs</c> [n + episodes, …], one more row an episode than <c>acts</c> [n, …]; <c>indices</c>, at which rows of acts all episodes
/// but the first begin, without which there is one episode, whose last state may be missing; <c>terminal</c> [episodes] and <c>rews</c> [n] may be there.
/// </para>
/// </remarks>
public static class DemonstrationFile
{
    /// <summary>Reads states and actions of a finite process.</summary>
    /// <param name="file">CSV, gzipped or not, or arrays of NumPy; whatever its name.</param>
    /// <param name="mdp">The process they must fit, or null.</param>
    /// <exception cref="DataException">They are none, a state or action is out of range, or a step cannot happen; the message says where.</exception>
    public static Demonstrations Read(string file, Mdp? mdp = null)
    {
        (Recordings recordings, Func<int, int, long?> lineOf) = Load(file);
        if (!recordings.AreTabular)
        {
            throw new DataException(file, null, null, $"found states ({string.Join(", ", recordings.StateColumns)}) or actions ({string.Join(", ", recordings.ActionColumns)}) that are not single whole numbers from 0, expected those of a finite process");
        }

        Demonstrations demonstrations = recordings.ToDemonstrations();
        return mdp is null || demonstrations.Fault(mdp) is not (int episode, int t, string what) ? demonstrations
            : throw new DataException(file, lineOf(episode, t), lineOf(episode, t) is null ? null : 1, $"episode {recordings.Episodes[episode].Name}, t = {t}: {what}");
    }

    /// <summary>Reads states and actions of any numbers.</summary>
    /// <param name="file">CSV, gzipped or not, or arrays of NumPy; whatever its name.</param>
    /// <exception cref="DataException">They are none; the message says where.</exception>
    public static Recordings ReadRecordings(string file) => Load(file).Recordings;

    /// <summary>Writes demonstrations: arrays where the name ends in <c>.npz</c>, which need every episode's last state, else CSV.</summary>
    /// <param name="file">Where to; an existing file is replaced.</param>
    /// <param name="demonstrations">What.</param>
    /// <param name="mdp">Says, for arrays, which states are terminal, and what each step earns, the one to an end γ times the end's reward as well, so that Σ γᵗ rews is the return; or null: none and nothing.</param>
    /// <exception cref="ArgumentException">Arrays of an episode whose last state is not known, or that is not of the process.</exception>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    public static void Write(string file, Demonstrations demonstrations, Mdp? mdp = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(demonstrations);
        if (file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            RecordedArrays.Write(file, demonstrations, mdp);
        }
        else
        {
            DurableFile.WriteText(file, Csv(demonstrations));
        }
    }

    private static (Recordings Recordings, Func<int, int, long?> LineOf) Load(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (ArrayFile.IsOne(file))
        {
            return (RecordedArrays.Read(file), (_, _) => null);
        }

        RecordedRows rows = new(file);
        return (rows.Read(), (episode, t) => rows.LineOf(episode, t));
    }

    private static string Csv(Demonstrations demonstrations)
    {
        StringBuilder text = new("episode,t,state,action\n");
        for (int number = 0; number < demonstrations.Episodes.Count; number++)
        {
            Episode episode = demonstrations.Episodes[number];
            for (int t = 0; t < episode.Actions.Length; t++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{number},{t},{episode.States[t]},{episode.Actions[t]}\n");
            }

            if (episode.Last is int last)
            {
                text.Append(CultureInfo.InvariantCulture, $"{number},{episode.Actions.Length},{last},\n");
            }
        }

        return text.ToString();
    }
}
