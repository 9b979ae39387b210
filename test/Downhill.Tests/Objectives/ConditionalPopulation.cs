using Downhill.Compute;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Objectives;

/// <summary>A loss of p(y | x) in the limit of infinitely many samples, x being −1, 0 or 1: the mean over y, and over the noise beside each, is an integral.</summary>
/// <remarks>
/// Midpoints of equal cells, exact to rounding for what decays before the ends of the box. A likelihood has all cells beside each y;
/// contrasts have one noise point, and there is a row for each pair of y and noise: nothing is drawn.
/// </remarks>
internal sealed class ConditionalPopulation
{
    internal const double Reach = 10;
    internal const int Cells = 200;

    private readonly Computation<double> _computation;
    private readonly Parameter[] _parameters;

    internal ConditionalPopulation(SlantedBell start, SampleObjective objective, SlantedBell truth)
    {
        ConditionalEnergy energy = start.OfY;
        _parameters = [.. energy.Parameters, .. objective.Parameters];
        Node loss = Maths.SumRows(objective.Loss(energy) * Node.Point(1, "weight"));
        Node[] nodes = [.. _parameters.Select(p => p.Node)];
        _computation = Computation.Compile<double>(1, [loss, .. Derivative.Gradient(loss, nodes), .. nodes]);
        bool isPaired = objective is not MaximumLikelihood;
        (double X, double Y, double[] Beside)[] rows = [.. Xs.SelectMany(x => Ys.SelectMany(y => isPaired ? Ys.Select(other => (x, y, (double[])[other])) : [(x, y, Ys)]))];
        _computation.Set("x", [.. rows.Select(row => row.Y)]);
        _computation.Set("given", [.. rows.Select(row => row.X)]);
        _computation.Set("own_negatives", [.. rows.SelectMany(row => row.Beside)]);
        double each = 2 * Reach / Cells / Xs.Length / (isPaired ? Cells : 1);
        _computation.Set("weight", [.. rows.Select(row => each * truth.Density(row.X, row.Y))]);
    }

    internal static double[] Xs { get; } = [-1, 0, 1];

    internal static double[] Ys { get; } = [.. Enumerable.Range(0, Cells).Select(i => Reach * ((2 * (i + 0.5) / Cells) - 1))];

    internal static UniformNoise Box { get; } = new([-Reach], [Reach]);

    internal double[] Start => [.. _parameters.SelectMany(p => p.Values)];

    internal (double Value, double[] Gradient) At(double[] point)
    {
        _computation.Set(_parameters, point);
        _computation.Run();
        return (_computation[0][0], [.. Enumerable.Range(1, _parameters.Length).SelectMany(i => _computation[i].ToArray())]);
    }

    /// <summary>The optimum.</summary>
    internal double[] Best() => new Lbfgs { Tolerance = 0, Steps = 200 }.Minimise(Start, At).Last().Point;
}
