using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.StepFunctions;

namespace Downhill.Experiments.Codes;

/// <summary>A way to describe a system, in several sizes.</summary>
internal sealed record ModelClass(string Name, int[] Sizes, Func<int, Rng, StepFunction> Make)
{
    private static readonly int[] Widths = [2, 4, 6, 8, 12, 16, 24];

    internal static ModelClass Energy { get; } = Networks(Kind.Energy);

    internal static ModelClass Residual { get; } = Networks(Kind.Residual);

    internal static ModelClass Plain { get; } = Networks(Kind.Plain);

    /// <summary>A bowl and K bumps, in the scaled coordinates z.</summary>
    internal static ModelClass Radial { get; } = new("energy of bumps", [0, 2, 3, 4, 6, 9], (bumps, rng) => new EnergyStep(Bumps(bumps, rng)));

    internal static ModelClass[] All { get; } = [Energy, Radial, Residual, Plain];

    /// <summary>The name in a sentence.</summary>
    internal string Article => $"{(Name[0] == 'e' ? "an" : "a")} {Name}";

    private static ModelClass Networks(Kind kind) => new(Contestant.NameOf(kind), Widths, (width, rng) => new Contestant(kind, StepSystem.Dimension, width, width).Make(rng));

    private static RadialFeatures Bumps(int count, Rng rng)
    {
        RadialFeatures energy = new(StepSystem.Dimension);
        for (int k = 0; k < count; k++)
        {
            energy = energy.Grown([1.2 * ((2 * rng.Uniform(2 * k)) - 1), 1.2 * ((2 * rng.Uniform((2 * k) + 1)) - 1)], 4, 0.5);
        }

        return energy;
    }
}
