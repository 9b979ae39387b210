using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>Demonstrations and what samplers drew, all as paths: the first rows are the demonstrations.</summary>
/// <remarks>
/// Every path has a density under every sampler that ever drew one, ln Π π(a|s) (what the world does is left out, as everywhere);
/// together they are fused into one mixture, by how many each drew. Demonstrations count as drawn by a clone of their behaviour.
/// </remarks>
internal sealed class SampledPaths
{
    private readonly Mdp _mdp;
    private readonly Func<int, int, double[]> _place;
    private readonly List<(Policy Policy, int Count)> _samplers = [];
    private readonly List<Episode> _episodes;

    internal SampledPaths(Mdp mdp, Demonstrations demonstrations, Func<int, int, double[]> place)
    {
        demonstrations.Check(mdp);
        (_mdp, _place) = (mdp, place);
        _episodes = [.. demonstrations.Episodes.Select(Counted)];
        Demonstrated = _episodes.Count;
        _samplers.Add((new BehaviourCloning { Prior = 0.1 }.Fit(mdp, demonstrations), Demonstrated));
    }

    /// <summary>How many decisions of a path count: up to the horizon, or until what is later counts less than a ten-thousandth.</summary>
    internal static int Longest(Mdp mdp) => mdp.Horizon ?? (mdp.Discount == 1 ? 10_000 : mdp.Discount == 0 ? 1 : (int)Math.Ceiling(Math.Log(1e-4) / Math.Log(mdp.Discount)));

    internal int Demonstrated { get; }

    internal int Count => _episodes.Count;

    internal void Add(Policy sampler, Demonstrations drawn)
    {
        _episodes.AddRange(drawn.Episodes);
        _samplers.Add((sampler, drawn.Episodes.Count));
    }

    internal Paths Paths => Paths.Of(_place(0, 0).Length, [.. _episodes.Select(episode => episode.Actions.SelectMany((action, t) => _place(episode.States[t], action)).ToArray())], _mdp.Discount);

    /// <summary>1/N for demonstrations, 0 for what was drawn.</summary>
    internal double[] DataWeights => [.. Enumerable.Range(0, Count).Select(i => i < Demonstrated ? 1.0 / Demonstrated : 0)];

    /// <summary>0 for demonstrations, 1/M for what was drawn.</summary>
    internal double[] SampleWeights => [.. Enumerable.Range(0, Count).Select(i => i < Demonstrated ? 0 : 1.0 / (Count - Demonstrated))];

    /// <summary>ln of the mixture of samplers at each path.</summary>
    /// <param name="withDemonstrations">Whether the demonstrations' own density is in it.</param>
    internal double[] LogMixture(bool withDemonstrations)
    {
        (Policy Policy, int Count)[] samplers = [.. _samplers.Skip(withDemonstrations ? 0 : 1)];
        double total = samplers.Sum(sampler => sampler.Count);
        return [.. _episodes.Select(episode =>
        {
            double[] logs = [.. samplers.Select(sampler => Math.Log(sampler.Count / total) + LogDensity(sampler.Policy, episode))];
            double largest = logs.Max();
            return largest + Math.Log(logs.Sum(log => Math.Exp(log - largest)));
        })];
    }

    private static double LogDensity(Policy policy, Episode episode)
    {
        double sum = 0;
        for (int t = 0; t < episode.Actions.Length; t++)
        {
            sum += Math.Log(policy.At(episode.States[t], t)[episode.Actions[t]]);
        }

        return sum;
    }

    private Episode Counted(Episode episode)
    {
        int kept = Math.Min(episode.Actions.Length, Longest(_mdp));
        return kept == episode.Actions.Length ? episode : new(episode.States[..kept], episode.Actions[..kept], episode.States[kept]);
    }
}
