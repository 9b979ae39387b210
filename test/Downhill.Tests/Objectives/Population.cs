using Downhill.Compute;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Objectives;

/// <summary>A loss in the limit of infinitely many samples: each row has a weight, and the mean is an integral.</summary>
/// <remarks>Points at midpoints of equal cells: for what decays before the ends of the box the rule is exact to rounding.</remarks>
internal sealed class Population
{
    internal const double Reach = 12;
    private const int Cells = 2400;

    private readonly Computation<double> _computation;
    private readonly Parameter[] _parameters;

    internal Population(Energy energy, SampleObjective objective, double mean, double deviation)
    {
        _parameters = [.. energy.Parameters, .. objective.Parameters];
        Node loss = Maths.SumRows(objective.Loss(energy) * Node.Point(1, "weight"));
        Node[] nodes = [.. _parameters.Select(p => p.Node)];
        _computation = Computation.Compile<double>(1, [loss, .. Derivative.Gradient(loss, nodes), .. nodes]);
        double[] points = [.. Enumerable.Range(0, Cells).Select(i => Reach * ((2 * (i + 0.5) / Cells) - 1))];
        objective.Fill(_computation, points, 1, new Rng(1));
        _computation.Set("weight", [.. points.Select(x => 2 * Reach / Cells * Density(x, mean, deviation))]);
        if (objective.Sources is [NoiseTable])
        {
            _computation.Set("negatives", points);
        }
    }

    internal static UniformNoise Box { get; } = new([-Reach], [Reach]);

    internal double[] Start => [.. _parameters.SelectMany(p => p.Values)];

    internal static double Density(double x, double mean, double deviation) => Math.Exp(-Math.Pow((x - mean) / deviation, 2) / 2) / (deviation * Math.Sqrt(2 * Math.PI));

    internal (double Value, double[] Gradient) At(double[] point)
    {
        _computation.Set(_parameters, point);
        _computation.Run();
        return (_computation[0][0], [.. Enumerable.Range(1, _parameters.Length).SelectMany(i => _computation[i].ToArray())]);
    }

    /// <summary>The optimum.</summary>
    internal double[] Best() => new Lbfgs { Tolerance = 0 }.Minimise(Start, At).Last().Point;
}
