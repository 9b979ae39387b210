using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Training;

/// <summary>A loss whose windows' first states are learned with the parameters: f(θ, z) = Σₙ (Lₙ(θ, zₙ) + Σᵢ pᵢ (zₙᵢ − Xₙᵢ)² / K) / N, X the observed first states.</summary>
/// <remarks>
/// <para>
/// With pᵢ = wᵢ of <see cref="Objectives.TrajectoryMatching"/> the first state counts as one more matched state, as noisy as the others: then what is
/// learned has no bias by errors in the first state, which predicting from it has. With p = 0 the first states need not be observed;
/// what is taken of them is where the search begins.
/// </para>
/// <para>
/// ∂f/∂zₙ is the adjoint of the roll-out at its start, λ⁰. A direction of z that the motion shrinks by q before anything is observed is found 1/q times
/// worse than what is observed: of a descent, q = Π (1 − ηλ). In double; one caller at a time.
/// </para>
/// </remarks>
public sealed class UnknownStarts
{
    private readonly Unknowns _unknowns;
    private readonly Computation<double> _computation;

    /// <summary>The loss over windows.</summary>
    /// <param name="energy">What is learned.</param>
    /// <param name="objective">What makes it good.</param>
    /// <param name="windows">What is learned from; their first states are X.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    /// <param name="prior">pᵢ, one over the variance of the noise of X where wᵢ is that of the matched states, shape [state], not negative. Default: 0, X is not observed.</param>
    /// <exception cref="ArgumentException">p has another length, or the loss does not depend on a first state.</exception>
    public UnknownStarts(Energy energy, Objective objective, Windows windows, int threads, IReadOnlyList<double>? prior = null)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(windows);
        int state = windows.StateLength;
        double[] weights = [.. prior ?? new double[state]];
        if (weights.Length != state || !Array.TrueForAll(weights, p => p >= 0 && double.IsFinite(p)))
        {
            throw new ArgumentException($"The prior must be {state} finite numbers at or above zero, not [{string.Join(", ", weights)}].", nameof(prior));
        }

        _unknowns = new Unknowns(energy, objective);
        Node start = Node.Point(state, "start"), observed = Node.Point(state, "observed_start");
        Node away = Dot(Square(start - observed), Node.Constant([.. weights.Select(p => p / windows.Matched)], 1, state));
        Node loss = SumRows(objective.Loss(energy) + away) / windows.Count;
        _computation = Computation.Compile<double>(threads, [loss, .. Derivative.Gradient(loss, [.. _unknowns.Parameters.Select(p => p.Node), start]), observed]);
        Start = [.. _unknowns.Start, .. SetWindows(objective, windows)];
    }

    /// <summary>θ as the energy and the objective have it, the energy's parameters first; then the observed first states, window after window.</summary>
    public double[] Start { get; }

    /// <summary>f and its gradient at (θ, z), laid out as <see cref="Start"/>.</summary>
    public (double Value, double[] Gradient) At(double[] point)
    {
        ArgumentNullException.ThrowIfNull(point);
        int starts = _computation.Set(_unknowns.Parameters, point);
        _computation.Set("start", point.AsSpan(starts));
        _computation.Run();
        return (_computation[0][0], [.. Enumerable.Range(1, _unknowns.Parameters.Length + 1).SelectMany(output => _computation[output].ToArray())]);
    }

    /// <summary>The energy at (θ, z).</summary>
    public Energy EnergyAt(double[] point) => _unknowns.EnergyAt(point);

    /// <summary>The objective's own parameters at (θ, z).</summary>
    public IReadOnlyList<Parameter> OwnAt(double[] point) => _unknowns.OwnAt(point);

    /// <summary>z, window after window, shape [windows, state].</summary>
    public double[] StartsAt(double[] point) => point[_unknowns.Start.Length..];

    private double[] SetWindows(Objective objective, Windows windows)
    {
        WindowBatch batch = windows.Collect();
        _computation.Set(objective.Settings);
        _computation.Set("observed_start", batch.Starts);
        _computation.Set("targets", batch.Targets);
        if (batch.Given is not null)
        {
            _computation.Set("given", batch.Given);
        }

        return batch.Starts;
    }
}
