using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Densities;

/// <summary>Uniform on the eight dark squares, of side 2, of the board [−4, 4]²: E = ln 32 on them, and 1000 more elsewhere.</summary>
/// <remarks>
/// <para>
/// −ln p is infinite off the dark squares. Infinity would make NaN of every sum and every product with zero; exp(−1000) is exactly 0 in
/// double and in float, so with 1000 every integral and every test of acceptance is what it would be with infinity, and what is
/// printed stays a number. The energy is flat, so its gradient is 0: it says where the squares end, but not where they are.
/// </para>
/// <para>Source: W. Grathwohl et al. (2019), FFJORD, ICLR.</para>
/// </remarks>
public sealed record Checkerboard : Density
{
    private const double Wall = 1000;
    private const int Side = 4;
    private const double Square = 2;

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <summary>[−5, 5]²: the board and half a square around it, where a learned law has its tails.</summary>
    public override Box Box => Box.Square(5);

    /// <summary>The dark squares.</summary>
    public override IReadOnlyList<Box> Pieces => [.. Enumerable.Range(0, Side * Side / 2).Select(Dark).Select(low => new Box([low.X, low.Y], [low.X + Square, low.Y + Square]))];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        // The signs of x + 2, x and x − 2 multiply to −, +, −, + along the board; on a dark square both axes have the same.
        Node colour = Sign(x + Square) * Sign(x) * Sign(x - Square) * Less(Abs(x), Side);
        Node isDark = Less(0, Slice(colour, 0, 1) * Slice(colour, 1, 1));
        return Math.Log(Side * Side / 2 * Square * Square) + (Wall * (1 - isDark));
    }

    /// <inheritdoc/>
    protected override void Draw(Rng rng, int index, Span<double> point)
    {
        (double x, double y) = Dark(rng.Below(index, Side * Side / 2));
        point[0] = x + (Square * rng.Uniform(2L * index));
        point[1] = y + (Square * rng.Uniform((2L * index) + 1));
    }

    // The lower left corner of a dark square: those whose column and row are both even or both odd.
    private static (double X, double Y) Dark(int k)
    {
        int column = k % Side, row = (2 * (k / Side)) + (column % 2);
        return ((Square * column) - Side, (Square * row) - Side);
    }
}
