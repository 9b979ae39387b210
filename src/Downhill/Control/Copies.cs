using Downhill.Compute;

namespace Downhill.Control;

/// <summary>Copies of a control problem that go on side by side, each begun anew when its episode ends.</summary>
/// <remarks>After a step, <see cref="Observations"/> are those to act on; <see cref="Reached"/> are those that the step led to, which differ where an episode ended.</remarks>
public sealed class Copies
{
    private readonly double[] _states;
    private readonly int[] _steps, _episodes;
    private readonly Rng _rng;
    private long _taken;

    /// <summary>Copies, each at a start of its own.</summary>
    /// <param name="problem">What is copied.</param>
    /// <param name="count">How many.</param>
    /// <param name="rng">Their random numbers: copy c starts its episode e from <c>rng.Fork(c).Fork(e)</c>.</param>
    public Copies(ControlProblem problem, int count, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(problem);
        (Problem, Count, _rng) = (problem, Require.AtLeast(count, 1), rng);
        _states = new double[count * problem.StateSize];
        (_steps, _episodes) = (new int[count], new int[count]);
        (Observations, Reached) = (new float[count * problem.ObservationSize], new float[count * problem.ObservationSize]);
        (Rewards, IsTerminated, IsTruncated) = (new double[count], new bool[count], new bool[count]);
        for (int copy = 0; copy < count; copy++)
        {
            Begin(copy);
        }
    }

    /// <summary>What is copied.</summary>
    public ControlProblem Problem { get; }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>What is seen now, shape [Count, ObservationSize].</summary>
    public float[] Observations { get; }

    /// <summary>What was seen at the end of the last step, before any copy began anew, shape [Count, ObservationSize].</summary>
    public float[] Reached { get; }

    /// <summary>The rewards of the last step.</summary>
    public double[] Rewards { get; }

    /// <summary>Which episodes ended by themselves in the last step.</summary>
    public bool[] IsTerminated { get; }

    /// <summary>Which episodes ended in the last step by the time limit alone.</summary>
    public bool[] IsTruncated { get; }

    /// <summary>Steps that a copy has done in its episode.</summary>
    public ReadOnlySpan<int> Steps => _steps;

    /// <summary>One step of every copy.</summary>
    /// <param name="actions">Shape [Count, Width].</param>
    public void Step(ReadOnlySpan<float> actions)
    {
        int size = Problem.StateSize, seen = Problem.ObservationSize, width = Problem.Actions.Width;
        Rng draw = _rng.Fork(-1).Fork((ulong)_taken++);
        for (int copy = 0; copy < Count; copy++)
        {
            Span<double> state = _states.AsSpan(copy * size, size);
            (Rewards[copy], IsTerminated[copy]) = Problem.Step(state, actions.Slice(copy * width, width), state, draw.Fork(copy));
            IsTruncated[copy] = ++_steps[copy] >= Problem.TimeLimit && !IsTerminated[copy];
            Span<float> reached = Reached.AsSpan(copy * seen, seen);
            Problem.Observe(state, reached);
            if (IsTerminated[copy] || IsTruncated[copy])
            {
                Begin(copy);
            }
            else
            {
                reached.CopyTo(Observations.AsSpan(copy * seen, seen));
            }
        }
    }

    private void Begin(int copy)
    {
        int size = Problem.StateSize, seen = Problem.ObservationSize;
        _steps[copy] = 0;
        Problem.Start(_states.AsSpan(copy * size, size), _rng.Fork(copy).Fork(_episodes[copy]++));
        Problem.Observe(_states.AsSpan(copy * size, size), Observations.AsSpan(copy * seen, seen));
    }
}
