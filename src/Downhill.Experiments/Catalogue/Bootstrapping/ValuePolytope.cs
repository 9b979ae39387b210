using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>Ways to learn two states' values, over the values that policies have.</summary>
/// <remarks>Source: R. Dadashi et al. (2019), The value function polytope in reinforcement learning, arXiv:1901.11524, with the process of its figure 2.</remarks>
internal static class ValuePolytope
{
    private const int Starts = 4, Steps = 600;
    private const double Output = 4;

    internal static IEnumerable<Finding> Pictured(Rng rng)
    {
        Mdp mdp = new(
            Transitions.Of(2, 2, [(0, 0, 0, 0.7), (0, 0, 1, 0.3), (0, 1, 0, 0.99), (0, 1, 1, 0.01), (1, 0, 0, 0.2), (1, 0, 1, 0.8), (1, 1, 0, 0.99), (1, 1, 1, 0.01)]),
            Rewards.OfStateAction([-0.45, -0.1, 0.5, 0.5]), [0.5, 0.5], [false, false], 0.9);
        BellmanBackup backup = new(mdp);
        double[] best = OptimalValues.Of(mdp).V, weights = PairDistribution.Uniform(mdp);
        QNetwork[] networks = [.. Enumerable.Range(0, Starts).Select(k => new QNetwork(Output * new WideNetwork(NetworkCase.Features, [24, 24], rng.Fork(k)), NetworkCase.Normal(rng.Fork(100), 4 * NetworkCase.Features)))];
        (string Title, Func<QNetwork, double[][]> Way)[] ways =
        [
            ("value iteration", network => Tables(network.Values(), q => Backed(backup, q), 60)),
            ("Q + α K D (TQ − Q), K of the start", network => network.Kernel() is var kernel ? Tables(network.Values(), q => NetworkCase.Linearised(backup, kernel, weights, q, Step(kernel, weights)), Steps) : []),
            ("the network", network => Real(backup, network, weights)),
        ];
        yield return new Pictured("polytope", "Two states' values", new Figure("")
        {
            Width = 1100,
            Height = 420,
            Columns = 3,
            SharedX = true,
            SharedY = true,
            Description = "Ways of learning in the plane of two states' values, over the polytope of the values of policies.",
            Panels = [.. ways.Select(way => Panel(way.Title, Policies(mdp), [.. networks.Select(way.Way)], best))],
        }, "Grey: the values of all policies. Lines: maxₐ Q of the two states from four networks' first guesses (dots) on, pairs seen alike. Value iteration comes in along the diagonal of the discount; what generalises between pairs drags the other state along, past the best and back, and a network goes nearly as its first kernel says.");
    }

    private static double Step(double[] kernel, double[] weights) => 0.3 / KernelShape.Fastest(kernel, weights);

    private static double[] Backed(BellmanBackup backup, double[] q)
    {
        double[] next = new double[q.Length];
        backup.Apply(q, next);
        return next;
    }

    private static double[][] Tables(double[] start, Func<double[], double[]> next, int steps)
    {
        List<double[]> tables = [start];
        for (int t = 0; t < steps; t++)
        {
            tables.Add(next(tables[^1]));
        }

        return [.. tables];
    }

    private static double[][] Real(BellmanBackup backup, QNetwork network, double[] weights)
    {
        double step = Step(network.Kernel(), weights);
        List<double[]> tables = [network.Values()];
        for (int t = 0; t < Steps; t++)
        {
            network = network.Step(backup, weights, step);
            tables.Add(network.Values());
        }

        return [.. tables];
    }

    private static (double[] X, double[] Y) Policies(Mdp mdp)
    {
        double[][] values = [.. from i in Enumerable.Range(0, 61) from j in Enumerable.Range(0, 61) select PolicyValues.Of(mdp, new(2, 2, [i / 60.0, 1 - (i / 60.0), j / 60.0, 1 - (j / 60.0)])).V];
        return ([.. values.Select(v => v[0])], [.. values.Select(v => v[1])]);
    }

    private static Panel Panel(string title, (double[] X, double[] Y) policies, double[][][] ways, double[] best) => new()
    {
        Title = title,
        XLabel = "value of state 1",
        YLabel = "value of state 2",
        EqualAspect = true,
        Legend = Legend.None,
        Marks =
        [
            new Scatter(policies.X, policies.Y) { Colour = Palette.Grey, Size = 2.5, Opacity = 0.25 },
            .. ways.Select((way, k) => new Line([.. way.Select(Worth(0))], [.. way.Select(Worth(1))]) { Colour = Palette.OfSeries(k), Width = 2 }),
            .. ways.Select((way, k) => new Scatter([Worth(0)(way[0])], [Worth(1)(way[0])]) { Colour = Palette.OfSeries(k), Size = 8, Opacity = 1 }),
            new Markers([new Place(best[0], best[1], "best")]),
        ],
    };

    private static Func<double[], double> Worth(int state) => q => Math.Max(q[2 * state], q[(2 * state) + 1]);
}
