using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Experiments.Facts;
using Downhill.Training;

namespace Downhill.Experiments.Studies;

/// <summary>A problem learned by Adam with the derivative of one route; the loss itself is the same by every route.</summary>
/// <param name="Name">The route.</param>
/// <param name="Losses">Before each step, and at the end; it ends with infinity where a number was not finite.</param>
internal sealed record RouteFit(string Name, double[] Losses)
{
    /// <summary>The last, relative to the first.</summary>
    internal double Left => Losses[^1] / Losses[0];

    internal static RouteFit Of(string name, GradientRoute route, RouteProblem problem, int steps, double stepSize, ExperimentContext context)
    {
        context.Tell($"learning by the route {name}");
        Node loss = problem.Loss(route);
        Calculation calculation = problem.Ready(new Calculation([loss, .. Derivative.Gradient(loss, problem.Nodes)]), route);
        double[] theta = problem.Theta;
        Moments moments = Moments.Zero(theta.Length);
        Adam adam = new();
        List<double> losses = [];
        for (int step = 1; step <= steps + 1; step++)
        {
            context.Stop.ThrowIfCancellationRequested();
            double[] found = calculation.With(problem.Parameters, theta).Join();
            if (!Array.TrueForAll(found, double.IsFinite))
            {
                losses.Add(double.PositiveInfinity);
                break;
            }

            losses.Add(found[0]);
            adam.Step(theta, found.AsSpan(1), moments, stepSize * 0.5 * (1 + Math.Cos(Math.PI * (step - 1) / steps)), step);
        }

        return new(name, [.. losses]);
    }
}
