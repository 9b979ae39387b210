using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A world seen in other units: observations are divided by given numbers, all else is the world's own.</summary>
public sealed record Rescaled : ControlProblem
{
    private readonly float[] _units;

    /// <summary>The world in other units.</summary>
    /// <param name="problem">The world.</param>
    /// <param name="units">What each number of an observation is divided by, above zero.</param>
    /// <exception cref="ArgumentException">They are not as many as an observation has.</exception>
    public Rescaled(ControlProblem problem, params IReadOnlyList<double> units)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(units);
        Problem = problem;
        _units = units.Count == problem.ObservationSize
            ? [.. units.Select(unit => (float)Require.Positive(unit, nameof(units)))]
            : throw new ArgumentException($"{units.Count} units, expected {problem.ObservationSize}, one for each number that is seen of {problem.Name}.", nameof(units));
    }

    /// <summary>The world.</summary>
    public ControlProblem Problem { get; }

    /// <inheritdoc/>
    public override string Name => Problem.Name;

    /// <inheritdoc/>
    public override int StateSize => Problem.StateSize;

    /// <inheritdoc/>
    public override int ObservationSize => Problem.ObservationSize;

    /// <inheritdoc/>
    public override ActionSpace Actions => Problem.Actions;

    /// <inheritdoc/>
    public override int TimeLimit => Problem.TimeLimit;

    /// <inheritdoc/>
    public override void Start(Span<double> state, Rng rng) => Problem.Start(state, rng);

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
    {
        Problem.Observe(state, observation);
        for (int i = 0; i < _units.Length; i++)
        {
            observation[i] /= _units[i];
        }
    }

    /// <inheritdoc/>
    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state)
    {
        Span<float> own = stackalloc float[_units.Length];
        for (int i = 0; i < _units.Length; i++)
        {
            own[i] = observation[i] * _units[i];
        }

        Problem.StateOf(own, state);
    }

    /// <inheritdoc/>
    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng) => Problem.Step(state, action, next, rng);
}
