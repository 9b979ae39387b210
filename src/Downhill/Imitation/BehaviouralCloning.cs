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
    public ActionRule Learn(ExpertDemonstrations demonstrations, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(demonstrations);
        ControlProblem problem = demonstrations.Problem;
        Perceptron network = new("clone", problem.ObservationSize, Widths, problem.Actions.Width);
        LearnedArray[] arrays = network.Draw(rng.Fork(0));
        Node s = Node.Point(problem.ObservationSize, "observation"), a = Node.Point(problem.Actions.Width, "action"), answer = network.Of(s);
        Node loss = problem.Actions.IsDiscrete ? LogSumExp(answer) - Dot(answer, a) : SquaredNorm(Tanh(answer) - a);
        Computation<float> learning = Computation.Compile<float>(1, Derivative.Gradient(SumRows(loss) * Node.Setting("one_over_rows"), network.Parameters));
        Experience batch = new(BatchSize, problem.ObservationSize, problem.Actions.Width);
        learning.Set("one_over_rows", 1f / BatchSize);
        for (int update = 0; update < Updates; update++)
        {
            demonstrations.Draw(batch, rng.Fork(1).Fork(update));
            learning.Set("observation", batch.Observations);
            learning.Set("action", batch.Actions);
            LearnedArray.Set(learning, arrays);
            learning.Run();
            LearnedArray.Step(arrays, learning, 0, StepSize);
        }

        Computation<float> acting = Computation.Compile<float>(1, problem.Actions.IsDiscrete ? answer : Tanh(answer));
        LearnedArray.Set(acting, arrays);
        return (observations, actions, _) =>
        {
            acting.Set("observation", observations);
            acting.Run();
            acting[0].CopyTo(actions);
        };
    }
}
