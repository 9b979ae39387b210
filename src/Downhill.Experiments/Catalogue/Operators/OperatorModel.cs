using Downhill.Compute;
using Downhill.Training;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Operators;

/// <summary>An operator on a quartic energy: what it does next, and which energy explains what was seen best.</summary>
/// <remarks>Compiled once; data and parameters are set. One caller at a time, on one thread.</remarks>
internal sealed class OperatorModel
{
    private readonly Computation<double> _next, _loss;
    private readonly Parameter[] _parameters;
    private readonly bool _remembers;

    internal OperatorModel(OperatorKind kind)
    {
        Kind = kind;
        Node x = Node.Point(2);
        _remembers = kind.Stepper.AtRest(x).Length > 1;
        Node next = kind.Stepper.Step(Quartic.Bowl.Of, _remembers ? [x, Node.Point(2, "before")] : [x], 0)[0];
        Node loss = SumRows(SquaredNorm(next - Node.Point(2, "y"))) * Node.Setting("share");
        _parameters = [Quartic.Bowl.Theta, .. kind.Own];
        _next = Computation.Compile<double>(1, next);
        _loss = Computation.Compile<double>(1, [loss, .. Derivative.Gradient(loss, [.. _parameters.Select(parameter => parameter.Node)])]);
        foreach (Setting setting in kind.Stepper.Settings.Where(setting => !kind.Unknown.Contains(setting.Name)))
        {
            _next.Set(setting.Name, setting.Value);
            _loss.Set(setting.Name, setting.Value);
        }
    }

    internal OperatorKind Kind { get; }

    /// <summary>The points after these.</summary>
    internal double[] Next(double[] theta, double[] before, double[] x)
    {
        _next.Set(_parameters, theta);
        SetPoints(_next, before, x);
        _next.Run();
        return _next[0].ToArray();
    }

    /// <summary>The energy and the own settings by which the mean squared error of a step is least, from each of some starts; the best.</summary>
    /// <param name="moves">What was seen.</param>
    /// <param name="starts">Where the search begins.</param>
    /// <param name="steps">Steps of L-BFGS from each, at most.</param>
    /// <param name="stop">Ends the search.</param>
    internal OperatorFit Fit(Moves moves, IEnumerable<double[]> starts, int steps, CancellationToken stop)
    {
        SetPoints(_loss, moves.Before, moves.From);
        _loss.Set("y", moves.To);
        _loss.Set("share", 1 / (2 * moves.Count * moves.Spread));
        Iterate best = starts.Select(start => Last(start, steps, stop)).MinBy(iterate => iterate.Value)!;
        return new(this, best.Point, best.Value * moves.Spread);
    }

    private Iterate Last(double[] start, int steps, CancellationToken stop)
    {
        Iterate last = new(0, start, double.PositiveInfinity, 0);
        foreach (Iterate iterate in new Lbfgs { Steps = steps, Tolerance = 1e-14 }.Minimise(start, At))
        {
            stop.ThrowIfCancellationRequested();
            last = iterate;
        }

        return last;
    }

    private (double Value, double[] Gradient) At(double[] theta)
    {
        _loss.Set(_parameters, theta);
        _loss.Run();
        return (_loss[0][0], [.. Enumerable.Range(1, _parameters.Length).SelectMany(output => _loss[output].ToArray())]);
    }

    private void SetPoints(Computation<double> computation, double[] before, double[] x)
    {
        computation.Set("x", x);
        if (_remembers)
        {
            computation.Set("before", before);
        }
    }
}

/// <summary>What a fit found.</summary>
/// <param name="Model">The operator.</param>
/// <param name="Theta">The energy's coefficients, then the operator's own settings.</param>
/// <param name="Variance">Of what is left in a coordinate, on what was seen.</param>
internal sealed record OperatorFit(OperatorModel Model, double[] Theta, double Variance)
{
    internal OperatorKind Kind => Model.Kind;

    /// <summary>The energy alone.</summary>
    internal Quartic Energy => new(Theta[..Quartic.Count]);

    /// <summary>The operator's own settings.</summary>
    internal double[] Own => Theta[Quartic.Count..];

    /// <summary>ln p of each step, by the normal law with the variance of what was seen.</summary>
    internal double[] LogLikelihoods(Moves moves)
    {
        // Without noise what is left is rounding, and no law.
        double variance = Math.Max(Variance, 1e-24);
        double[] next = Model.Next(Theta, moves.Before, moves.From);
        double[] squares = [.. next.Zip(moves.To, (a, b) => (a - b) * (a - b))];
        return [.. squares.Chunk(2).Select(pair => -Math.Log(2 * Math.PI * variance) - (pair.Sum() / (2 * variance)))];
    }

    /// <summary>The root mean square of what is left, over that of the steps.</summary>
    internal double Error(Moves moves) =>
        Math.Sqrt(Model.Next(Theta, moves.Before, moves.From).Zip(moves.To, (a, b) => (a - b) * (a - b)).Average() / moves.Spread);
}
