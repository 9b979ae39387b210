using System.Globalization;
using System.Numerics;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Objectives;

namespace Downhill.Training;

/// <summary>What is read off a step of learning from samples besides the loss: energies, how far chains go, their temperature.</summary>
internal sealed class SampleWatch<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LargestDimension = 16, JudgedSamples = 512, BoxPoints = 4096;

    private readonly int _dimension;
    private readonly bool _isChain;
    private readonly bool _isTested;
    private readonly bool _isGiven;
    private readonly bool _isDensity;
    private readonly Samples _samples;
    private Computation<T>? _energies;
    private UniformNoise? _box;
    private Computation<T>? _heat;
    private double _temperature = double.NaN;

    internal SampleWatch(Energy energy, SampleObjective objective, Samples samples)
    {
        (Loss, Node? negatives, Node? accepted) = objective.Terms(energy);
        (_samples, _isDensity) = (samples, objective.Innermost is not PairLoss);
        (_dimension, _isChain, _isTested, _isGiven) = (energy.Dimension, HasChain(objective), accepted is not null, samples.Given is not null);
        Nodes = negatives is null ? [] :
        [
            Maths.SumRows(energy.Of(Node.Point(_dimension))) * Node.Setting("one_over_rows"),
            NoiseTable.MeanRows(energy.Of(negatives)),
            Maths.Largest(Maths.LargestRow(Away(negatives, samples))),
            .. (Node[])(_isChain ? [negatives] : []),
            .. (Node[])(PrioritisedNegatives.LossOf(objective) is { } kept ? [kept.Unweighted(energy)] : []),
            .. (Node[])(accepted is null ? [] : [NoiseTable.MeanRows(accepted)]),
        ];
    }

    internal Node Loss { get; }

    internal Node[] Nodes { get; }

    internal static bool HasChain(SampleObjective objective) => objective.Innermost is ContrastiveDivergence or PersistentContrastiveDivergence or PairLoss { Negatives: DescendedNegatives };

    /// <summary>The same objective with half the step of its chain.</summary>
    internal static SampleObjective WithHalvedChain(SampleObjective objective) => objective switch
    {
        ContrastiveDivergence one => one with { Stepper = Halved(one.Stepper) },
        PersistentContrastiveDivergence one => one with { Stepper = Halved(one.Stepper) },
        FlatValley added => added with { Inner = WithHalvedChain(added.Inner) },
        LowVolume added => added with { Inner = WithHalvedChain(added.Inner) },
        PairLoss { Negatives: DescendedNegatives descended } one => one with { Negatives = descended with { Stepper = Halved(descended.Stepper) } },
        _ => objective,
    };

    internal Vitals Read(Computation<T> computation, int from, double loss) => Nodes.Length == 0
        ? new(loss, null, null, null, null)
        : new(loss, Number(computation, from), Number(computation, from + 1), Number(computation, from + 2), _isTested ? Number(computation, from + Nodes.Length - 1) : null);

    /// <summary>x⁻, shape [samples, dimension], of an objective with a chain.</summary>
    internal static double[] Negatives(Computation<T> computation, int from) => Array.ConvertAll(computation[from + 3].ToArray(), double.CreateChecked);

    /// <summary>The loss of each pair of a batch, of an objective that keeps pairs: it has no chain.</summary>
    internal static double[] Losses(Computation<T> computation, int from) => Negatives(computation, from);

    /// <summary>The temperature of the chains' points, ⟨|∇E|²⟩ / ⟨ΔE⟩, which is T for draws of exp(−E/T).</summary>
    /// <remarks>Source: H. H. Rugh (1997), Phys. Rev. Lett. 78, 772–774, in its configurational form.</remarks>
    internal void Measure(AdamSteps<T> steps, Energy energy, int threads)
    {
        if (!_isChain || _isGiven || _dimension > LargestDimension || steps.Parameters.Length == 0)
        {
            return;
        }

        Node x = Node.Point(_dimension), value = energy.Of(x);
        _heat ??= Computation.Compile<T>(threads, [NoiseTable.MeanRows(Maths.SquaredNorm(Derivative.Gradient(value, x))), NoiseTable.MeanRows(Derivative.Laplacian(value, x)), x, .. energy.Parameters.Select(p => p.Node)]);
        _heat.Set("x", steps.Gradient[steps.WatchedFrom + 3]);
        for (int p = 0; p < energy.Parameters.Count; p++)
        {
            _heat.Set(steps.Parameters[p].Name, Array.ConvertAll(steps.Values[p], T.CreateChecked));
        }

        _heat.Run();
        _temperature = double.CreateChecked(_heat[0][0]) / double.CreateChecked(_heat[1][0]);
    }

    // Samples that coincide in a coordinate have no box.
    private bool HasVolume => Enumerable.Range(0, _dimension).All(i => Enumerable.Range(0, _samples.Count).Any(row => _samples.Points[(row * _dimension) + i] != _samples.Points[i]));

    /// <summary>⟨E⟩ + ln Z over some samples, in nats, Z by points of their box: too small where a well lies between these, so what it finds is there; null of an objective that learns no density, or a conditional one.</summary>
    internal double? Misfit(AdamSteps<T> steps, Energy energy, double[][] values, int threads)
    {
        if (!_isDensity || _isGiven || !HasVolume)
        {
            return null;
        }

        UniformNoise box = _box ??= UniformNoise.Around(_samples.Points, _dimension) with { IsStratified = _dimension <= 2 };
        int count = Math.Min(JudgedSamples, _samples.Count);
        if (_energies is null)
        {
            Node x = Node.Point(_dimension);
            _energies = Computation.Compile<T>(threads, [energy.Of(x), x, .. energy.Parameters.Select(p => p.Node)]);
            double[] judged = _samples.At([.. Enumerable.Range(0, count).Select(i => (int)((long)i * _samples.Count / count))]).Points;
            _energies.Set("x", Array.ConvertAll([.. judged, .. box.Draw(BoxPoints, new Rng(0))], T.CreateChecked));
        }

        for (int p = 0; p < energy.Parameters.Count; p++)
        {
            _energies.Set(steps.Parameters[p].Name, Array.ConvertAll(values[p], T.CreateChecked));
        }

        _energies.Run();
        double[] found = Array.ConvertAll(_energies[0].ToArray(), double.CreateChecked);
        double least = found[count..].Min(), mean = found[count..].Average(e => Math.Exp(least - e));
        return found[..count].Average() - least + Math.Log(mean) + box.Low.Zip(box.High, (low, high) => Math.Log(high - low)).Sum();
    }

    internal string? Warning(SampleObjective objective, SampleLimits limits) =>
        !_isChain || objective is PairLoss or FlatValley or LowVolume ? null
        : TemperatureOf(objective) is { } set && set != 1
            ? Text($"The chain runs at temperature {set:g4}, and samples follow exp(-E/T): what is learned is {set:g4} times -ln p. Set its Temperature to 1 if exp(-E) is to be the density.")
        : _temperature > limits.Temperature || _temperature < 1 / limits.Temperature
            ? Text($"The chains' points have the temperature {_temperature:g3} where 1 is expected: they have not settled on exp(-E), so it is not the density; take more steps of the chain, or a smaller step.")
        : null;

    private static double Number(Computation<T> computation, int output) => double.CreateChecked(computation[output][0]);

    private static double? TemperatureOf(SampleObjective objective)
    {
        Stepper? stepper = (objective as ContrastiveDivergence)?.Stepper ?? (objective as PersistentContrastiveDivergence)?.Stepper;
        return stepper switch { SamplingRule rule => rule.Temperature, GradientDescent => 0, _ => null };
    }

    private static Stepper Halved(Stepper stepper) => stepper switch
    {
        SamplingRule rule => rule with { StepSize = rule.StepSize / 2 },
        GradientDescent g => g with { StepSize = g.StepSize / 2 },
        HeavyBall h => h with { StepSize = h.StepSize / 2 },
        _ => stepper,
    };

    /// <summary>How far points are from the middle of the samples' box, in units of its half-width, coordinate by coordinate.</summary>
    private static Node Away(Node points, Samples samples)
    {
        int d = samples.Dimension;
        double[] low = [.. Enumerable.Repeat(double.PositiveInfinity, d)], high = [.. low.Select(x => -x)];
        for (int i = 0; i < samples.Points.Length; i++)
        {
            (low[i % d], high[i % d]) = (Math.Min(low[i % d], samples.Points[i]), Math.Max(high[i % d], samples.Points[i]));
        }

        double[] middle = [.. low.Zip(high, (l, h) => (l + h) / 2)], scale = [.. low.Zip(high, (l, h) => h > l ? 2 / (h - l) : 1)];
        return Maths.Abs((points - Node.Constant(middle, 1, d)) * Node.Constant(scale, 1, d));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
