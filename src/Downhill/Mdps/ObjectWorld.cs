using Downhill.Compute;

namespace Downhill.Mdps;

/// <summary>A grid with coloured objects: +1 within 3 cells of outer colour 0 and within 2 of outer colour 1, −1 within 3 of outer colour 0 alone, else 0.</summary>
/// <remarks>
/// Each object has an outer and an inner colour; inner colours and the other outer ones distract. Five actions: up, right, down, left, stay;
/// by a chance a move is replaced by one of the five, equally likely. Nothing ends. A move over the edge stays.
/// Source: S. Levine, Z. Popović and V. Koltun (2011), Nonlinear inverse reinforcement learning with Gaussian processes, NeurIPS.
/// </remarks>
public sealed record ObjectWorld
{
    private static readonly (int X, int Y)[] Moves = [(0, -1), (1, 0), (0, 1), (-1, 0), (0, 0)];

    /// <summary>Cells on a side. Default 16.</summary>
    public int Size { get; init => field = Require.AtLeast(value, 2); } = 16;

    /// <summary>How many objects. Default 12.</summary>
    public int Objects { get; init => field = Require.AtLeast(value, 1); } = 12;

    /// <summary>How many colours, at least the two that matter. Default 2.</summary>
    public int Colours { get; init => field = Require.AtLeast(value, 2); } = 2;

    /// <summary>The chance that a move is replaced by any of the five. Default 0.3.</summary>
    public double Wind { get; init => field = Require.Within(value, 0, 1); } = 0.3;

    /// <summary>γ. Default 0.9.</summary>
    public double Discount { get; init => field = Require.Within(value, 0, 1); } = 0.9;

    /// <summary>H, or null. Default null.</summary>
    public int? Horizon { get; init; }

    /// <summary>A world with objects in places drawn at random.</summary>
    /// <param name="rng">The same number, the same world.</param>
    /// <exception cref="ArgumentException">There are more objects than cells.</exception>
    public DrawnObjects Draw(Rng rng)
    {
        int cells = Size * Size;
        _ = Objects <= cells ? 0 : throw new ArgumentException($"{Objects} objects on {cells} cells, expected at most one for each.", nameof(rng));
        int[] places = [.. Enumerable.Range(0, cells)];
        rng.Fork(0).Shuffle(places.AsSpan());
        ColouredObject[] objects = [.. Enumerable.Range(0, Objects).Select(i => new ColouredObject(places[i] % Size, places[i] / Size, rng.Fork(1).Below(i, Colours), rng.Fork(2).Below(i, Colours)))];
        double[] features = [.. Enumerable.Range(0, cells).SelectMany(cell => Distances(objects, cell))];
        double[] reward = [.. Enumerable.Range(0, cells).Select(cell => Reward(features[cell * 2 * Colours], features[(cell * 2 * Colours) + 1]))];
        double[] initial = new double[cells];
        Array.Fill(initial, 1.0 / cells);
        return new(new Mdp(Follow(), Rewards.OfState(reward), initial, new bool[cells], Discount, Horizon), Size, objects, features);
    }

    private static double Reward(double first, double second) => first > 3 ? 0 : second <= 2 ? 1 : -1;

    // To the nearest object of each outer colour, then of each inner one; the diagonal of the grid where there is none.
    private IEnumerable<double> Distances(ColouredObject[] objects, int cell)
    {
        double far = Math.Sqrt(2) * Size;
        for (int i = 0; i < 2 * Colours; i++)
        {
            yield return objects.Where(o => (i < Colours ? o.Outer : o.Inner) == i % Colours)
                .Select(o => Math.Sqrt(Square(o.X - (cell % Size)) + Square(o.Y - (cell / Size)))).Append(far).Min();
        }

        static double Square(int x) => x * x;
    }

    private Transitions Follow() => Transitions.Of(Size * Size, 5,
        from cell in Enumerable.Range(0, Size * Size)
        from action in Enumerable.Range(0, 5)
        from taken in Enumerable.Range(0, 5)
        select (cell, action, After(cell, taken), (Wind / 5) + (action == taken ? 1 - Wind : 0)));

    private int After(int cell, int action)
    {
        int x = Math.Clamp((cell % Size) + Moves[action].X, 0, Size - 1), y = Math.Clamp((cell / Size) + Moves[action].Y, 0, Size - 1);
        return (y * Size) + x;
    }
}

/// <summary>An object in a cell.</summary>
/// <param name="X">Its column.</param>
/// <param name="Y">Its row.</param>
/// <param name="Outer">Its outer colour.</param>
/// <param name="Inner">Its inner colour.</param>
public sealed record ColouredObject(int X, int Y, int Outer, int Inner);

/// <summary>An object world: state y · Size + x.</summary>
/// <param name="Mdp">The process.</param>
/// <param name="Size">Cells on a side.</param>
/// <param name="Objects">The objects.</param>
/// <param name="Features">The distance to the nearest object of each outer colour, then of each inner one, in cells; shape [S, 2 · colours].</param>
public sealed record DrawnObjects(Mdp Mdp, int Size, IReadOnlyList<ColouredObject> Objects, double[] Features);
