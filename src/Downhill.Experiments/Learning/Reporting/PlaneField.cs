using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>Numbers on a lattice over a plane through the landscape, where points were seen nearby.</summary>
internal sealed class PlaneField
{
    private const int Points = 140;

    // Noise visits every place again and again, so a place that was seldom visited is one that little is known of; tracks without noise pass once.
    private const int NoisyNear = 4, NoisyVisits = 5, SmoothNear = 10, SmoothVisits = 1;
    private const double NoisyOutside = 5e-4;

    private readonly int _near;
    private readonly int _least;
    private readonly Plane _plane;
    private readonly double[] _places;
    private readonly int[,] _visits;

    internal PlaneField(SeenLandscape seen, Plane plane)
    {
        bool isNoisy = seen.Result.Protocol.IsNoisy;
        (_plane, _near, _least) = (plane, isNoisy ? NoisyNear : SmoothNear, isNoisy ? NoisyVisits : SmoothVisits);
        double[] feet = plane.Onto(seen.Visited);
        (X, Y) = (RangeOf(feet, 0, isNoisy ? NoisyOutside : 0), RangeOf(feet, 1, isNoisy ? NoisyOutside : 0));
        double[] across = SeenLandscape.Evenly(X, Points), up = SeenLandscape.Evenly(Y, Points);
        _places = [.. across.SelectMany(u => up.SelectMany(v => new[] { u, v }))];
        _visits = VisitsNear(feet);
    }

    /// <summary>What the plane shows along its first axis.</summary>
    internal Bounds X { get; }

    /// <summary>What it shows along its second one.</summary>
    internal Bounds Y { get; }

    /// <summary>The decimal logarithm of how many visited points lie near each node, beyond the plane too.</summary>
    internal Grid Visits => Of((i, j) => Math.Log10(_visits[i, j]));

    /// <summary>The points of the lattice in the space of coordinates.</summary>
    internal double[] Lattice => _plane.At(_places);

    /// <summary>One number a node, shape [nodes], in the order of <see cref="Lattice"/>.</summary>
    internal Grid Of(double[] values) => Of((i, j) => values[(i * Points) + j]);

    /// <summary>The direction of descent, from the gradients at the nodes, along both axes.</summary>
    internal (Grid Across, Grid Up) Descent(double[] gradients)
    {
        double[] parts = _plane.Parts(gradients);
        return (Of((i, j) => -parts[2 * ((i * Points) + j)]), Of((i, j) => -parts[(2 * ((i * Points) + j)) + 1]));
    }

    private static Bounds RangeOf(double[] feet, int part, double outside)
    {
        double[] along = [.. feet.Where((_, at) => at % 2 == part).Order()];
        int skipped = (int)(outside * along.Length);
        return SeenLandscape.Widened(new(along[skipped], along[^(skipped + 1)]));
    }

    private Grid Of(Func<int, int, double> value)
    {
        double[,] values = new double[Points, Points];
        for (int i = 0; i < Points; i++)
        {
            for (int j = 0; j < Points; j++)
            {
                values[i, j] = _visits[i, j] >= _least ? value(i, j) : double.NaN;
            }
        }

        return new Grid(values, X, Y);
    }

    private int[,] VisitsNear(double[] feet)
    {
        int[,] visits = new int[Points, Points], near = new int[Points, Points];
        for (int at = 0; at < feet.Length; at += 2)
        {
            (int i, int j) = (Node(feet[at], X), Node(feet[at + 1], Y));
            if (i >= 0 && i < Points && j >= 0 && j < Points)
            {
                visits[i, j]++;
            }
        }

        for (int i = 0; i < Points; i++)
        {
            for (int j = 0; j < Points; j++)
            {
                near[i, j] = Around(visits, i, j);
            }
        }

        return near;
    }

    private static int Node(double x, Bounds range) => (int)Math.Round((Points - 1) * (x - range.Least) / (range.Greatest - range.Least));

    private int Around(int[,] visits, int i, int j)
    {
        int sum = 0;
        for (int a = Math.Max(0, i - _near); a <= Math.Min(Points - 1, i + _near); a++)
        {
            for (int b = Math.Max(0, j - _near); b <= Math.Min(Points - 1, j + _near); b++)
            {
                sum += ((a - i) * (a - i)) + ((b - j) * (b - j)) <= _near * _near ? visits[a, b] : 0;
            }
        }

        return sum;
    }
}
