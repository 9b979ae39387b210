using System.Globalization;
using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>Recorded episodes as arrays of NumPy: obs, acts, indices, terminal, rews.</summary>
internal static class RecordedArrays
{
    internal static Recordings Read(string file)
    {
        using NumberArrays arrays = new(file);
        (long[] seenShape, double[] seen) = arrays.Read("obs", "states, one more an episode than acts", 1, 2);
        (long[] doneShape, double[] done) = arrays.Read("acts", "actions", 1, 2);
        bool isSingle = !arrays.Has("indices");
        int[] starts = isSingle ? [0] : [0, .. arrays.ReadWhole("indices", "at which rows of acts the second and later episodes begin", 1).Values];
        int decisions = (int)doneShape[0], episodes = starts.Length;
        bool ordered = starts.Zip(starts.Skip(1)).All(pair => pair.First <= pair.Second) && starts[^1] <= decisions && starts[0] == 0;
        _ = ordered ? 0 : throw arrays.Wrong($"array 'indices': found numbers that do not ascend from 0 to {decisions}, expected where episodes begin in acts");
        bool hasLast = !(isSingle && seenShape[0] == decisions);
        _ = !hasLast || seenShape[0] == decisions + episodes ? 0 : throw arrays.Wrong($"found {seenShape[0]} rows of obs beside {decisions} of acts in {episodes} episodes, expected {decisions + episodes}: one more an episode");
        double[]? rewards = arrays.Has("rews") ? arrays.Read("rews", "rewards, one for each row of acts", 1).Values : null;
        _ = rewards is null || rewards.Length == decisions ? 0 : throw arrays.Wrong($"found {rewards!.Length} rews beside {decisions} acts, expected as many");
        double[]? ends = arrays.Has("terminal") ? arrays.Read("terminal", "a mark for each episode", 1).Values : null;
        _ = ends is null || ends.Length == episodes ? 0 : throw arrays.Wrong($"found {ends!.Length} marks in 'terminal' beside {episodes} episodes, expected as many");
        int width = Width(seenShape), actionWidth = Width(doneShape);
        return new(Names("obs", width, seenShape), Names("acts", actionWidth, doneShape), [.. Enumerable.Range(0, episodes).Select(Cut)]);

        RecordedEpisode Cut(int episode)
        {
            int start = starts[episode], end = episode + 1 < episodes ? starts[episode + 1] : decisions;
            return new(episode.ToString(CultureInfo.InvariantCulture), end - start, seen[((start + episode) * width)..((end + episode + (hasLast ? 1 : 0)) * width)], done[(start * actionWidth)..(end * actionWidth)], rewards?[start..end], ends is null ? null : ends[episode] != 0, hasLast);
        }
    }

    internal static void Write(string file, Demonstrations demonstrations, Mdp? mdp)
    {
        if (mdp is not null)
        {
            demonstrations.Check(mdp);
        }

        IReadOnlyList<Episode> episodes = demonstrations.Episodes;
        int[] obs = [.. episodes.SelectMany(episode => episode.States.Append(episode.Last ?? throw new ArgumentException("an episode whose last state is not known, expected one: arrays have a row for it.", nameof(demonstrations))))];
        int[] acts = [.. episodes.SelectMany(episode => episode.Actions)], lengths = [.. episodes.Select(episode => episode.Actions.Length)];
        int[] indices = [.. Enumerable.Range(1, episodes.Count - 1).Select(episode => lengths[..episode].Sum())];
        double[] rews = [.. episodes.SelectMany(episode => mdp is null ? new double[episode.Actions.Length] : EpisodeRewards.Of(mdp, episode))];
        ArrayWriter.Write(file, ("obs", [obs.Length], obs), ("acts", [acts.Length], acts), ("indices", [indices.Length], indices), ("terminal", [episodes.Count], episodes.Select(episode => mdp?.Terminal[episode.Last!.Value] ?? false).ToArray()), ("rews", [rews.Length], rews));
    }

    private static int Width(long[] shape) => shape.Length == 1 ? 1 : (int)shape[1];

    private static string[] Names(string name, int width, long[] shape) => shape.Length == 1 ? [name] : [.. Enumerable.Range(0, width).Select(i => $"{name}{i}")];
}
