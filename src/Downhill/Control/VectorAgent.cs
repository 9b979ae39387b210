using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Control;

/// <summary>Soft actor-critic for vectors: a = tanh(μ(s) + σ(s) ε).</summary>
internal sealed class VectorAgent : Agent
{
    private const double LeastLogDeviation = -5, MostLogDeviation = 1;

    // In floats tanh reaches 1; a density at its end would be infinite.
    private const double Edge = 1 - 1e-5;

    private readonly TwinCritics _critics;
    private readonly Perceptron _actor;
    private readonly LearnedArray[] _policy;
    private readonly Computation<float> _learning, _acting, _judging;

    internal VectorAgent(SoftActorCritic settings, ControlProblem problem, Rng rng)
        : base(settings, problem)
    {
        int seen = problem.ObservationSize, width = problem.Actions.Width;
        _critics = new TwinCritics(seen + width, settings.Widths, 1, rng.Fork(0));
        _actor = new Perceptron("actor", seen, settings.Widths, 2 * width);
        _policy = _actor.Draw(rng.Fork(1));
        Settled = new(_policy, settings.Settling);
        Node s = Node.Point(seen, "observation"), a = Node.Point(width, "action");
        _learning = Computation.Compile<float>(1, Learning(s, a, Node.Point(seen, "next")));
        (Node mean, Node logDeviation) = Gaussian(s);
        _acting = Computation.Compile<float>(1, Tanh(mean), Drawn(s, 0).Action);
        Node bounded = Maximum(Minimum(a, Edge), -Edge), before = 0.5 * (Log1p(bounded) - Log1p(-bounded));
        _judging = Computation.Compile<float>(1, LogDensity((before - mean) / Exp(logDeviation), logDeviation, before));
    }

    private protected override SettledWeights Settled { get; }

    public override void Act(ReadOnlySpan<float> observations, Span<float> actions, Rng rng, bool isGreedy = false, bool isSettled = false)
    {
        _acting.Set("observation", observations);
        _acting.Set("one", 1);
        LearnedArray.Set(_acting, isGreedy || isSettled ? Settled.Arrays : _policy);
        _acting.Seed(rng);
        _acting.Run();
        _acting[isGreedy ? 0 : 1].CopyTo(actions);
    }

    public override void LogProbability(Experience batch, Span<float> logarithms)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _judging.Set("observation", batch.Observations);
        _judging.Set("action", batch.Actions);
        LearnedArray.Set(_judging, _policy);
        _judging.Run();
        _judging[0].CopyTo(logarithms);
    }

    public override void Learn(Experience batch, Rng rng, double rate = 1)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Enter(_learning);
        _learning.Set("one", 1);
        _learning.Set("discount", (float)Settings.Discount);
        _learning.Set("temperature", (float)Temperature);
        LearnedArray.Set(_learning, _critics.Arrays);
        LearnedArray.Set(_learning, _critics.Delayed);
        LearnedArray.Set(_learning, _policy);
        _learning.Seed(rng);
        _learning.Run();
        Entropy = -_learning[0][0];
        LearnedArray.Step(_critics.Arrays, _learning, 1, rate * Settings.StepSize);
        LearnedArray.Step(_policy, _learning, 1 + _critics.Arrays.Length, rate * Settings.StepSize);
        LearnedArray.Approach(_critics.Delayed, _critics.Arrays, Settings.Averaging);
        Settled.Follow();
        MoveTemperature(rate);
    }

    /// <summary>The mean of ln π, and the slopes of the critics' and of the actor's loss.</summary>
    private Node[] Learning(Node s, Node a, Node next)
    {
        Node alpha = Node.Setting("temperature"), share = Node.Setting("one_over_rows");
        (Node later, Node laterLog) = Drawn(next, 0);
        Node value = _critics.LeastDelayed(Join(next, later)) - (alpha * laterLog);
        Node y = Node.Point(1, "reward") + (Node.Setting("discount") * Node.Point(1, "goes_on") * value);
        Node criticLoss = SumRows(TwinCritics.Loss(_critics.Of(Join(s, a)), y)) * share;
        (Node now, Node log) = Drawn(s, 1);
        Node actorLoss = SumRows((alpha * log) - _critics.Least(Join(s, now))) * share;
        return [SumRows(log) * share, .. Derivative.Gradient(criticLoss, _critics.Parameters), .. Derivative.Gradient(actorLoss, _actor.Parameters)];
    }

    private (Node Mean, Node LogDeviation) Gaussian(Node s)
    {
        Node both = _actor.Of(s);
        int width = Problem.Actions.Width;
        double middle = (MostLogDeviation + LeastLogDeviation) / 2, half = (MostLogDeviation - LeastLogDeviation) / 2;
        return (Slice(both, 0, width), middle + (half * Tanh(Slice(both, width, width))));
    }

    private (Node Action, Node LogProbability) Drawn(Node s, int stream)
    {
        (Node mean, Node logDeviation) = Gaussian(s);
        Node noise = Normal(Shape.PerRow(Problem.Actions.Width), stream, Node.Setting("one")), before = mean + (Exp(logDeviation) * noise);
        return (Tanh(before), LogDensity(noise, logDeviation, before));
    }

    /// <summary>ln N(ε) − ln σ − ln(1 − tanh² u), summed; the last as 2 (ln 2 − u − softplus(−2u)), which keeps its digits far out.</summary>
    private static Node LogDensity(Node noise, Node logDeviation, Node before) =>
        Sum((-0.5 * Square(noise)) - logDeviation - (0.5 * Math.Log(2 * Math.PI)) - (2 * (Math.Log(2) - before - Softplus(-2 * before))));
}
