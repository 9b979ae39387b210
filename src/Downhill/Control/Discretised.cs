using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A world of vectors acted on by choices: each number of the vector is one of so many, evenly from −1 to 1, its ends among them.</summary>
/// <remarks>Choice c is the vector whose number i is −1 + 2 ⌊c / levelsⁱ⌋ mod levels / (levels − 1); there are levelsⁿ of them. All else is the world's own.</remarks>
/// <param name="Problem">The world.</param>
/// <param name="Levels">Values of each number, at least 2.</param>
public sealed record Discretised(ControlProblem Problem, int Levels) : ControlProblem
{
    /// <summary>The world.</summary>
    public ControlProblem Problem { get; } = Problem is { Actions.IsDiscrete: false } ? Problem : throw new ArgumentException($"{Problem?.Name ?? "nothing"} is no world of vectors, expected one; a world of choices needs no more of them.", nameof(Problem));

    /// <summary>Values of each number.</summary>
    public int Levels { get; } = Require.AtLeast(Levels, 2);

    /// <inheritdoc/>
    public override string Name => $"{Problem.Name}-of-{Levels}";

    /// <inheritdoc/>
    public override int StateSize => Problem.StateSize;

    /// <inheritdoc/>
    public override int ObservationSize => Problem.ObservationSize;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.OneOf((int)Math.Pow(Levels, Problem.Actions.Width));

    /// <inheritdoc/>
    public override int TimeLimit => Problem.TimeLimit;

    /// <inheritdoc/>
    public override void Start(Span<double> state, Rng rng) => Problem.Start(state, rng);

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> state, Span<float> observation) => Problem.Observe(state, observation);

    /// <inheritdoc/>
    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => Problem.StateOf(observation, state);

    /// <inheritdoc/>
    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        Span<float> vector = stackalloc float[Problem.Actions.Width];
        int left = ActionSpace.Chosen(action);
        for (int i = 0; i < vector.Length; i++, left /= Levels)
        {
            vector[i] = -1 + (2f * (left % Levels) / (Levels - 1));
        }

        return Problem.Step(state, vector, next, rng);
    }
}
