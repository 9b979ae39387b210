using System.Text;
using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>Reads recorded episodes from rows of text.</summary>
internal sealed class RecordedRows(string file)
{
    private readonly List<Draft> drafts = [];
    private int[] states = [], actions = [];
    private int reward = -1, terminal = -1;

    /// <summary>The line of a decision, or of the last state.</summary>
    internal long? LineOf(int episode, int t) => drafts[episode].Lines[Math.Min(t, drafts[episode].Lines.Count - 1)];

    internal Recordings Read()
    {
        using DataRows rows = DataRows.Open(file, []);
        int name = rows.Field("episode"), time = rows.Field("t");
        FindColumns(rows, name, time);
        Dictionary<string, Draft> byName = new(StringComparer.Ordinal);
        while (rows.Read())
        {
            string label = Encoding.UTF8.GetString(rows.Text(name));
            if (!byName.TryGetValue(label, out Draft? draft))
            {
                byName[label] = draft = new(label);
                drafts.Add(draft);
            }

            Take(rows, draft, time);
        }

        return drafts.Count == 0 ? throw rows.WrongAtEnd("found no row below the header, expected at least one decision, check that the file was written to its end")
            : new([.. states.Select(field => rows.Header[field])], [.. actions.Select(field => rows.Header[field])], [.. drafts.Select(draft => draft.Build(reward >= 0, terminal >= 0))]);
    }

    private void FindColumns(DataRows rows, int name, int time)
    {
        string[] header = rows.Header;
        actions = [.. Fields(header, column => column.StartsWith("action", StringComparison.Ordinal))];
        (reward, terminal) = (Array.IndexOf(header, "reward"), Array.IndexOf(header, "terminal"));
        int single = Array.IndexOf(header, "state");
        int[] others = [.. Fields(header, column => column.Length > 0).Where(field => field != name && field != time && field != reward && field != terminal && !actions.Contains(field))];
        states = single >= 0 ? [single] : others;
        _ = actions.Length > 0 ? 0 : throw rows.WrongAt(1, $"found no column 'action' among {string.Join(", ", header)}, expected episode,t,state,action");
        _ = states.Length > 0 ? 0 : throw rows.WrongAt(1, $"found no column 'state' among {string.Join(", ", header)}, expected episode,t,state,action, or columns of numbers instead of state");
    }

    private static IEnumerable<int> Fields(string[] header, Func<string, bool> which) => Enumerable.Range(0, header.Length).Where(field => which(header[field]));

    private void Take(DataRows rows, Draft draft, int time)
    {
        double t = rows.Number(time);
        _ = t == draft.Lines.Count ? 0 : throw rows.Wrong(time, $"found t = {t:R} in episode '{draft.Name}', expected {draft.Lines.Count}: rows of an episode count from 0 by 1, in order");
        _ = draft.Ended ? throw rows.Wrong(time, $"found a row of episode '{draft.Name}' behind its last state, expected an action on line {draft.Lines[^1]}") : 0;
        draft.Lines.Add(rows.Line);
        draft.States.AddRange(states.Select(rows.Number));
        draft.Ended = actions.All(field => rows.Text(field).IsEmpty);
        draft.Terminal |= terminal >= 0 && !rows.Text(terminal).IsEmpty && rows.Number(terminal) != 0;
        if (!draft.Ended)
        {
            draft.Actions.AddRange(actions.Select(rows.Number));
            draft.Rewards.Add(reward >= 0 ? rows.Number(reward) : 0);
        }
    }

    private sealed class Draft(string name)
    {
        internal string Name { get; } = name;

        internal List<long> Lines { get; } = [];

        internal List<double> States { get; } = [];

        internal List<double> Actions { get; } = [];

        internal List<double> Rewards { get; } = [];

        internal bool Ended { get; set; }

        internal bool Terminal { get; set; }

        internal RecordedEpisode Build(bool rewarded, bool marked) =>
            new(Name, Lines.Count - (Ended ? 1 : 0), [.. States], [.. Actions], rewarded ? [.. Rewards] : null, marked ? Terminal : null, Ended) { Lines = Lines };
    }
}
