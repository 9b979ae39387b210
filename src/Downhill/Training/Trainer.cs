using System.Numerics;
using Downhill.Compute;

namespace Downhill.Training;

/// <summary>How long and how fast to learn.</summary>
public sealed record Schedule
{
    /// <summary>Steps of Adam. Default 3000.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 3000;

    /// <summary>Windows in a batch. Default 256.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 256;

    /// <summary>The largest step size; it warms up over <see cref="WarmUp"/> steps and falls to 0 along half a cosine. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Steps of warming up. Default 50.</summary>
    public int WarmUp { get; init => field = Require.AtLeast(value, 0); } = 50;

    /// <summary>How much faster what the objective adds (a friction) is learned than the energy. Default 3.</summary>
    public double ObjectiveRate { get; init => field = Require.Positive(value); } = 3;

    /// <summary>Steps from one look at the withheld windows to the next. Default 100.</summary>
    public int ValidateEvery { get; init => field = Require.AtLeast(value, 1); } = 100;

    /// <summary>Learning stops early when the withheld loss has not improved for this many looks. Default 12.</summary>
    public int Patience { get; init => field = Require.AtLeast(value, 1); } = 12;

    /// <summary>The longest gradient that is believed, in units of the median length over the last 100 steps: one that is longer is shortened to it. 0: all are. Default 10.</summary>
    /// <remarks>
    /// Lengths of ordinary steps differ by a few times, so none of them is touched. A single spike would stay in Adam's mean of squares for a
    /// thousand steps, and learning would all but stand still meanwhile.
    /// </remarks>
    public double LongestGradient { get; init => field = Require.NotNegative(value); } = 10;

    /// <summary>β of the moving average of the parameters, which is then what is judged and kept. Default 0: none. Of samples only.</summary>
    public double Averaging { get; init => field = Require.Within(value, 0, 1); }

    /// <summary>α at a step, from 0.</summary>
    public double StepSizeAt(int step)
    {
        double warm = Math.Min(1, (step + 1.0) / Math.Max(1, WarmUp));
        double done = Math.Clamp((step - WarmUp) / Math.Max(1.0, Steps - WarmUp), 0, 1);
        return StepSize * warm * 0.5 * (1 + Math.Cos(Math.PI * done));
    }
}

/// <summary>Where learning stands after a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">The loss of the step's batch.</param>
/// <param name="Withheld">The loss of the withheld windows, where this step looked at them.</param>
public sealed record Progress(int Step, double Loss, double? Withheld);

