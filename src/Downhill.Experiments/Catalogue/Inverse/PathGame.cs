using Downhill.Compute;
using Downhill.Energies;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Training;

namespace Downhill.Experiments.InverseStudies;

/// <summary>A grid whose paths can all be listed, a cost of its places, someone who goes there, and what a discriminator and a generator make of it.</summary>
internal sealed record PathGame
{
    private PathGame(GridWorld grid, int horizon)
    {
        Grid = grid;
        Mdp = grid.Process(1, horizon);
        All = AllPaths.Of(Mdp);
        Steps = Paths.Of(2, [.. All.Paths.Select(path => path.States[..^1].SelectMany(Place).ToArray())]);
        Dynamics = [.. All.LogDynamics];
    }

    internal GridWorld Grid { get; }

    internal Mdp Mdp { get; }

    internal AllPaths All { get; }

    internal Paths Steps { get; }

    internal double[] Dynamics { get; }

    internal int Count => Steps.Count;

    /// <summary>Which cells some path counts.</summary>
    internal bool[] Visited => [.. Enumerable.Range(0, Mdp.States).Select(s => All.Paths.Any(path => path.States.AsSpan()[..^1].Contains(s)))];

    /// <summary>What being at a place costs, in truth: less the nearer to the far corner, and a hill between.</summary>
    internal static Energy Truth => new RadialFeatures(2) { Center = [2, 1], Radius = [2, 2] }.Grown([1.4, 1.6], 6, -1.2).Grown([3, 0], 3, 0.8);

    /// <summary>The cost as it begins: a network of the two coordinates.</summary>
    internal static Energy Learner(int units, Rng rng) => new Mlp(2, [units], rng, "cost") { Center = [1.5, 1.5], Radius = [1.5, 1.5] };

    internal static PathGame Deterministic(int size, int horizon) => new(Square(size, 0), horizon);

    internal static PathGame Slippery(int horizon) => new(Square(3, 0.3), horizon);

    /// <summary>Where a state is, the first row on top.</summary>
    internal double[] Place(int state)
    {
        (int x, int y) = Grid.CellOf(state);
        return [x, Grid.Height - 1 - y];
    }

    /// <summary>c of every path.</summary>
    internal double[] Costs(Energy energy)
    {
        PathBatch batch = new(energy, PathLosses.Guided, Steps, learnsPartition: false);
        return batch.CostsAt(batch.Start);
    }

    /// <summary>c of the cells.</summary>
    internal double[] Cells(Energy energy) => Landscape.Of(energy).Evaluate([.. Enumerable.Range(0, Mdp.States).SelectMany(Place)]).Energies;

    /// <summary>ln Σ P e⁻ᶜ.</summary>
    internal double LogPartition(double[] costs)
    {
        double[] logs = [.. costs.Zip(Dynamics, (c, log) => log - c)];
        double largest = logs.Max();
        return largest + Math.Log(logs.Sum(log => Math.Exp(log - largest)));
    }

    /// <summary>P e⁻ᶜ / Z.</summary>
    internal double[] Boltzmann(double[] costs)
    {
        double z = LogPartition(costs);
        return [.. costs.Zip(Dynamics, (c, log) => Math.Exp(log - c - z))];
    }

    /// <summary>The policy that is best for a cost, less its entropy.</summary>
    internal Policy SoftPolicy(Energy energy) => SoftValues.Of(Mdp.With(Rewards.OfState([.. Cells(energy).Select(c => -c)]))).Policy;

    internal Decided Decided(Policy policy) => new(All.Law(policy), All.LogPolicy(policy));

    /// <summary>The cost of largest likelihood, Z by summing over all paths.</summary>
    internal Energy MostLikely(Energy start, double[] data, int steps)
    {
        PathBatch batch = new(start, PathLosses.Guided, Steps, learnsPartition: false);
        batch.Weigh(data, logImportance: Dynamics);
        return batch.EnergyAt(new Lbfgs { Steps = steps, Tolerance = 1e-15 }.Minimise(batch.Start, batch.At).Last().Point);
    }

    /// <summary>The GAN: in each round some steps of the discriminator in c and ln Z, and a part of the way for the generator.</summary>
    internal IEnumerable<Round> Play(Energy start, double[] data, int rounds, int steps, double pace, CancellationToken stop)
    {
        PathBatch batch = new(start, PathLosses.Discriminator, Steps, learnsPartition: true);
        double[] point = batch.Start;
        Policy generator = Policy.Uniform(Mdp.States, Mdp.Actions);
        for (int round = 0; round < rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            Decided q = Decided(generator);
            batch.Weigh(data, q.Law, q.Log);
            point = new Lbfgs { Steps = steps, Tolerance = 0 }.Minimise(point, batch.At).Last().Point;
            Energy cost = batch.EnergyAt(point.AsSpan(0, point.Length - 1));
            yield return new(round, cost, point[^1], q, batch.CostsAt(point));
            generator = AdversarialCost.Between(generator, SoftPolicy(cost), pace);
        }
    }

    private static GridWorld Square(int size, double slip) =>
        new([.. Enumerable.Range(0, size).Select(row => row == 0 ? "S" + new string('.', size - 1) : new string('.', size))]) { Slip = slip };
}

/// <summary>A generator: how likely each path is, and ln of its decisions alone.</summary>
internal sealed record Decided(double[] Law, double[] Log);

/// <summary>Where the game stands after a round: the discriminator's cost and ln Z, and the generator that it learned against.</summary>
internal sealed record Round(int Number, Energy Cost, double LogPartition, Decided Generator, double[] Costs);
