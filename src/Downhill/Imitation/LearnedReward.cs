using Downhill.Compute;
using Downhill.Control;
using static Downhill.Compute.Maths;

namespace Downhill.Imitation;

/// <summary>A reward that is being learned: a network that tells an expert's steps from an agent's.</summary>
/// <remarks>
/// −ln D over the expert's steps − ln(1 − D) over the agent's, D = σ(D̃), plus the gradient penalty. A step that ended an episode is followed by the absorbing
/// state, one step of which counts beside it, on either side. Its value is r(absorbing) γ / (1 − γ) and is added where the episode ended, so that no critic must find it out.
/// Source: J. Ho and S. Ermon (2016), arXiv:1606.03476; I. Kostrikov et al. (2019), arXiv:1809.02925; J. Fu, K. Luo and S. Levine (2018), arXiv:1710.11248.
/// Differs from the source: the absorbing state's value is the sum of its series, and the policy's entropy there is none, for there is nothing to choose.
/// </remarks>
public sealed class LearnedReward
{
    private readonly Discriminator _settings;
    private readonly double _discount;
    private readonly Perceptron _network, _potential;
    private readonly LearnedArray[] _arrays;
    private readonly SettledWeights _settled;
    private readonly Computation<float> _learning, _judging;
    private readonly float[] _center, _inverse, _absorbing;
    private readonly Experience _nowhere;

    internal LearnedReward(Discriminator settings, ExpertDemonstrations demonstrations, double discount, Rng rng)
    {
        (_settings, _discount) = (settings, discount < 1 || !settings.SeesAbsorbing ? discount : throw new ArgumentException($"discount {discount} with an absorbing state, expected one below 1, as its rewards have no sum: lower the discount, or set {nameof(Discriminator.SeesAbsorbing)} to false.", nameof(discount)));
        ControlProblem problem = demonstrations.Problem;
        int seen = problem.ObservationSize, width = problem.Actions.Width, inputs = Observed(problem) + (settings.SeesActions ? width : 0) + 1;
        _network = new Perceptron("reward", inputs, settings.Widths, 1, Bend.Tanh);
        _potential = new Perceptron("potential", Observed(problem), settings.Widths, 1, Bend.Tanh);
        _arrays = settings.IsShaped ? [.. _network.Draw(rng.Fork(0)), .. _potential.Draw(rng.Fork(1))] : _network.Draw(rng.Fork(0));
        _settled = new(_arrays, settings.Settling);
        (_center, _inverse) = Scaling(demonstrations.Steps.Observations, seen);
        _absorbing = [.. Enumerable.Repeat(0f, inputs - 1), 1];
        _nowhere = new(1, seen, width);
        Step expert = new("expert.", problem), agent = new("agent.", problem);
        _learning = Computation.Compile<float>(1, Learning(expert, agent));
        _judging = Computation.Compile<float>(1, Judged(agent), Inner(agent), Absorbing);
    }

    /// <summary>The mean loss of the last update: 2 ln 2 = 1.386 where nothing can be told apart.</summary>
    public double Loss { get; private set; }

    /// <summary>The reward's network, averaged as for <see cref="WriteInner"/>, the potential's where there is one, and <c>center</c> and <c>inverse_radius</c>, by which an observation is scaled.</summary>
    /// <remarks>Layers <c>x W + b</c> with tanh between; x is (observation − center) · inverse_radius, then the action where it is seen, then 0, which is 1 in the absorbing state alone.</remarks>
    public IReadOnlyList<Parameter> Weights => [.. LearnedArray.Stored(_settled.Arrays), Row("center", _center), Row("inverse_radius", _inverse)];

    /// <summary>r of the absorbing state, as <paramref name="form"/> has it, by the weights of now; 0 where it is not seen.</summary>
    public double AbsorbingReward(RewardForm form)
    {
        if (!_settings.SeesAbsorbing)
        {
            return 0;
        }

        Judge(_nowhere, _arrays);
        return Formed(_judging[2][0], form);
    }

    private Node Absorbing => _network.Of(Node.Input("absorbing", Shape.Shared(1, _network.Inputs)));

