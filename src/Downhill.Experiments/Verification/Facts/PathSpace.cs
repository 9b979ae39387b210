using Downhill.Compute;
using Downhill.Energies;
using Downhill.Inverse;

namespace Downhill.Experiments.Facts;

/// <summary>A space of trajectories small enough to be summed over, costs on it that are one energy each, and who goes through it.</summary>
internal sealed record PathSpace
{
    private const int States = 4, Actions = 3, Coordinates = 3;

    private PathSpace(Mdp mdp, Rng rng)
    {
        (Mdp, All) = (mdp, AllPaths.Of(mdp));
        double[] places = new double[States * Actions * Coordinates];
        rng.Fork(1).Normal(places);
        Steps = Paths.Of(Coordinates, [.. All.Paths.Select(path => path.Actions.SelectMany((action, t) => places.AsSpan(((path.States[t] * Actions) + action) * Coordinates, Coordinates).ToArray()).ToArray())], mdp.Discount);
        Dynamics = [.. All.LogDynamics];
    }

    internal Mdp Mdp { get; }

    internal AllPaths All { get; }

    internal Paths Steps { get; }

    /// <summary>ln of what the world does.</summary>
    internal double[] Dynamics { get; }

    internal int Count => Steps.Count;

    /// <summary>Four states, three actions, four decisions; one successor each: 324 ways.</summary>
    internal static PathSpace Deterministic(int seed) => Of(1, 4, new Rng((ulong)seed));

    /// <summary>Four states, three actions, three decisions; two successors each: 864 ways.</summary>
    internal static PathSpace Stochastic(int seed) => Of(2, 3, new Rng((ulong)seed));

    /// <summary>A cost of a step: a small network over the step's coordinates.</summary>
    internal static Energy Cost(int seed) => new Mlp(Coordinates, [5], new Rng((ulong)seed), "cost");

    /// <summary>Someone who decides at random, but not evenly.</summary>
    internal static Policy Decider(int seed)
    {
        double[] weights = [.. Calculation.Normal(seed, States * Actions).Select(Math.Exp)];
        return new(States, Actions, [.. weights.Chunk(Actions).SelectMany(row => row.Select(w => w / row.Sum()))]);
    }

    /// <summary>ln Σ P e⁻ᶜ.</summary>
    internal double LogPartition(double[] costs)
    {
        double[] logs = [.. costs.Zip(Dynamics, (c, log) => log - c)];
        double largest = logs.Worst();
        return largest + Math.Log(logs.Sum(log => Math.Exp(log - largest)));
    }

    /// <summary>P e⁻ᶜ / Z.</summary>
    internal double[] Boltzmann(double[] costs)
    {
        double z = LogPartition(costs);
        return [.. costs.Zip(Dynamics, (c, log) => Math.Exp(log - c - z))];
    }

    /// <summary>c of every way.</summary>
    internal double[] Costs(Energy energy)
    {
        PathBatch batch = new(energy, PathLosses.Guided, Steps, learnsPartition: false);
        return batch.CostsAt(batch.Start);
    }

    private static PathSpace Of(int successors, int horizon, Rng rng)
    {
        List<(int, int, int, double)> listed = [];
        for (int pair = 0; pair < States * Actions; pair++)
        {
            int[] next = [.. Enumerable.Range(0, States)];
            rng.Fork(100 + pair).Shuffle<int>(next);
            double[] weights = [.. Enumerable.Range(0, successors).Select(i => 0.2 + rng.Fork(200 + pair).Uniform(i))];
            listed.AddRange(weights.Select((w, i) => (pair / Actions, pair % Actions, next[i], w / weights.Sum())));
        }

        double[] initial = [0.4, 0.3, 0.2, 0.1];
        return new(new Mdp(Transitions.Of(States, Actions, listed), Rewards.OfState(new double[States]), initial, new bool[States], 0.9, horizon), rng);
    }
}
