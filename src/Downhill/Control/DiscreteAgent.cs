using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Control;

/// <summary>Soft critics over n actions: π = softmax(min(Q₁, Q₂)/α), V̄ = α ln Σ exp(Q̄/α).</summary>
internal sealed class DiscreteAgent : Agent
{
    private readonly TwinCritics _critics;
    private readonly Computation<float> _learning, _acting, _judging;

    internal DiscreteAgent(SoftActorCritic settings, ControlProblem problem, Rng rng)
        : base(settings, problem)
    {
        int seen = problem.ObservationSize, width = problem.Actions.Width;
        _critics = new TwinCritics(seen, settings.Widths, width, rng);
        Settled = new(_critics.Arrays, settings.Settling);
        Node s = Node.Point(seen, "observation"), a = Node.Point(width, "action"), logs = LogPolicy(s);
        _learning = Computation.Compile<float>(1, Learning(s, a, Node.Point(seen, "next")));
        _acting = Computation.Compile<float>(1, logs);
        _judging = Computation.Compile<float>(1, Dot(logs, a));
    }

    private protected override SettledWeights Settled { get; }

    public override void Act(ReadOnlySpan<float> observations, Span<float> actions, Rng rng, bool isGreedy = false, bool isSettled = false)
    {
        _acting.Set("observation", observations);
        _acting.Set("temperature", (float)Temperature);
        LearnedArray.Set(_acting, isGreedy || isSettled ? Settled.Arrays : _critics.Arrays);
        _acting.Run();
        ReadOnlySpan<float> logs = _acting[0];
        int width = Problem.Actions.Width;
        for (int row = 0; row < logs.Length / width; row++)
        {
            ReadOnlySpan<float> of = logs.Slice(row * width, width);
            Span<float> action = actions.Slice(row * width, width);
            action.Clear();
            action[isGreedy ? ActionSpace.Chosen(of) : Drawn(of, rng.Uniform(row))] = 1;
        }
    }

    public override void LogProbability(Experience batch, Span<float> logarithms)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _judging.Set("observation", batch.Observations);
        _judging.Set("action", batch.Actions);
        _judging.Set("temperature", (float)Temperature);
        LearnedArray.Set(_judging, _critics.Arrays);
        _judging.Run();
        _judging[0].CopyTo(logarithms);
    }

    public override void Learn(Experience batch, Rng rng, double rate = 1)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Enter(_learning);
        _learning.Set("discount", (float)Settings.Discount);
        _learning.Set("temperature", (float)Temperature);
        LearnedArray.Set(_learning, _critics.Arrays);
        LearnedArray.Set(_learning, _critics.Delayed);
        _learning.Run();
        Entropy = _learning[0][0];
        LearnedArray.Step(_critics.Arrays, _learning, 1, rate * Settings.StepSize);
        LearnedArray.Approach(_critics.Delayed, _critics.Arrays, Settings.Averaging);
        Settled.Follow();
        MoveTemperature(rate);
    }

    /// <summary>The mean entropy, and the slopes of the critics' loss.</summary>
    private Node[] Learning(Node s, Node a, Node next)
    {
        Node alpha = Node.Setting("temperature"), share = Node.Setting("one_over_rows");
        Node value = alpha * LogSumExp(_critics.LeastDelayed(next) / alpha);
        Node y = Node.Point(1, "reward") + (Node.Setting("discount") * Node.Point(1, "goes_on") * value);
        Node loss = SumRows(TwinCritics.Loss(_critics.Of(s).Select(q => Dot(q, a)), y)) * share, logs = LogPolicy(s);
        return [SumRows(-Dot(Exp(logs), logs)) * share, .. Derivative.Gradient(loss, _critics.Parameters)];
    }

    private Node LogPolicy(Node s)
    {
        Node scaled = _critics.Least(s) / Node.Setting("temperature");
        return scaled - LogSumExp(scaled);
    }

    private static int Drawn(ReadOnlySpan<float> logs, double u)
    {
        int chosen = 0;
        for (double left = u - Math.Exp(logs[0]); left > 0 && chosen < logs.Length - 1; left -= Math.Exp(logs[chosen]))
        {
            chosen++;
        }

        return chosen;
    }
}