    private Node[] Parameters => _settings.IsShaped ? [.. _network.Parameters, .. _potential.Parameters] : _network.Parameters;

    /// <summary>Is the reward of other weights from now on, such as were saved.</summary>
    /// <param name="weights">As <see cref="Weights"/>.</param>
    /// <exception cref="ArgumentException">One is missing, or of another size.</exception>
    public void Take(IReadOnlyList<Parameter> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        LearnedArray[] scaling = [new("center", _center), new("inverse_radius", _inverse)];
        LearnedArray.Take([.. _settled.Arrays, .. scaling], weights);
        LearnedArray.Take(_arrays, weights);
    }

    /// <summary>Learns from steps of both, once.</summary>
    /// <param name="expert">Steps of the expert.</param>
    /// <param name="agent">As many of the agent.</param>
    /// <param name="policy">Whose ln π is meant; only asked where the reward is shaped.</param>
    /// <param name="rng">Where between them the slope is looked at.</param>
    /// <param name="rate">What the step size is multiplied by.</param>
    internal void Learn(Experience expert, Experience agent, Agent policy, Rng rng, double rate)
    {
        Set(_learning, "expert.", expert, policy, true);
        Set(_learning, "agent.", agent, policy, true);
        Shared(_learning, _arrays);
        if (_settings.GradientPenalty > 0)
        {
            Span<float> mix = stackalloc float[agent.Count];
            for (int i = 0; i < mix.Length; i++)
            {
                mix[i] = (float)rng.Uniform(i);
            }

            _learning.Set("mix", mix);
            _learning.Set("penalty", (float)_settings.GradientPenalty);
        }

        _learning.Set("one_over_rows", 1f / agent.Count);
        _learning.Run();
        Loss = _learning[0][0];
        LearnedArray.Step(_arrays, _learning, 1, rate * _settings.StepSize);
        _settled.Follow();
    }

    /// <summary>Writes rewards into steps; one that ended its episode gets the value of all that is to come as well.</summary>
    /// <param name="steps">What is rewarded.</param>
    /// <param name="form">What D̃ says; with a shaped reward D̃ is f, for the agent's own entropy brings −ln π.</param>
    internal void Write(Experience steps, RewardForm form) => Write(steps, form, 0, _arrays);

    /// <summary>Writes g alone into steps, without the potential h: the reward that may be taken elsewhere, by weights that are averaged as <see cref="Discriminator.Settling"/> says.</summary>
    /// <param name="steps">What is rewarded.</param>
    public void WriteInner(Experience steps) => Write(steps, RewardForm.EitherSign, 1, _settled.Arrays);

