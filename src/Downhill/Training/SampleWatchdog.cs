using System.Globalization;
using Downhill.Compute;

namespace Downhill.Training;

/// <summary>What is watched in a step of learning from samples.</summary>
/// <param name="Loss">The loss of the batch.</param>
/// <param name="Positive">The mean energy of the samples; null where it is not watched.</param>
/// <param name="Negative">The mean energy of x⁻; null where there are none.</param>
/// <param name="Reach">How far from the samples' middle the farthest x⁻ is, in units of the samples' own reach; null where there are none.</param>
/// <param name="Accepted">The share of a chain's proposals that were taken; null where none is tested.</param>
internal sealed record Vitals(double Loss, double? Positive, double? Negative, double? Reach, double? Accepted)
{
    internal double? Gap => Negative - Positive;
}

/// <summary>Finds the cause where learning from samples fails; what it finds is a line, or null where all is well.</summary>
internal sealed class SampleWatchdog
{
    private const int Patience = 50;
    private const double Grown = 1e3;

    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly SampleLimits _limits;
    private readonly bool _hasChain;
    private readonly int _dimension;
    private double _first = double.NaN;
    private double _best = double.PositiveInfinity;
    private int _grownFor;
    private int _stuckFor;

    internal SampleWatchdog(IReadOnlyList<Parameter> parameters, SampleLimits limits, bool hasChain, int dimension) =>
        (_parameters, _limits, _hasChain, _dimension) = (parameters, limits, hasChain, dimension);

    internal string? Cause(int step, Vitals now, double[][] gradients)
    {
        string? cause = NotFinite(now, gradients) ?? (_hasChain ? Chain(now) : Growth(now));
        return cause is null ? null : string.Create(CultureInfo.InvariantCulture, $"Step {step}: {cause}");
    }

    /// <summary>The loss of the withheld samples before learning; null where nothing judges.</summary>
    internal double? Withheld { get; set; }

    /// <summary>⟨−ln q⟩ of the samples before learning, in nats; null where exp(−E) is to be no density.</summary>
    internal double? Misfit { get; set; }

    /// <summary>The cause where learning has clearly made it worse than it began; null where all is well.</summary>
    internal string? Lost(int step, double? withheld, double? misfit)
    {
        string? cause = withheld is { } now && Withheld is { } first && !(now - first <= 1 + Math.Abs(first))
            ? Text($"the loss of withheld samples is {now:g4}, and was {first:g4} before learning: learning diverges, its step size is too large")
            : misfit is { } nats && Misfit is { } before && !(nats <= before + (_limits.WorsePerDimension * _dimension))
            ? Text($"wells beside the samples: -ln q of the samples is {nats:g4} on average, and was {before:g4} before learning: the landscape fell where no sample is and the objective does not see it; its step size is too large")
            : null;
        return cause is null ? null : string.Create(CultureInfo.InvariantCulture, $"Step {step}: {cause}");
    }

    /// <summary>Forgets what led to a failure.</summary>
    internal void Forget() => (_grownFor, _stuckFor) = (0, 0);

    private string? NotFinite(Vitals now, double[][] gradients)
    {
        if (_hasChain && now.Reach is { } reach && !double.IsFinite(reach))
        {
            return $"the chains ran away (chain drift): a point x⁻ is {reach}, so the landscape falls without end, or the chain's step is too large for its curvature";
        }

        if (!double.IsFinite(now.Loss))
        {
            bool samples = now.Positive is { } positive && !double.IsFinite(positive);
            return Text($"the loss is {now.Loss}: the energy {(samples ? "of the samples" : "or its derivatives")} overflowed, so the step size of learning is too large, or a sample is an outlier");
        }

        int wrong = Array.FindIndex(gradients, gradient => Array.Exists(gradient, g => !double.IsFinite(g)));
        return wrong < 0 ? null : Text($"the gradient in {_parameters[wrong].Name} is not finite, while the loss is {now.Loss:g4}");
    }

    private string? Chain(Vitals now)
    {
        if (now.Reach > _limits.Reach)
        {
            return Text($"chain drift: a point x⁻ is {now.Reach:g4} times as far from the middle as any sample, above {_limits.Reach:g4}: the landscape has a way down that no sample blocks");
        }

        double gap = _limits.GapPerDimension * _dimension;
        if (Math.Abs(now.Gap ?? 0) > gap)
        {
            return Text($"energy gap: x⁻ is {now.Gap:g4} above the samples, beyond ±{gap:g4}: {(now.Gap > 0 ? "the chains do not come down to where the samples are" : "the chains found wells that no sample fills, and learning does not fill them up in time")}");
        }

        _stuckFor = now.Accepted < _limits.Acceptance ? _stuckFor + 1 : 0;
        return _stuckFor < Patience ? null : Text($"acceptance: the chain took {now.Accepted:p1} of its proposals, and less than {_limits.Acceptance:p0} for {Patience} steps: its step is too large for the landscape's curvature");
    }

    // A loss may be negative or near 0 at its best: it has grown where it is above the first of all, by a thousand times what had been gained.
    private string? Growth(Vitals now)
    {
        _first = double.IsNaN(_first) ? now.Loss : _first;
        _best = Math.Min(_best, now.Loss);
        _grownFor = now.Loss > _first && now.Loss - _best > Grown * (1 + Math.Abs(_best)) ? _grownFor + 1 : 0;
        return now.Loss < -_limits.Fall ? Text($"the loss is {now.Loss:g4}, and falls without bound: the samples lie on fewer dimensions than they have, or some coincide; shake them by a little noise")
            : _grownFor < Patience ? null
            : Text($"the loss is {now.Loss:g4}, a thousand times its best ({_best:g4}) for {Patience} steps: learning diverges");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a watchdog of learning from samples lets pass.</summary>
public sealed record SampleLimits
{
    /// <summary>How far chains may go, in units of the samples' largest distance from their middle. Default 10.</summary>
    public double Reach { get; init => field = Require.Positive(value); } = 10;

    /// <summary>How far the mean energies of x⁻ and of the samples may be apart where x⁻ are of a chain, in units of energy for each dimension. Default 100.</summary>
    public double GapPerDimension { get; init => field = Require.Positive(value); } = 100;

    /// <summary>By how much ⟨−ln q⟩ of the samples may be above that before learning, in nats for each dimension, where exp(−E) is to be their density. Default ½.</summary>
    public double WorsePerDimension { get; init => field = Require.Positive(value); } = 0.5;

    /// <summary>The least share of proposals that a chain must take, else it is stuck. Default 0.05.</summary>
    public double Acceptance { get; init => field = Require.Within(value, 0, 1); } = 0.05;

    /// <summary>How far below zero a loss may fall. Default 10⁶.</summary>
    public double Fall { get; init => field = Require.Positive(value); } = 1e6;

    /// <summary>How far the chains' temperature, as it is measured, may be from 1, as a factor. Default 3; beyond it is a warning.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 3;

    /// <summary>How often learning goes back to a checkpoint before it gives up. Default 8.</summary>
    public int Recoveries { get; init => field = Require.AtLeast(value, 0); } = 8;
}
