using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Facts;
using Downhill.Mdps;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>A table of products that learns, beside the table with the step that its layers amount to.</summary>
/// <param name="Times">α t.</param>
/// <param name="Distances">Of the product from the optimal table, in the largest difference.</param>
/// <param name="Foretold">Of the preconditioned table.</param>
/// <param name="Errors">The largest distance of the two on the way, over its length, for each of <see cref="Steps"/>.</param>
internal sealed record LayeredCourse(double[] Times, double[] Distances, double[] Foretold, double[] Errors)
{
    private const double Start = 0.2, Duration = 6;

    internal static double[] Steps { get; } = Compare.Halvings(0.02, 5);

    internal static LayeredCourse Of(Rng rng, int layers)
    {
        Mdp drawn = new Garnet { States = 5, Actions = 2, Discount = 0.5 }.Draw(rng), mdp = drawn.With(Rewards.OfStateAction([.. drawn.Rewards.Values.Select(reward => 0.2 + Math.Abs(reward))]));
        BellmanBackup backup = new(mdp);
        double[] best = OptimalValues.Of(mdp).Q, weights = [.. Enumerable.Repeat(1.0, backup.Pairs)];
        double way = Compare.Length(Compare.Difference(best, Initial()));
        double[] errors = [.. Steps.Select(step => Ways(step).Worst(at => Compare.Length(Compare.Difference(at.Product, at.Table))) / way)];
        (double[] Product, double[] Table)[] ways = [.. Ways(Steps[0])];
        return new([.. ways.Select((_, t) => t * Steps[0])], [.. ways.Select(way => Away(way.Product))], [.. ways.Select(way => Away(way.Table))], errors);

        double Away(double[] q) => Compare.Largest(Compare.Difference(q, best));

        double[] Initial() => [.. Enumerable.Repeat(Start, backup.Pairs)];

        IEnumerable<(double[] Product, double[] Table)> Ways(double step)
        {
            QNetwork network = QNetwork.OneHot(LayeredTable.Balanced(Initial(), layers));
            double[] table = Initial(), next = new double[backup.Pairs];
            yield return (network.Values(), table);
            for (int t = 0; t < (int)Math.Round(Duration / step); t++)
            {
                network = network.Step(backup, weights, step);
                backup.Apply(table, next);
                table = [.. table.Zip(next, (q, target) => q + (step * layers * Math.Pow(Math.Abs(q), 2 - (2.0 / layers)) * (target - q)))];
                yield return (network.Values(), table);
            }
        }
    }
}