/// <summary>Improves an energy by Adam on random windows, and keeps the best as judged by windows withheld from learning.</summary>
/// <typeparam name="T">The precision of the gradient: float is enough for learning, double is for science.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WithheldWindows = 1024;

    private readonly Energy _energy;
    private readonly Objective _objective;
    private readonly Watchdog _watchdog;
    private readonly Schedule _schedule;
    private readonly Windows _windows;
    private readonly AdamSteps<T> _steps;
    private readonly Rng _rng;
    private readonly T[] _start;
    private readonly T[] _targets;
    private double[][] _best;
    private double _bestLoss = double.PositiveInfinity;

    /// <summary>A trainer at its start.</summary>
    /// <param name="energy">What is learned.</param>
    /// <param name="objective">What makes it good.</param>
    /// <param name="windows">What is learned from.</param>
    /// <param name="withheld">What judges; may be empty, then the last state is the best.</param>
    /// <param name="schedule">How long and how fast.</param>
    /// <param name="rng">Which windows make the batches.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    public Trainer(Energy energy, Objective objective, Windows windows, Windows withheld, Schedule schedule, Rng rng, int threads)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(withheld);
        ArgumentNullException.ThrowIfNull(schedule);
        (_energy, _objective, _schedule, _windows, _rng) = (energy, objective, schedule, windows, rng);
        _steps = new AdamSteps<T>(energy, objective, objective.Loss(energy), [], threads);
        _best = AdamSteps<T>.Copy(Values);
        _watchdog = new Watchdog(schedule, _steps.Parameters);
        foreach (Parameter setting in objective.Settings)
        {
            double[] values = setting.Values;
            _steps.Gradient.Set(setting.Name, Array.ConvertAll(values, T.CreateChecked));
            _steps.Loss.Set(setting.Name, Array.ConvertAll(values, T.CreateChecked));
        }

        int batch = Math.Min(schedule.BatchSize, windows.Count);
        (_start, _targets) = (new T[batch * windows.StateLength], new T[batch * windows.StateLength * windows.Matched]);
        _steps.Gradient.Set("one_over_rows", T.CreateChecked(1.0 / batch));
        HasWithheld = withheld.Count > 0;
        if (HasWithheld)
        {
            SetWithheld(withheld);
        }
    }

    /// <summary>Steps done.</summary>
    public int StepsDone { get; private set; }

    /// <summary>How many gradients were shortened, by <see cref="Schedule.LongestGradient"/>.</summary>
    public int Shortened => _watchdog.Shortened;

    /// <summary>Whether windows were withheld to judge by.</summary>
    public bool HasWithheld { get; }

    /// <summary>The values now, energy first, in the order of the parameters.</summary>
    public double[][] Values => _steps.Values;

    /// <summary>The loss of the withheld windows at the best values.</summary>
    public double BestLoss => _bestLoss;

    /// <summary>The learned energy: the best, or the last where nothing was withheld.</summary>
    public Energy Energy => _steps.EnergyAt(Best);

    /// <summary>The learned parameters of the objective, in its order.</summary>
    public IReadOnlyList<Parameter> Own => _steps.OwnAt(Best);

    private double[][] Best => HasWithheld && double.IsFinite(_bestLoss) ? _best : Values;

    /// <summary>Learns, a step at a time; a caller may stop asking whenever it likes.</summary>
    /// <exception cref="ArithmeticException">
    /// Learning has failed: the loss or a gradient is not finite, the gradient is exactly zero, or the loss has grown a thousandfold for 50 steps. The
    /// message names the cause and the step, and says what to try, in one line.
    /// </exception>
    public IEnumerable<Progress> Run()
    {
        int unimproved = 0;
        while (StepsDone < _schedule.Steps && unimproved < _schedule.Patience)
        {
            double loss = Step();
            bool looks = HasWithheld && (StepsDone % _schedule.ValidateEvery == 0 || StepsDone == _schedule.Steps);
            double? withheld = looks ? _steps.Judge(Values) : null;
            if (looks)
            {
                unimproved = withheld < _bestLoss ? 0 : unimproved + 1;
                Remember(withheld!.Value);
            }

            yield return new Progress(StepsDone, loss, withheld);
        }
    }

    private static void SetGiven(Computation<T> computation, Windows windows, int[] chosen)
    {
        if (windows.Given.Count > 0)
        {
            computation.Set("given", windows.GivenOf<T>(chosen));
        }
    }

    private double Step()
    {
        Rng draw = _rng.Fork(StepsDone);
        int state = _windows.StateLength, batch = _start.Length / state;
        int[] drawn = [.. Enumerable.Range(0, batch).Select(i => draw.Below(i, _windows.Count))];
        for (int i = 0; i < batch; i++)
        {
            _windows.Copy(drawn[i], _start.AsSpan(i * state, state), _targets.AsSpan(i * state * _windows.Matched, state * _windows.Matched));
        }

        _steps.Gradient.Set("start", _start);
        _steps.Gradient.Set("targets", _targets);
        SetGiven(_steps.Gradient, _windows, drawn);
        double loss = _steps.Evaluate();
        if (!double.IsFinite(loss))
        {
            throw new ArithmeticException(Cause(loss, drawn));
        }

        double factor = _watchdog.Check(StepsDone + 1, loss, _steps.ReadGradients()), stepSize = _schedule.StepSizeAt(StepsDone);
        StepsDone++;
        _steps.Move(factor, stepSize, _schedule.ObjectiveRate, StepsDone);
        return loss;
    }

    private string Cause(double loss, int[] drawn)
    {
        (string, double[])[] given = _windows.Given.Count > 0 ? [("given", _windows.GivenOf<double>(drawn))] : [];
        return new Diagnosis
        {
            Energy = _energy,
            Objective = _objective,
            Parameters = _steps.Parameters,
            Batch = [("start", Array.ConvertAll(_start, double.CreateChecked)), ("targets", Array.ConvertAll(_targets, double.CreateChecked)), .. given],
            LearningRate = _schedule.StepSize,
        }.Of(loss, StepsDone + 1, Values, [.. _steps.Parameters.Select(p => p.Values)]);
    }

    private void Remember(double loss)
    {
        if (loss < _bestLoss)
        {
            (_bestLoss, _best) = (loss, AdamSteps<T>.Copy(Values));
        }
    }

    private void SetWithheld(Windows withheld)
    {
        int count = Math.Min(WithheldWindows, withheld.Count), state = withheld.StateLength;
        T[] start = new T[count * state], targets = new T[count * state * withheld.Matched];

        // Evenly spread over all of them.
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * withheld.Count / count))];
        for (int i = 0; i < count; i++)
        {
            withheld.Copy(chosen[i], start.AsSpan(i * state, state), targets.AsSpan(i * state * withheld.Matched, state * withheld.Matched));
        }

        _steps.Loss.Set("start", start);
        _steps.Loss.Set("targets", targets);
        SetGiven(_steps.Loss, withheld, chosen);
        _steps.Loss.Set("one_over_rows", T.CreateChecked(1.0 / count));
    }
}
