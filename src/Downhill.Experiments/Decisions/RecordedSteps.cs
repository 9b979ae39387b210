using Downhill.Data;

namespace Downhill.Experiments.Decisions;

/// <summary>Recorded steps as the process that repeats them: states are the distinct ones that were seen, what follows is what followed.</summary>
/// <param name="Mdp">The process; what was never tried keeps its state, and is never learned from.</param>
/// <param name="Weights">How often each pair was seen, shape [n], of sum one.</param>
/// <param name="Points">The numbers of each state, shape [S][features].</param>
internal sealed record RecordedSteps(Mdp Mdp, double[] Weights, double[][] Points)
{
    private const int MostPairs = 600;

    internal static RecordedSteps Read(string file, double discount)
    {
        Table table = TableReader.Read(file);
        string[] names = [.. table.Columns.Select(column => column.Name)], now = Named("state"), next = Named("next");
        string? missing = Array.Find(["action", "reward", "terminal"], name => !names.Contains(name));
        _ = missing is null ? 0 : throw new DataException(file, 1, null, $"found no column '{missing}', expected columns state…, action, reward, next…, terminal; {NearestName.Advice(missing, names)}");
        _ = now.Length > 0 && now.Length == next.Length ? 0 : throw new DataException(file, 1, null, $"found {now.Length} columns state… and {next.Length} columns next…, expected as many of each, at least one");
        return Of(file, table.Numbers(now), table.Numbers(next), table.Numbers("action"), table.Numbers("reward"), table.Numbers("terminal"), now.Length, discount);

        string[] Named(string start) => [.. names.Where(name => name.StartsWith(start, StringComparison.Ordinal))];
    }

    private static RecordedSteps Of(string file, double[] now, double[] next, double[] action, double[] reward, double[] terminal, int features, double discount)
    {
        int wrong = Array.FindIndex(action, value => value is < 0 or > 1000 || value != Math.Floor(value));
        _ = wrong < 0 ? 0 : throw new DataException(file, wrong + 2, null, $"found action {action[wrong]}, expected a whole number from 0 to 1000");
        Dictionary<string, int> known = [];
        List<double[]> points = [];
        int Number(double[] all, int row, string mark)
        {
            double[] point = all[(row * features)..((row + 1) * features)];
            string key = mark + string.Join(' ', point.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
            if (!known.TryGetValue(key, out int number))
            {
                known[key] = number = points.Count;
                points.Add(point);
            }

            return number;
        }

        int[] from = [.. action.Select((_, row) => Number(now, row, ""))], to = [.. action.Select((_, row) => Number(next, row, terminal[row] > 0 ? "end " : ""))];
        bool[] ends = [.. points.Select(_ => false)];
        for (int row = 0; row < to.Length; row++)
        {
            ends[to[row]] |= terminal[row] > 0;
        }

        int actions = (int)action.Max() + 1, pairs = points.Count * actions;
        _ = pairs <= MostPairs ? 0 : throw new DataException(file, null, null, $"found {points.Count} distinct states and {actions} actions, {pairs} pairs, expected at most {MostPairs}: give a smaller batch");
        double[] seen = new double[pairs], paid = new double[pairs];
        for (int row = 0; row < from.Length; row++)
        {
            int pair = (from[row] * actions) + (int)action[row];
            seen[pair]++;
            paid[pair] += reward[row];
        }

        IEnumerable<(int, int, int, double)> listed = from.Select((state, row) => (state, (int)action[row], to[row], 1 / seen[(state * actions) + (int)action[row]]))
            .Concat(Enumerable.Range(0, pairs).Where(pair => seen[pair] == 0 && !ends[pair / actions]).Select(pair => (pair / actions, pair % actions, pair / actions, 1.0)));
        Rewards rewards = Rewards.OfStateAction([.. paid.Zip(seen, (sum, count) => count == 0 ? 0 : sum / count)]);
        double[] first = [.. ends.Select((end, state) => state == from[0] ? 1.0 : 0)];
        return new(new(Transitions.Of(points.Count, actions, listed), rewards, first, ends, discount), [.. seen.Select(count => count / from.Length)], [.. points]);
    }
}
