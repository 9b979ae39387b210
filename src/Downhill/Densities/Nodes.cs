namespace Downhill.Densities;

/// <summary>Points with the weights of two rules of quadrature: one, and the one of half its intervals.</summary>
/// <param name="Points">The points of both, shape [n, d].</param>
/// <param name="Fine">The weights of the finer rule, shape [n].</param>
/// <param name="Coarse">The weights of the coarser rule, shape [n].</param>
internal sealed record Nodes(double[] Points, double[] Fine, double[] Coarse)
{
    internal int Count => Fine.Length;

    internal double[] Weights(Level level) => level == Level.Fine ? Fine : Coarse;

    /// <summary>Σ w(i) f(i).</summary>
    internal double Sum(Level level, Func<int, double> f)
    {
        double[] weights = Weights(level);
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            // A node that only the other rule has may be anything, infinity included.
            if (weights[i] != 0)
            {
                sum += weights[i] * f(i);
            }
        }

        return sum;
    }

    /// <summary>The trapezium rule with an even number of intervals along each side; every other node is the coarser one's.</summary>
    /// <remarks>On a smooth function that vanishes at the edge it is right to all orders of the distance between nodes; on others to the second.</remarks>
    internal static Nodes Trapezium(Box box, int intervals)
    {
        int side = intervals + 1;
        double[] fine = [.. Enumerable.Range(0, side).Select(i => i == 0 || i == intervals ? 0.5 : 1)];
        double[] coarse = [.. Enumerable.Range(0, side).Select(i => i % 2 == 1 ? 0 : 2 * fine[i])];
        double[] shares = [.. Enumerable.Range(0, side).Select(i => (double)i / intervals)];
        double cell = box.Volume / Math.Pow(intervals, box.Dimension);
        return new(Lattice(box, shares), Products(box.Dimension, fine, cell), Products(box.Dimension, coarse, cell));
    }

    /// <summary>Gauss-Legendre rules of n and n / 2 nodes along each side of each box: right to all orders on functions that are smooth up to its edge.</summary>
    internal static Nodes Gauss(IReadOnlyList<Box> boxes, int n)
    {
        Nodes[] fine = [.. boxes.Select(box => Gauss(box, n))], coarse = [.. boxes.Select(box => Gauss(box, n / 2))];
        return new(
            [.. fine.Concat(coarse).SelectMany(nodes => nodes.Points)],
            [.. fine.SelectMany(nodes => nodes.Fine), .. coarse.SelectMany(nodes => nodes.Coarse)],
            [.. fine.SelectMany(nodes => nodes.Coarse), .. coarse.SelectMany(nodes => nodes.Fine)]);
    }

    private static Nodes Gauss(Box box, int n)
    {
        (double[] nodes, double[] weights) = Quadrature.GaussLegendre(n);
        double[] fine = Products(box.Dimension, weights, box.Volume);
        return new(Lattice(box, nodes), fine, new double[fine.Length]);
    }

    // The last coordinate runs fastest.
    private static double[] Lattice(Box box, double[] shares)
    {
        int d = box.Dimension, count = Power(shares.Length, d);
        double[] points = new double[count * d];
        for (int row = 0; row < count; row++)
        {
            for (int i = d - 1, rest = row; i >= 0; i--, rest /= shares.Length)
            {
                points[(row * d) + i] = box.Low[i] + (shares[rest % shares.Length] * (box.High[i] - box.Low[i]));
            }
        }

        return points;
    }

    private static double[] Products(int d, double[] weights, double scale)
    {
        double[] products = new double[Power(weights.Length, d)];
        for (int row = 0; row < products.Length; row++)
        {
            products[row] = scale;
            for (int i = 0, rest = row; i < d; i++, rest /= weights.Length)
            {
                products[row] *= weights[rest % weights.Length];
            }
        }

        return products;
    }

    private static int Power(int side, int d)
    {
        double count = Math.Pow(side, d);
        return count <= 1 << 24 ? (int)count
            : throw new ArgumentException($"A grid of {side} points along each of {d} sides is {count:0} points; at most {1 << 24} are held: take fewer, or fewer dimensions.", nameof(side));
    }
}
