using Downhill.Experiments.Runs;

namespace Downhill.Experiments.StepFunctions;

/// <summary>What contestants have in common when they are compared.</summary>
internal enum Comparison
{
    /// <summary>Parameters.</summary>
    EqualParameters,

    /// <summary>Multiply-adds per gradient of the loss.</summary>
    EqualWork,
}

/// <summary>Which step function learns a system from fewer transitions, can be used otherwise than it was learned, and can be put together.</summary>
public sealed partial record StepFunctionShootout : Experiment
{
    private const int Smallest = 8;

    /// <summary>The most transitions learned from; from 8 on, twice as many each time.</summary>
    [Setting("most transitions learned from; from 8 on, twice as many each time", Minimum = 64, Maximum = 65536)]
    public int Transitions { get; init; } = 2048;

    /// <summary>Data sets and random weights.</summary>
    [Setting("data sets, each with random weights of its own", Minimum = 2, Maximum = 100)]
    public int Seeds { get; init; } = 6;

    /// <summary>The width of the energy's two hidden layers; the others follow from it.</summary>
    [Setting("units of each of the energy's two hidden layers; the others get as many parameters, or as much work", Minimum = 2, Maximum = 48)]
    public int Units { get; init; } = 16;

    /// <summary>L-BFGS steps of a fit.</summary>
    [Setting("steps of L-BFGS for each fit, at most", Minimum = 10)]
    public int Steps { get; init; } = 1000;

    /// <summary>Steps of a roll-out.</summary>
    [Setting("steps of a roll-out", Minimum = 2)]
    public int RollOut { get; init; } = 100;

    /// <inheritdoc/>
    public override string Name => "step-function-shootout";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Plain networks, residual networks, energies and games of energies learn the same steps: which needs fewer transitions, which can be used otherwise than it was learned, and which can be put together.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    private int[] Sizes => [.. Enumerable.Range(0, 30).Select(k => Smallest << k).TakeWhile(n => n <= Transitions)];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Transitions = 128, Seeds = 2, Units = 6, Steps = 60, RollOut = 20 },
        ExperimentSize.Full => this with { Transitions = 8192, Seeds = 10, Steps = 2000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ShootoutResult result = new ShootoutRun(this, Sizes, context).Run();
        IEnumerable<Finding> least = Floor(result).Concat(Composing(result.Composition)).Concat(Cycles(result));
        return context.Size == ExperimentSize.Smoke ? [.. least] : [.. Learning(result), .. least, .. Transferring(result), .. Told(result)];
    }
}