    private void Write(Experience steps, RewardForm form, int output, LearnedArray[] weights)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Judge(steps, weights);
        ReadOnlySpan<float> values = _judging[output];
        double after = _settings.SeesAbsorbing ? _discount / (1 - _discount) * Formed(_judging[2][0], form) : 0;
        for (int i = 0; i < steps.Count; i++)
        {
            steps.Rewards[i] = (float)(Formed(values[i], form) + ((1 - steps.GoesOn[i]) * after));
        }
    }

    private void Judge(Experience steps, LearnedArray[] weights)
    {
        Set(_judging, "agent.", steps, null, false);
        Shared(_judging, weights);
        _judging.Run();
    }

    private static double Formed(double logit, RewardForm form) => form switch
    {
        RewardForm.NeverNegative => Soft(logit),
        RewardForm.NeverPositive => -Soft(-logit),
        RewardForm.EitherSign => logit,
    };

    private static double Soft(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private int Observed(ControlProblem problem) => _settings.Observed ?? problem.ObservationSize;

    private Node[] Learning(Step expert, Step agent)
    {
        Node share = Node.Setting("one_over_rows"), loss = Softplus(-Logit(expert)) + Softplus(Logit(agent));
        if (_settings.SeesAbsorbing)
        {
            loss += ((1 - expert.GoesOn) * Softplus(-Absorbing)) + ((1 - agent.GoesOn) * Softplus(Absorbing));
        }

        Node mean = SumRows(loss) * share, whole = mean;
        if (_settings.GradientPenalty > 0)
        {
            whole += SumRows(Node.Setting("penalty") * Steepness(expert, agent)) * share;
        }

        return [mean, .. Derivative.Gradient(whole, Parameters)];
    }

    private Node Logit(Step step) => _settings.IsShaped ? Judged(step) - step.LogProbability : Judged(step);

    private Node Judged(Step step)
    {
        Node inner = Inner(step);
        return _settings.IsShaped ? inner + (Node.Setting("discount") * step.GoesOn * Potential(step.Next)) - Potential(step.Observation) : inner;
    }

    private Node Inner(Step step) => _network.Of(Seen(step));

    private Node Potential(Node observation) => _potential.Of(Scaled(observation));

    private Node Seen(Step step)
    {
        Node scaled = Scaled(step.Observation), flag = Node.Setting("zero") * step.GoesOn;
        return _settings.SeesActions ? Join(scaled, step.Action, flag) : Join(scaled, flag);
    }

    private Node Scaled(Node observation)
    {
        int width = observation.Shape.Width;
        Node scaled = (observation - Node.Input("center", Shape.Shared(1, width))) * Node.Input("inverse_radius", Shape.Shared(1, width));
        return Slice(scaled, 0, _settings.Observed ?? width);
    }

    private Node Steepness(Step expert, Step agent)
    {
        Node mix = Node.Point(1, "mix"), between = (mix * Seen(expert)) + ((1 - mix) * Seen(agent));
        Node slope = Derivative.Gradient(_network.Of(between), between);
        return Square(Sqrt(SquaredNorm(slope) + 1e-12) - 1);
    }

    private void Shared(Computation<float> computation, LearnedArray[] weights)
    {
        computation.Set("center", _center);
        computation.Set("inverse_radius", _inverse);
        computation.Set("zero", 0);
        if (_settings.SeesAbsorbing || computation == _judging)
        {
            computation.Set("absorbing", _absorbing);
        }

        if (_settings.IsShaped)
        {
            computation.Set("discount", (float)_discount);
        }

        LearnedArray.Set(computation, weights);
    }

    private void Set(Computation<float> computation, string whose, Experience steps, Agent? policy, bool learns)
    {
        computation.Set(whose + "observation", steps.Observations);
        computation.Set(whose + "goes_on", steps.GoesOn);
        if (_settings.SeesActions)
        {
            computation.Set(whose + "action", steps.Actions);
        }

        if (_settings.IsShaped)
        {
            computation.Set(whose + "next", steps.Next);
        }

        if (_settings.IsShaped && learns)
        {
            Span<float> logs = stackalloc float[steps.Count];
            policy!.LogProbability(steps, logs);
            computation.Set(whose + "log_probability", logs);
        }
    }

    private static Parameter Row(string name, float[] values) => new(name, 1, values.Length, [.. values.Select(value => (double)value)]);

    private static (float[] Center, float[] Inverse) Scaling(ReadOnlySpan<float> observations, int seen)
    {
        double[] mean = new double[seen], square = new double[seen];
        for (int i = 0; i < observations.Length; i++)
        {
            mean[i % seen] += observations[i];
            square[i % seen] += (double)observations[i] * observations[i];
        }

        int count = observations.Length / seen;
        return ([.. mean.Select(sum => (float)(sum / count))], [.. mean.Select((sum, i) => (float)(1 / Math.Sqrt(Math.Max(1e-6, (square[i] / count) - (sum / count * sum / count)))))]);
    }

    private sealed record Step(Node Observation, Node Action, Node Next, Node GoesOn, Node LogProbability)
    {
        internal Step(string whose, ControlProblem problem)
            : this(Node.Point(problem.ObservationSize, whose + "observation"), Node.Point(problem.Actions.Width, whose + "action"), Node.Point(problem.ObservationSize, whose + "next"), Node.Point(1, whose + "goes_on"), Node.Point(1, whose + "log_probability"))
        {
        }
    }
}
