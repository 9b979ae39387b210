using Downhill.Compute;
using Downhill.Densities;
using Downhill.Energies;

namespace Downhill.Tests.Energies;

/// <summary>An example or more of every sealed energy; one that can be made without arguments is found by itself.</summary>
internal static class EveryEnergy
{
    private static readonly Energy[] Given =
    [
        new Quadratic([2, 1, -3, 0.5], [1, -2]),
        new Quadratic([2, 1, 1, 0, 3, 0, 0, 0, -1], [1, -2, 0.5]) { Learned = true, Name = "bowl" },
        new DoubleWell(3),
        new Cosine(2) { Amplitude = -2.5 },
        new Linear([1, -2, 0.5]),
        new Rosenbrock(5),
        LayeredTable.Balanced([1, -2, 0.5], 2),
        DeepLinear.Balanced([1, -2, 0.5], [4, 5], new Rng(11)),
        new WideNetwork(3, [6, 4], new Rng(12)),
        new WideNetwork(2, [5], new Rng(13), WeightScaling.Standard) { Bend = Nonlinearity.Sine },
        new GaussianMixture(new Gaussian(1, [0, 1], [1, 0.5, 0.5, 2]), Gaussian.Isotropic(3, [-1, 0.5], 0.7)),
        new MixtureDensity(new Gaussian(1, [0, 1], [1, 0.5, 0.5, 2]), Gaussian.Isotropic(3, [-1, 0.5], 0.7)),
        new Mlp(3, [7, 5], new Rng(1)),
        new Mlp(2, [6], new Rng(2), "net") { Activation = Activation.Softplus, Center = [1, 2], Radius = [0.5, 2], Scale = 3 },
        new Mlp(1, [4, 4, 4], new Rng(3)) { Activation = Activation.Tanh },
        new Mlp(2, [4, 4], new Rng(4)) { Activation = Activation.Selu },
        new RadialFeatures(2),
        new RadialFeatures(3) { Center = [1, 0, -1], Radius = [2, 1, 0.5], Scale = 3 },
        new RadialFeatures(2, 4, "quartic") { Center = [1, 0] },
        new RadialFeatures(2) { Radius = [2, 0.5] }.Grown([1, 0.3], 2, 1).Grown([-0.5, 0.1], 3, -0.7),
        new MeanEnergy([new Mlp(2, [4], new Rng(8), "a"), new Mlp(2, [3], new Rng(9), "b"), new RadialFeatures(2).Grown([0.2, 0.1], 1, 2)]),
        new SumEnergy(new Mlp(2, [4], new Rng(5), "first"), new SumEnergy(new Mlp(2, [3], new Rng(6), "second"), new MuellerBrown())),
        new ScaledEnergy(new Quadratic([1, 0, 0, 2]) { Learned = true }, -0.5),
        new ScaledEnergy(new Mlp(2, [4], new Rng(7)), 0),
        new ConditionalEnergy(new Mlp(4, [5], new Rng(8)), [2, 0]).Holding(0.3, -1),
        CorrectedEnergy.FlowOf(new Quadratic([2, 1, 1, 3]) { Learned = true }, 0.2),
        CorrectedEnergy.DescentOf(new Mlp(2, [4], new Rng(9)), 0.2),
    ];

    internal static IReadOnlyList<Type> Types { get; } = [.. typeof(Energy).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Energy)) && !type.IsAbstract)];

    internal static IReadOnlyList<Energy> Examples { get; } = [.. Types.SelectMany(Of)];

    internal static IEnumerable<Energy> Of(Type type)
    {
        Energy[] given = [.. Given.Where(energy => energy.GetType() == type)];
        return Array.Find(type.GetConstructors(), constructor => Array.TrueForAll(constructor.GetParameters(), parameter => parameter.HasDefaultValue)) is { } plain
            ? [(Energy)plain.Invoke([.. plain.GetParameters().Select(parameter => parameter.DefaultValue)]), .. given]
            : given;
    }
}
