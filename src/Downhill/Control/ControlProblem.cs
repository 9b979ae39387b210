using Downhill.Compute;

namespace Downhill.Control;

/// <summary>A world to act in, as a value: a state and an action in, a state and a reward out; it keeps nothing.</summary>
/// <remarks>
/// With <see cref="Observe"/> and <see cref="TimeLimit"/> a step is the five-tuple of Gymnasium (observation, reward, terminated, truncated, info):
/// <see cref="Copies"/> makes it of many copies at once. There is no info: the state is in plain sight.
/// </remarks>
public abstract record ControlProblem
{
    /// <summary>Words in lower case with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>Numbers of a state.</summary>
    public abstract int StateSize { get; }

    /// <summary>Numbers of an observation.</summary>
    public abstract int ObservationSize { get; }

    /// <summary>What can be done.</summary>
    public abstract ActionSpace Actions { get; }

    /// <summary>After so many steps an episode is truncated.</summary>
    public abstract int TimeLimit { get; }

    /// <summary>Writes a state to start from.</summary>
    /// <param name="state">Where to, shape [StateSize].</param>
    /// <param name="rng">Its random numbers.</param>
    public abstract void Start(Span<double> state, Rng rng);

    /// <summary>Writes what is seen of a state.</summary>
    /// <param name="state">Shape [StateSize].</param>
    /// <param name="observation">Where to, shape [ObservationSize].</param>
    public abstract void Observe(ReadOnlySpan<double> state, Span<float> observation);

    /// <summary>Writes a state of which an observation would be seen: what a recorded episode starts from.</summary>
    /// <param name="observation">Shape [ObservationSize].</param>
    /// <param name="state">Where to, shape [StateSize].</param>
    public abstract void StateOf(ReadOnlySpan<float> observation, Span<double> state);

    /// <summary>One step.</summary>
    /// <param name="state">Shape [StateSize].</param>
    /// <param name="action">As <see cref="Actions"/> says; a vector is cut to [−1, 1].</param>
    /// <param name="next">Where the next state is written, shape [StateSize]; may be the state itself.</param>
    /// <param name="rng">The random numbers of this step, where it needs any.</param>
    /// <returns>The reward, and whether the episode has ended by itself.</returns>
    public abstract Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng);

    /// <summary>Copies a state that is its own observation.</summary>
    private protected static void Copy(ReadOnlySpan<double> state, Span<float> observation)
    {
        for (int i = 0; i < state.Length; i++)
        {
            observation[i] = (float)state[i];
        }
    }

    /// <summary>Copies an observation that is the state.</summary>
    private protected static void Copy(ReadOnlySpan<float> observation, Span<double> state)
    {
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = observation[i];
        }
    }

    /// <summary>Numbers uniform between two ends.</summary>
    private protected static void Uniform(Span<double> state, double from, double to, Rng rng)
    {
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = from + ((to - from) * rng.Uniform(i));
        }
    }
}
