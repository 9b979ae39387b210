using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Control;

/// <summary>One that does what it values most, and learns values; one caller at a time.</summary>
public abstract class ValueAgent
{
    private readonly Computation<float> _judging;
    private readonly SettledWeights _settled;

    private protected ValueAgent(ValueLearning settings, ControlProblem problem, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(problem);
        (Settings, Problem) = (settings, problem.Actions.IsDiscrete ? problem : throw new ArgumentException($"{problem.Name} is acted on by vectors, expected choices; {nameof(Discretised)} makes them.", nameof(problem)));
        Network = new Perceptron("q", problem.ObservationSize, settings.Widths, problem.Actions.Width, settings.Bend);
        Arrays = Network.Draw(rng);
        _settled = new(Arrays, settings.Settling);
        _judging = Computation.Compile<float>(1, Network.Of(Node.Point(problem.ObservationSize, "observation")));
    }

    /// <summary>How it learns.</summary>
    public ValueLearning Settings { get; }

    /// <summary>What it acts in.</summary>
    public ControlProblem Problem { get; }

    /// <summary>The largest |Q(s, a)| of the last batch, before the update.</summary>
    public double LargestValue { get; private protected set; }

    private protected Perceptron Network { get; }

    /// <summary>θ, in the numbers that act.</summary>
    private protected LearnedArray[] Arrays { get; }

    /// <summary>Q(s, a) of what was done, a scalar per row.</summary>
    private protected Node Done => Dot(Network.Of(Node.Point(Problem.ObservationSize, "observation")), Node.Point(Problem.Actions.Width, "action"));

    /// <summary>Learns from steps, once.</summary>
    /// <param name="batch">The steps, <see cref="ValueLearning.BatchSize"/> of them or another number.</param>
    /// <param name="rate">What the step size is multiplied by. Default 1.</param>
    public void Learn(Experience batch, double rate = 1)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Update(batch, rate);
        _settled.Follow();
    }

    /// <summary>Writes Q(s, ·).</summary>
    /// <param name="observations">What it sees, shape [n, ObservationSize].</param>
    /// <param name="values">Where to, shape [n, Width].</param>
    /// <param name="isSettled">Whether by weights averaged as <see cref="ValueLearning.Settling"/> says. Default: by those of now.</param>
    public void Judge(ReadOnlySpan<float> observations, Span<float> values, bool isSettled = false)
    {
        _judging.Set("observation", observations);
        LearnedArray.Set(_judging, isSettled ? _settled.Arrays : Arrays);
        _judging.Run();
        _judging[0].CopyTo(values);
    }

    /// <summary>Writes what it does: what it values most, or with some probability anything.</summary>
    /// <param name="observations">What it sees, shape [n, ObservationSize].</param>
    /// <param name="actions">Where to, shape [n, Width].</param>
    /// <param name="rng">What it draws from.</param>
    /// <param name="exploring">The probability of a random action. Default 0.</param>
    /// <param name="isSettled">Whether by weights averaged as <see cref="ValueLearning.Settling"/> says. Default: by those of now.</param>
    public void Act(ReadOnlySpan<float> observations, Span<float> actions, Rng rng, double exploring = 0, bool isSettled = false)
    {
        Judge(observations, actions, isSettled);
        int width = Problem.Actions.Width;
        for (int row = 0; row < actions.Length / width; row++)
        {
            Span<float> action = actions.Slice(row * width, width);
            int chosen = rng.Uniform(row) < exploring ? rng.Below(row, width) : ActionSpace.Chosen(action);
            action.Clear();
            action[chosen] = 1;
        }
    }

    private protected abstract void Update(Experience batch, double rate);
}
