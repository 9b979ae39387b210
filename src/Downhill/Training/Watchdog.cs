namespace Downhill.Training;

/// <summary>Keeps learning honest: shortens gradients that are far longer than usual, and stops loudly, naming the cause, where learning has failed.</summary>
internal sealed class Watchdog
{
    private const double Grown = 1e3;
    private const int Patience = 50;

    private readonly Schedule _schedule;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Shortening _shortening;
    private double _first = double.NaN;
    private double _best = double.PositiveInfinity;
    private int _bestStep;
    private int _grownFor;

    internal Watchdog(Schedule schedule, IReadOnlyList<Parameter> parameters) => (_schedule, _parameters, _shortening) = (schedule, parameters, new(schedule.LongestGradient));

    /// <summary>How many gradients were shortened.</summary>
    internal int Shortened => _shortening.Count;

    /// <summary>The factor for this step's gradient, all parameters together: 1, or what makes it as long as is allowed.</summary>
    /// <exception cref="ArithmeticException">Learning has failed; the message is the cause, in one line.</exception>
    internal double Check(int step, double loss, double[][] gradients)
    {
        RequireGradient(step, loss, gradients);
        RequireNoGrowth(step, loss);
        return _shortening.Factor(gradients);
    }

    private void RequireGradient(int step, double loss, double[][] gradients)
    {
        for (int p = 0; p < gradients.Length; p++)
        {
            if (Array.Find(gradients[p], g => !double.IsFinite(g)) is var wrong && !double.IsFinite(wrong))
            {
                throw new ArithmeticException($"The gradient in {_parameters[p].Name} is {wrong} at step {step}, while the loss is {loss:g4}: the way back through the roll-out overflows, or the energy has no derivative there; match fewer states, or carry the adjoint over fewer.");
            }
        }

        // Where the loss is zero there is nothing to learn, and that is no failure.
        if (gradients.Length > 0 && loss != 0 && Array.TrueForAll(gradients, gradient => Array.TrueForAll(gradient, g => g == 0)))
        {
            throw new ArithmeticException($"The gradient is exactly zero in all {gradients.Sum(g => g.Length)} parameters at step {step}, while the loss is {loss:g4}: nothing that is learned changes the loss; the energy is constant where the data are, or what is learned is no part of it.");
        }
    }

    // A loss may be negative (a likelihood), or as good as zero at its best; above the first of all it is worse than no learning.
    private void RequireNoGrowth(int step, double loss)
    {
        _first = double.IsNaN(_first) ? loss : _first;
        if (loss < _best)
        {
            (_best, _bestStep) = (loss, step);
        }

        _grownFor = loss - _best > Grown * Math.Abs(_best) && loss > _first ? _grownFor + 1 : 0;
        if (_grownFor >= Patience)
        {
            throw new ArithmeticException($"The loss is {loss:g4} at step {step}, and has been a thousand times its best ({_best:g4} at step {_bestStep}) or more for {Patience} steps: learning diverges; try a smaller learning rate than {_schedule.StepSize:g4}.");
        }
    }
}
