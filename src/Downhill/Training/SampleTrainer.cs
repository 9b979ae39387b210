using System.Numerics;
using Downhill.Compute;
using Downhill.Objectives;

namespace Downhill.Training;

/// <summary>Improves an energy by Adam on random batches of a fixed set of samples; keeps the best as judged by withheld ones, and comes back from failures.</summary>
/// <typeparam name="T">The precision of the gradient: float is enough for learning, double is for science.</typeparam>
/// <remarks>
/// Where a watchdog finds that learning fails it names the cause, goes back to the last good checkpoint (one further each time it fails again before
/// the next), halves the step size, that of the chain too where a step itself failed, and says so: <see cref="Recoveries"/>. The same seed gives the same bits on any number of threads.
/// </remarks>
public sealed class SampleTrainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WithheldSamples = 4096;
    private const int KeptCheckpoints = 4;

    private readonly Energy _energy;
    private readonly Schedule _schedule;
    private readonly Samples _samples;
    private readonly SampleLimits _limits;
    private readonly SampleWatch<T> _watch;
    private readonly AdamSteps<T> _steps;
    private readonly SampleWatchdog _watchdog;
    private readonly Shortening _shortening;
    private readonly Average? _average;
    private readonly ReplayBuffer? _buffer;
    private readonly PrioritisedPairs? _pairs;
    private readonly Rng _rng;
    private readonly int _batch;
    private readonly int _threads;
    private readonly List<Recovery> _recoveries = [];
    private readonly List<Checkpoint> _checkpoints = [];
    private SampleObjective _objective;
    private double[][] _best;
    private readonly double _begun;
    private double[][] _fallback;
    private double _least, _kept = double.PositiveInfinity;

    /// <summary>A trainer at its start.</summary>
    /// <param name="energy">What is learned.</param>
    /// <param name="objective">What makes it good.</param>
    /// <param name="samples">What is learned from.</param>
    /// <param name="withheld">What judges; may be empty, then the last state is the best, as it is where the loss cannot judge.</param>
    /// <param name="schedule">How long and how fast; <see cref="ForSamples"/> is a start.</param>
    /// <param name="rng">Which samples make the batches, and all that is drawn beside them.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    /// <param name="limits">What watchdogs let pass. Default: <see cref="SampleLimits"/> as they are.</param>
    /// <exception cref="ArgumentException">The samples have another dimension than the energy, or there are none.</exception>
    public SampleTrainer(Energy energy, SampleObjective objective, Samples samples, Samples withheld, Schedule schedule, Rng rng, int threads, SampleLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(withheld);
        ArgumentNullException.ThrowIfNull(schedule);
        if (samples.Count == 0 || samples.Dimension != energy.Dimension || withheld.Dimension != energy.Dimension)
        {
            throw new ArgumentException($"The energy needs samples of {energy.Dimension} coordinates, not {samples.Count} of {samples.Dimension} and {withheld.Count} withheld of {withheld.Dimension}.", nameof(samples));
        }

        (_energy, _objective, _samples, _schedule, _rng, _limits) = (energy, objective, samples, schedule, rng, limits ?? new SampleLimits());
        (_batch, _threads) = (Math.Min(schedule.BatchSize, samples.Count), threads);
        _watch = new SampleWatch<T>(energy, objective, samples);
        _steps = new AdamSteps<T>(energy, objective, _watch.Loss, _watch.Nodes, threads);
        _watchdog = new SampleWatchdog(_steps.Parameters, _limits, SampleWatch<T>.HasChain(objective), energy.Dimension);
        _shortening = new Shortening(schedule.LongestGradient);
        _average = schedule.Averaging > 0 ? new Average(schedule.Averaging, Values) : null;
        _buffer = objective.Innermost is PersistentContrastiveDivergence persistent ? new ReplayBuffer(persistent, energy.Dimension, _batch, rng.Fork(-1)) : null;
        _pairs = PrioritisedNegatives.LossOf(objective) is { Negatives: PrioritisedNegatives rule } ? new PrioritisedPairs(rule, energy.Dimension, samples.Count, _batch, rng.Fork(-4)) : null;
        (_best, _fallback) = (AdamSteps<T>.Copy(Values), AdamSteps<T>.Copy(Values));
        HasWithheld = withheld.Count > 0 && objective.Judges;
        SetWithheld(withheld);
        _watchdog.Misfit = _watch.Misfit(_steps, _energy, Values, threads);
        (_begun, _least) = (_watchdog.Misfit ?? double.PositiveInfinity, _watchdog.Misfit ?? double.PositiveInfinity);
        Keep();
    }

    /// <summary>A start for learning a density from samples: batches of 1024, a step size of 0.003 that falls to zero, no early end.</summary>
    public static Schedule ForSamples { get; } = new() { Steps = 6000, BatchSize = 1024, StepSize = 0.003, WarmUp = 200, ValidateEvery = 200, Patience = int.MaxValue };

    /// <summary>Steps done.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Whether withheld samples judge.</summary>
    public bool HasWithheld { get; }

    /// <summary>The loss of the withheld samples at the best values; infinite until they were looked at.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>The failures that learning came back from.</summary>
    public IReadOnlyList<Recovery> Recoveries => _recoveries;

    /// <summary>What does not stop learning but makes exp(−E) another density than that of the samples, in one line; null where nothing was found.</summary>
    public string? Warning => _watch.Warning(_objective, _limits) ?? (FellBack
        ? FormattableString.Invariant($"Learning ended with -ln q of the samples at {_kept:g4} on average, and began with {_begun:g4}: what is kept is the best state on the way, at {_least:g4}. Take a smaller step size, or another objective.")
        : null);

    /// <summary>How many gradients were shortened, by <see cref="Schedule.LongestGradient"/>.</summary>
    public int Shortened => _shortening.Count;

    /// <summary>The values now, energy first, in the order of the parameters.</summary>
    public double[][] Values => _steps.Values;

    /// <summary>The learned energy: the best, or the last where nothing judges.</summary>
    public Energy Energy => _steps.EnergyAt(Best);

    /// <summary>The learned parameters of the objective, in its order.</summary>
    public IReadOnlyList<Parameter> Own => _steps.OwnAt(Best);

    private double[][] Now => _average?.Values ?? Values;

    private double[][] Best => FellBack ? _fallback : HasWithheld && double.IsFinite(BestLoss) ? _best : Now;

    // A state that makes the samples less likely than before anything was learned is worse than any that was better.
    private bool FellBack => double.IsFinite(_kept) && _kept > _begun;

    /// <summary>Learns, a step at a time; a caller may stop asking whenever it likes.</summary>
    /// <exception cref="ArithmeticException">Learning failed more often than it may; the message names the last cause. The last good checkpoint is kept.</exception>
    public IEnumerable<SampleProgress> Run()
    {
        int unimproved = 0;
        while (StepsDone < _schedule.Steps && unimproved < _schedule.Patience)
        {
            (Vitals now, string? cause) = Step();
            if (cause is not null)
            {
                yield return new SampleProgress(StepsDone, now.Loss, null, now.Gap, Recover(StepsDone + 1, cause, isOfChain: true));
                continue;
            }

            double? withheld = null;
            if (StepsDone % _schedule.ValidateEvery == 0 || StepsDone == _schedule.Steps)
            {
                withheld = Look();
                double? misfit = _watch.Misfit(_steps, _energy, Now, _threads);
                if (_watchdog.Lost(StepsDone, withheld, misfit) is { } lost)
                {
                    yield return new SampleProgress(StepsDone, now.Loss, withheld, now.Gap, Recover(StepsDone, lost, isOfChain: false));
                    continue;
                }

                KeepBest(withheld, misfit);
                KeepLikeliest(misfit);
                Keep();
                unimproved = withheld is null || withheld == BestLoss ? 0 : unimproved + 1;
            }

            yield return new SampleProgress(StepsDone, now.Loss, withheld, now.Gap, null);
        }
    }

    /// <summary>Learns to the end.</summary>
    /// <returns>The learned energy.</returns>
    /// <exception cref="ArithmeticException">As <see cref="Run"/>.</exception>
    public Energy Learn()
    {
        foreach (SampleProgress unused in Run())
        {
            _ = unused;
        }

        return Energy;
    }

    private (Vitals Now, string? Cause) Step()
    {
        Rng draw = _rng.Fork(StepsDone).Fork(_recoveries.Count);
        FillBatch(draw);

        double loss = _steps.Evaluate();
        Vitals now = _watch.Read(_steps.Gradient, _steps.WatchedFrom, loss);
        if (_watchdog.Cause(StepsDone + 1, now, _steps.ReadGradients()) is { } cause)
        {
            return (now, cause);
        }

        double rate = _recoveries.Count == 0 ? 1 : _recoveries[^1].Rate, factor = _shortening.Factor(_steps.Gradients), stepSize = rate * _schedule.StepSizeAt(StepsDone);
        StepsDone++;
        _steps.Move(factor, stepSize, _schedule.ObjectiveRate, StepsDone);
        _average?.Add(Values);
        _buffer?.Return(SampleWatch<T>.Negatives(_steps.Gradient, _steps.WatchedFrom));
        _pairs?.Return(SampleWatch<T>.Losses(_steps.Gradient, _steps.WatchedFrom));
        return (now, null);
    }

    private void FillBatch(Rng draw)
    {
        (int[] Samples, double[] Points, double[] Weights)? kept = _pairs?.Take(draw.Fork(-2));
        Fill(_steps.Gradient, _samples.At(kept?.Samples ?? [.. Enumerable.Range(0, _batch).Select(i => draw.Below(i, _samples.Count))]), draw);
        if (kept is { } pairs)
        {
            KeptPairs.Set(_steps.Gradient, pairs.Points, pairs.Weights);
        }

        if (_buffer is not null)
        {
            _steps.Gradient.Set("chain", Array.ConvertAll(_buffer.Take(draw.Fork(-2)), T.CreateChecked));
        }
    }

    private void Fill(Computation<T> computation, Samples batch, Rng rng)
    {
        _objective.Fill(computation, batch.Points, batch.Dimension, rng);
        computation.Set("one_over_rows", T.CreateChecked(1.0 / batch.Count));
        if (batch.Given is { } given)
        {
            computation.Set("given", Array.ConvertAll(given, T.CreateChecked));
        }
    }

    private double? Look()
    {
        _watch.Measure(_steps, _energy, _threads);
        return HasWithheld ? _steps.Judge(Now) : null;
    }

    private void KeepBest(double? withheld, double? misfit)
    {
        if (withheld < BestLoss)
        {
            (BestLoss, _best) = (withheld.Value, AdamSteps<T>.Copy(Now));
            _kept = misfit ?? _kept;
        }

        _kept = HasWithheld ? _kept : misfit ?? _kept;
    }

    private void KeepLikeliest(double? misfit)
    {
        if (misfit < _least)
        {
            (_least, _fallback) = (misfit.Value, AdamSteps<T>.Copy(Now));
        }
    }

    private void Keep()
    {
        _checkpoints.Add(new Checkpoint(StepsDone, AdamSteps<T>.Copy(Values), AdamSteps<T>.Copy(_steps.Moments), _average is null ? null : AdamSteps<T>.Copy(_average.Values), _buffer?.Points));
        if (_checkpoints.Count > KeptCheckpoints)
        {
            // The first of all is kept: it was good.
            _checkpoints.RemoveAt(1);
        }
    }

    private Recovery Recover(int failed, string cause, bool isOfChain)
    {
        // One that failed before anything new was kept is not as good as it seemed.
        if (_recoveries.Count > 0 && _recoveries[^1].Checkpoint == _checkpoints[^1].Step && _checkpoints.Count > 1)
        {
            _checkpoints.RemoveAt(_checkpoints.Count - 1);
        }

        Checkpoint last = _checkpoints[^1];
        _steps.Restore(last.Values, last.Moments);
        _average?.Restore(last.Average!);
        StepsDone = last.Step;
        if (_buffer is not null)
        {
            _buffer.Points = last.Chains!;
        }

        if (_recoveries.Count >= _limits.Recoveries)
        {
            throw new ArithmeticException($"{cause}; it failed after {_recoveries.Count} returns to a checkpoint too, the last with {_recoveries[^1].Rate:g3} times the step size: try a smaller one than {_schedule.StepSize:g4}, another objective, or samples without outliers.");
        }

        Recovery recovery = new(failed, cause, last.Step, Math.Pow(0.5, _recoveries.Count + 1));
        _recoveries.Add(recovery);
        _objective = isOfChain ? SampleWatch<T>.WithHalvedChain(_objective) : _objective;
        _watchdog.Forget();
        return recovery;
    }

    private void SetWithheld(Samples withheld)
    {
        if (HasWithheld)
        {
            // Evenly spread over all of them, and always the same draws beside them.
            int count = Math.Min(Math.Min(WithheldSamples, 4 * _batch), withheld.Count);
            Fill(_steps.Loss, withheld.At([.. Enumerable.Range(0, count).Select(i => (int)((long)i * withheld.Count / count))]), _rng.Fork(-3));
            _watchdog.Withheld = _steps.Judge(Values);
        }
    }

    private sealed record Checkpoint(int Step, double[][] Values, Moments[] Moments, double[][]? Average, double[]? Chains);
}
