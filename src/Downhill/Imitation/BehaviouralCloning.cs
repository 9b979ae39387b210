using Downhill.Compute;
using Downhill.Control;
using static Downhill.Compute.Maths;

namespace Downhill.Imitation;

/// <summary>Imitation as regression: vectors by least squares of a squashed network, one of n by −ln softmax; the world is not asked.</summary>
/// <remarks>Source: D. A. Pomerleau (1991), Neural Comput. 3(1), 88–97.</remarks>
public sealed record BehaviouralCloning
{
    /// <summary>Widths of the hidden layers. Default two of 64.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [64, 64];

    /// <summary>Adam's step size. Default 0.001.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>Updates. Default 5000.</summary>
    public int Updates { get; init => field = Require.AtLeast(value, 1); } = 5000;

    /// <summary>Steps of a batch. Default 128.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>Imitates.</summary>
    /// <param name="demonstrations">What the expert did.</param>
    /// <param name="rng">All that is drawn.</param>
    /// <returns>What is done: the regression's answer, the likeliest action.</returns>
    public ActionRule Learn(ExpertDemonstrations demonstrations, Rng rng) => Fit(demonstrations, rng).Rule;

    /// <summary>Imitates, and tells by which weights.</summary>
    /// <param name="demonstrations">What the expert did.</param>
    /// <param name="rng">All that is drawn.</param>
    /// <param name="look">Is shown the rule and the mean loss of the last batch after each update, with the number of updates. Default: nobody.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public ClonedPolicy Fit(ExpertDemonstrations demonstrations, Rng rng, Action<ActionRule, double, int>? look = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(demonstrations);
        ControlProblem problem = demonstrations.Problem;
        Perceptron network = NetworkOf(problem);
        LearnedArray[] arrays = network.Draw(rng.Fork(0));
        Node s = Node.Point(problem.ObservationSize, "observation"), a = Node.Point(problem.Actions.Width, "action"), answer = network.Of(s);
        Node loss = SumRows(problem.Actions.IsDiscrete ? LogSumExp(answer) - Dot(answer, a) : SquaredNorm(Tanh(answer) - a)) * Node.Setting("one_over_rows");
        Computation<float> learning = Computation.Compile<float>(1, [loss, .. Derivative.Gradient(loss, network.Parameters)]);
        ActionRule rule = Acting(network, problem.Actions, arrays);
        Experience batch = new(BatchSize, problem.ObservationSize, problem.Actions.Width);
        learning.Set("one_over_rows", 1f / BatchSize);
        for (int update = 0; update < Updates; update++)
        {
            stop.ThrowIfCancellationRequested();
            demonstrations.Draw(batch, rng.Fork(1).Fork(update));
            learning.Set("observation", batch.Observations);
            learning.Set("action", batch.Actions);
            LearnedArray.Set(learning, arrays);
            learning.Run();
            LearnedArray.Step(arrays, learning, 1, StepSize);
            look?.Invoke(rule, learning[0][0], update + 1);
        }

        return new(rule, LearnedArray.Stored(arrays));
    }

    /// <summary>What is done by weights that were saved.</summary>
    /// <param name="problem">Where.</param>
    /// <param name="weights">As <see cref="ClonedPolicy.Weights"/>, of the same <see cref="Widths"/>.</param>
    /// <exception cref="ArgumentException">One is missing, or of another size.</exception>
    public ActionRule RuleOf(ControlProblem problem, IReadOnlyList<Parameter> weights)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(weights);
        Perceptron network = NetworkOf(problem);
        LearnedArray[] arrays = network.Draw(default);
        LearnedArray.Take(arrays, weights);
        return Acting(network, problem.Actions, arrays);
    }

    private Perceptron NetworkOf(ControlProblem problem) => new("clone", problem.ObservationSize, Widths, problem.Actions.Width);

    private static ActionRule Acting(Perceptron network, ActionSpace space, LearnedArray[] arrays)
    {
        Node answer = network.Of(Node.Point(network.Inputs, "observation"));
        Computation<float> acting = Computation.Compile<float>(1, space.IsDiscrete ? answer : Tanh(answer));
        return (observations, actions, _) =>
        {
            acting.Set("observation", observations);
            LearnedArray.Set(acting, arrays);
            acting.Run();
            acting[0].CopyTo(actions);
        };
    }
}
