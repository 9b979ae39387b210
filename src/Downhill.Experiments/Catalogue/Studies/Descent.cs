using Downhill.Compute;

namespace Downhill.Experiments.Studies;

/// <summary>Plain gradient descent on all of the data at once: with small steps, the gradient flow that theory speaks of.</summary>
internal sealed class Descent
{
    // With fewer rows a thread, threads wait for one another longer than they work.
    private const int RowsPerThread = 128;

    private readonly Computation<double> _gradient;
    private readonly Computation<double> _next;
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>A descent at its start.</summary>
    /// <param name="model">What learns.</param>
    /// <param name="start">x, [dimension] per row.</param>
    /// <param name="targets">y, [dimension] per row.</param>
    /// <param name="threads">Threads, at most; the result does not depend on it.</param>
    internal Descent(StepModel model, double[] start, double[] targets, int threads)
    {
        _parameters = model.Parameters;
        Values = [.. _parameters.Select(parameter => (double[])parameter.Values.Clone())];
        Node mean = Maths.SumRows(model.Objective.Loss(model.Energy)) / (start.Length / model.Energy.Dimension);
        threads = Math.Clamp(start.Length / model.Energy.Dimension / RowsPerThread, 1, threads);
        _gradient = Computation.Compile<double>(threads, [mean, .. Derivative.Gradient(mean, [.. _parameters.Select(parameter => parameter.Node)])]);
        _next = Computation.Compile<double>(threads, model.Next);
        foreach (Parameter setting in model.Objective.Settings)
        {
            _gradient.Set(setting.Name, setting.Values);
            if (setting.Name == "inner_step")
            {
                _next.Set(setting.Name, setting.Values);
            }
        }

        _gradient.Set("start", start);
        _gradient.Set("targets", targets);
    }

    /// <summary>θ, an array for each parameter.</summary>
    internal double[][] Values { get; }

    /// <summary>Steps done.</summary>
    internal int Steps { get; private set; }

    /// <summary>θ ← θ − α ∂L/∂θ.</summary>
    /// <returns>L before the step.</returns>
    internal double Step(double alpha)
    {
        Set(_gradient);
        _gradient.Run();
        for (int p = 0; p < Values.Length; p++)
        {
            ReadOnlySpan<double> gradient = _gradient[p + 1];
            for (int i = 0; i < gradient.Length; i++)
            {
                Values[p][i] -= alpha * gradient[i];
            }
        }

        Steps++;
        return _gradient[0][0];
    }

    /// <summary>θ ← θ + size · direction, all parameters one behind the other.</summary>
    internal void Move(IReadOnlyList<double> direction, double size)
    {
        int at = 0;
        foreach (double[] values in Values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += size * direction[at++];
            }
        }
    }

    /// <summary>f at points, [dimension] per row.</summary>
    internal double[] Next(double[] points)
    {
        Set(_next);
        _next.Set("start", points);
        _next.Run();
        return _next[0].ToArray();
    }

    private void Set(Computation<double> computation)
    {
        for (int p = 0; p < Values.Length; p++)
        {
            computation.Set(_parameters[p].Name, Values[p]);
        }
    }
}
