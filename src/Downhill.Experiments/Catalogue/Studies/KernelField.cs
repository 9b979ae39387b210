using Downhill.Experiments.Facts;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>K(x, 0) r for r = (1, 0): where a step on a residual at the origin that points right moves the step function.</summary>
/// <param name="Points">Places in rows, shape [n, 2].</param>
/// <param name="Pull">The field there, shape [n, 2].</param>
/// <param name="Curl">∂₁ of its second part − ∂₂ of its first, on a finer grid.</param>
internal sealed record KernelField(double[] Points, double[] Pull, Grid Curl)
{
    private const double Reach = 2.2, Difference = 1e-3, Nudge = 1e-4;

    private const int Arrows = 11, Nodes = 31;

    internal double LargestCurl => Compare.Largest(Curl.Values.Cast<double>());

    internal static KernelField Of(StepModel model, double eta)
    {
        // J(x) p is the change of v along p = J(0)ᵀ r, which costs two evaluations for any number of points.
        double[] direction = [.. TangentKernel.Jacobian(model, [0, 0], eta).Row(0)];
        double size = Nudge / Compare.Length(direction);
        double[] places = Square(Arrows, 0.9 * Reach), nodes = Square(Nodes, Reach);
        double[] right = Pulled(Moved(nodes, 0, Difference)), left = Pulled(Moved(nodes, 0, -Difference)), up = Pulled(Moved(nodes, 1, Difference)), down = Pulled(Moved(nodes, 1, -Difference));
        double[,] curl = Dense.Matrix(Nodes, Nodes, (i, j) =>
        {
            int at = 2 * ((j * Nodes) + i);
            return (right[at + 1] - left[at + 1] - up[at] + down[at]) / (2 * Difference);
        });
        return new(places, Pulled(places), new Grid(curl, new Bounds(-Reach, Reach), new Bounds(-Reach, Reach)));

        double[] Pulled(double[] points)
        {
            Descent descent = new(model, points, points, threads: 1);
            descent.Move(direction, size);
            double[] after = descent.Next(points);
            descent.Move(direction, -2 * size);
            return [.. RotatingField.Sum(after, descent.Next(points), -1).Select(change => change / (2 * size * eta))];
        }
    }

    private static double[] Square(int count, double reach)
    {
        double[] ticks = [.. Enumerable.Range(0, count).Select(i => reach * ((2.0 * i / (count - 1)) - 1))];
        return [.. from y in ticks from x in ticks from number in new[] { x, y } select number];
    }

    private static double[] Moved(double[] points, int coordinate, double by) => [.. points.Select((x, i) => i % 2 == coordinate ? x + by : x)];
}
