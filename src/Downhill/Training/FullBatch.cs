using Downhill.Compute;

namespace Downhill.Training;

/// <summary>The loss of an energy over all windows at once, each with a weight, and its gradient in the parameters: f(θ) = Σₙ wₙ Lₙ(θ) / Σₙ wₙ.</summary>
/// <remarks>In double. Compiled once; other weights (a resample of tracks, a fold left out) need no new plan. One caller at a time.</remarks>
public sealed class FullBatch
{
    private readonly Unknowns _unknowns;
    private readonly Computation<double> _computation;
    private readonly Lazy<Computation<double>> _losses;

    /// <summary>The loss over windows, each of weight 1 at first.</summary>
    /// <param name="energy">What is learned.</param>
    /// <param name="objective">What makes it good.</param>
    /// <param name="windows">What is learned from.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    public FullBatch(Energy energy, Objective objective, Windows windows, int threads)
        : this(energy, objective, (windows ?? throw new ArgumentNullException(nameof(windows))).Collect(), threads)
    {
    }

    /// <summary>The loss over starts and what followed them, each of weight 1 at first.</summary>
    /// <param name="energy">What is learned.</param>
    /// <param name="objective">What makes it good.</param>
    /// <param name="windows">Starts and targets.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    public FullBatch(Energy energy, Objective objective, WindowBatch windows, int threads)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(windows);
        _unknowns = new Unknowns(energy, objective);
        Node loss = Maths.SumRows(objective.Loss(energy) * Node.Point(1, "row_weight"));
        _computation = Computation.Compile<double>(threads, [loss, .. Derivative.Gradient(loss, [.. _unknowns.Parameters.Select(p => p.Node)])]);
        Prepare(_computation, objective, windows);
        _losses = new(() =>
        {
            Computation<double> losses = Computation.Compile<double>(threads, objective.Loss(energy));
            Prepare(losses, objective, windows);
            return losses;
        });
        Weigh([.. Enumerable.Repeat(1.0, windows.Count)]);
    }

    /// <summary>θ as the energy and the objective have it, the energy's parameters first.</summary>
    public double[] Start => _unknowns.Start;

    /// <summary>Sets wₙ, one for each window, not negative, not all zero.</summary>
    public void Weigh(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double[] shares = new double[weights.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = weights[i] / sum;
        }

        _computation.Set("row_weight", shares);
    }

    /// <summary>f and ∇f at θ.</summary>
    public (double Value, double[] Gradient) At(double[] point)
    {
        _computation.Set(_unknowns.Parameters, point);
        _computation.Run();
        double[] gradient = new double[point.Length];
        int at = 0;
        for (int p = 0; p < _unknowns.Parameters.Length; p++)
        {
            _computation[p + 1].CopyTo(gradient.AsSpan(at));
            at += _unknowns.Parameters[p].Values.Length;
        }

        return (_computation[0][0], gradient);
    }

    /// <summary>Lₙ of every window at θ.</summary>
    public double[] LossesAt(double[] point)
    {
        _losses.Value.Set(_unknowns.Parameters, point);
        _losses.Value.Run();
        return _losses.Value[0].ToArray();
    }

    /// <summary>The energy at θ.</summary>
    public Energy EnergyAt(double[] point) => _unknowns.EnergyAt(point);

    /// <summary>The objective's own parameters at θ.</summary>
    public IReadOnlyList<Parameter> OwnAt(double[] point) => _unknowns.OwnAt(point);

    private static void Prepare(Computation<double> computation, Objective objective, WindowBatch windows)
    {
        computation.Set(objective.Settings);
        computation.Set("start", windows.Starts);
        computation.Set("targets", windows.Targets);
        if (windows.Given is not null)
        {
            computation.Set("given", windows.Given);
        }
    }
}
