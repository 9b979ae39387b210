using Downhill.Compute;
using Downhill.Training;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.StepFunctions;

/// <summary>Fits a step function by L-BFGS on Σ |x′(x) − y|² / s² over all transitions, and stops where withheld ones are predicted best.</summary>
/// <remarks>The plan is made once for each step function; scaling and transitions are set. One caller at a time, on one thread.</remarks>
internal sealed class StepFit
{
    private readonly StepFunction _step;
    private readonly Computation<double> _gradient, _loss;

    internal StepFit(StepFunction step, int dimension)
    {
        _step = step;
        Node loss = SumRows(SquaredNorm((step.Next(Node.Point(dimension)) - Node.Point(dimension, "y")) / Scaling.StepNode)) * Node.Setting("share");
        _gradient = Computation.Compile<double>(1, [loss, .. Derivative.Gradient(loss, [.. step.Parameters.Select(parameter => parameter.Node)])]);
        _loss = Computation.Compile<double>(1, loss);
        Use = new FittedStep(step, dimension);
    }

    /// <summary>The step function with the parameters of the last fit.</summary>
    internal FittedStep Use { get; }

    /// <summary>Looks without improvement after which the search ends.</summary>
    internal int Patience { get; init; } = 60;

    /// <summary>L-BFGS steps, at most.</summary>
    internal int Steps { get; init; } = 300;

    /// <summary>Learns, and leaves the result in <see cref="Use"/>.</summary>
    /// <param name="learn">What is fitted.</param>
    /// <param name="withheld">What says when to stop; null: to the end.</param>
    /// <param name="scaling">What numbers of order one mean.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>θ.</returns>
    internal double[] Fit(SeenSteps learn, SeenSteps? withheld, Scaling scaling, CancellationToken stop)
    {
        Set(_gradient, learn, scaling);
        if (withheld is not null)
        {
            Set(_loss, withheld, scaling);
        }

        double[] best = Theta.Of(_step.Parameters);
        double least = double.PositiveInfinity;
        int looks = 0;
        foreach (Iterate iterate in new Lbfgs { Steps = Steps, Tolerance = 1e-13 }.Minimise(best, Gradient))
        {
            stop.ThrowIfCancellationRequested();
            double loss = withheld is null ? iterate.Value : LossAt(iterate.Point);
            looks = loss < least ? 0 : looks + 1;
            if (loss < least)
            {
                (least, best) = (loss, iterate.Point);
            }

            if (looks > Patience)
            {
                break;
            }
        }

        Use.Set(best, scaling);
        return best;
    }

    private static void Set(Computation<double> computation, SeenSteps data, Scaling scaling)
    {
        scaling.SetPlace(computation);
        scaling.SetStep(computation);
        computation.Set("x", data.From);
        computation.Set("y", data.To);
        computation.Set("share", 1.0 / (data.Count * data.Dimension));
    }

    private double LossAt(double[] theta)
    {
        Theta.Set(_loss, _step.Parameters, theta);
        _loss.Run();
        return _loss[0][0];
    }

    private (double Value, double[] Gradient) Gradient(double[] theta)
    {
        Theta.Set(_gradient, _step.Parameters, theta);
        _gradient.Run();
        double[] gradient = new double[theta.Length];
        for (int p = 0, at = 0; p < _step.Parameters.Count; at += _step.Parameters[p].Values.Length, p++)
        {
            _gradient[p + 1].CopyTo(gradient.AsSpan(at));
        }

        return (_gradient[0][0], gradient);
    }
}

/// <summary>A step function at work: points in, next points out. One caller at a time.</summary>
internal sealed class FittedStep(StepFunction step, int dimension)
{
    private readonly Computation<double> _next = Computation.Compile<double>(1, step.Next(Node.Point(dimension)));

    private Scaling _scaling = new([], 1, 1);

    internal StepFunction Step => step;

    internal Scaling Scaling => _scaling;

    internal double[] Parameters { get; private set; } = Theta.Of(step.Parameters);

    internal void Set(double[] theta, Scaling scaling)
    {
        (Parameters, _scaling) = (theta, scaling);
        Theta.Set(_next, step.Parameters, theta);
        scaling.SetPlace(_next);
    }

    /// <summary>x′ of each point; <paramref name="faster"/> = η′/η scales the change, where there is one (a plain network knows only its own η).</summary>
    internal double[] Next(double[] points, double faster = 1)
    {
        if (step.HasChange)
        {
            _scaling.SetStep(_next, faster);
        }

        _next.Set("x", points);
        _next.Run();
        return _next[0].ToArray();
    }
}
