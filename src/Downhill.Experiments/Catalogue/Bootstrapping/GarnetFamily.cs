using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Mdps;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>A kind of random learning problem of which some grow and some settle.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="What">What is random about it.</param>
/// <param name="Draw">One of them: the update, and the table it begins with.</param>
internal sealed record GarnetFamily(string Name, string What, Func<Rng, (QIteration Update, double[] Start)> Draw)
{
    private const int Actions = 2, Few = 5, Fewer = 4;

    internal static GarnetFamily[] All { get; } =
    [
        new("one feature", "values are one number times a positive feature, whose logarithm differs between states by 1 and between actions by 0.2; most data are of a few pairs; discount 0.98", rng => Featured(rng, 1, 0.98, Frequencies(rng.Fork(1), Few, 40))),
        new("two features", "two such features; most data are of a few pairs; discount 0.97", rng => Featured(rng, 2, 0.97, Frequencies(rng.Fork(1), Few, 12))),
        new("long steps", "a table without generalisation; step sizes up to 4 over the largest frequency; discount 0.9", Long),
        new("inverted kernel", "the pseudo-inverse of the kernel of two such features takes its part in the step; most data are of a few pairs; discount 0.97", Inverted),
        new("network", "the tangent kernel of a network of 16 units on random coordinates; step sizes up to 4 over its largest rate; discount 0.9", Network),
    ];

    private static Mdp Process(Rng rng, int states, double discount) => new Garnet { States = states, Actions = Actions, Branches = 2, Discount = discount }.Draw(rng);

    // uᵏ: the larger k, the fewer pairs are all that is seen.
    private static double[] Frequencies(Rng rng, int states, double power)
    {
        double[] powers = [.. Enumerable.Range(0, states * Actions).Select(pair => Math.Pow(rng.Uniform(pair), power))];
        return [.. powers.Select(own => own / powers.Sum())];
    }

    private static double[] Kernel(Rng rng, int count)
    {
        double[] ofState = new double[Few * count], ofPair = new double[Few * Actions * count];
        rng.Fork(2).Normal(ofState);
        rng.Fork(3).Normal(ofPair);
        LinearFeatures features = new(Few * Actions, count, [.. ofPair.Select((own, at) => Math.Exp(ofState[(at / count / Actions * count) + (at % count)] + (0.2 * own)))]);
        return features.Kernel();
    }

    private static (QIteration Update, double[] Start) Featured(Rng rng, int features, double discount, double[] frequencies) =>
        (Cautious(new(new(Process(rng.Fork(0), Few, discount)), Gain.OfKernel(Kernel(rng, features), frequencies)), 0.3), new double[frequencies.Length]);

    private static (QIteration Update, double[] Start) Inverted(Rng rng) =>
        (Cautious(new(new(Process(rng.Fork(0), Few, 0.97)), Gain.Corrected(Kernel(rng, 2), Frequencies(rng.Fork(1), Few, 12))), 0.3), new double[Few * Actions]);

    private static (QIteration Update, double[] Start) Long(Rng rng)
    {
        double[] frequencies = Frequencies(rng.Fork(1), Fewer, 0.5);
        return (new(new(Process(rng.Fork(0), Fewer, 0.9)), Gain.Weighted(frequencies)) { StepSize = (0.1 + (3.9 * rng.Uniform(0))) / frequencies.Max() }, new double[Fewer * Actions]);
    }

    private static (QIteration Update, double[] Start) Network(Rng rng)
    {
        const int pairs = Fewer * Actions;
        Mdp mdp = Process(rng.Fork(0), Fewer, 0.9);
        double[] places = new double[pairs * 4], start = new double[pairs], kernel = new double[pairs * pairs];
        rng.Fork(2).Normal(places);
        Mlp network = new(4, [16], rng.Fork(3));
        Node x = Node.Input("x", Shape.PerRow(4));
        TangentKernel<double> tangent = TangentKernel.Compile<double>(1, network.Of(x), [.. network.Parameters.Select(parameter => parameter.Node)]);
        foreach (Parameter parameter in network.Parameters)
        {
            tangent.Set(parameter.Name, parameter.Values);
        }

        tangent.Set("x", places);
        tangent.Run();
        tangent.Outputs.CopyTo(start);
        tangent.Values.CopyTo(kernel);
        return (Cautious(new(new(mdp), Gain.OfKernel(kernel, PairDistribution.Uniform(mdp))), 0.1 + (3.9 * rng.Uniform(0))), start);
    }

    // Over the largest rate of the policy that is best.
    private static QIteration Cautious(QIteration update, double factor)
    {
        int[] best = update.Backup.Greedy(OptimalValues.Of(update.Backup.Mdp).Q);
        return update with { StepSize = factor / Stability.Rates(update, best).Max(rate => rate.Magnitude) };
    }
}
