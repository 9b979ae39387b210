using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Experiments.StepFunctions;

/// <summary>A kind of step function that can be made in any size.</summary>
internal enum Kind
{
    Plain,
    Residual,
    Energy,
    Game,
}

/// <summary>A kind in a size: two hidden layers of given widths.</summary>
/// <param name="Kind">What is learned.</param>
/// <param name="Dimension">Coordinates of a point.</param>
/// <param name="First">Units of the first hidden layer; in a game of each player.</param>
/// <param name="Second">Units of the second.</param>
internal sealed record Contestant(Kind Kind, int Dimension, int First, int Second)
{
    /// <summary>In pictures and tables.</summary>
    internal string Name => NameOf(Kind);

    /// <summary>How many parameters there are.</summary>
    internal int Parameters => Kind switch
    {
        Kind.Plain or Kind.Residual => Hidden + (Second * Dimension) + Dimension,
        Kind.Energy => Hidden + Second,
        Kind.Game => Dimension * (Hidden + Second),
    };

    /// <summary>Multiply-adds of matrix products per transition in the gradient of the loss.</summary>
    /// <remarks>
    /// A product costs once itself and once for each of its two factors on the way back, except that nobody asks for the gradient in z.
    /// An energy's step is already a way back: the products of the network and their transposes, less the last layer's, which has one output.
    /// </remarks>
    internal int Work
    {
        get
        {
            int first = Dimension * First, middle = First * Second;
            int energy = (3 * ((2 * (first + middle)) + Second)) - first;
            return Kind switch
            {
                Kind.Plain or Kind.Residual => (3 * (first + middle + (Second * Dimension))) - first,
                Kind.Energy => energy,
                Kind.Game => Dimension * energy,
            };
        }
    }

    private int Hidden => ((Dimension + 1) * First) + ((First + 1) * Second);

    internal static string NameOf(Kind kind) => kind switch
    {
        Kind.Plain => "plain network",
        Kind.Residual => "residual network",
        Kind.Energy => "energy",
        Kind.Game => "game of energies",
    };

    /// <summary>The one whose measure is nearest to a budget, of layers that differ by two units at most.</summary>
    internal static Contestant Nearest(Kind kind, int dimension, int budget, Func<Contestant, int> measure) =>
        (from first in Enumerable.Range(2, 62)
         from second in Enumerable.Range(Math.Max(1, first - 2), 5)
         select new Contestant(kind, dimension, first, second)).MinBy(contestant => Math.Abs(measure(contestant) - budget))!;

    /// <summary>With random parameters.</summary>
    internal StepFunction Make(Rng rng) => Kind switch
    {
        Kind.Plain => new PlainStep(new Network([Dimension, First, Second, Dimension], rng)),
        Kind.Residual => new ResidualStep(new Network([Dimension, First, Second, Dimension], rng)),
        Kind.Energy => new EnergyStep(Energy(rng, "energy")),
        Kind.Game => new GameStep([.. Enumerable.Range(0, Dimension).Select(i => Energy(rng.Fork(i), $"player{i}"))]),
    };

    private Energy Energy(Rng rng, string name)
    {
        Mlp mlp = new(Dimension, [First, Second], rng, name);
        return mlp.With([.. mlp.Parameters.SkipLast(1), mlp.Parameters[^1] with { Values = [.. mlp.Parameters[^1].Values.Select(w => Network.Quiet * w)] }]);
    }
}
