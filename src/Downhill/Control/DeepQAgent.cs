using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Control;

/// <summary>An agent that learns by DQN or double DQN.</summary>
internal sealed class DeepQAgent : ValueAgent
{
    private readonly DeepQLearning _settings;
    private readonly Perceptron _copy;
    private readonly LearnedArray[] _delayed;
    private readonly Computation<float> _learning;
    private int _updates;

    internal DeepQAgent(DeepQLearning settings, ControlProblem problem, Rng rng)
        : base(settings, problem, rng)
    {
        _settings = settings;
        _copy = Network with { Name = "delayed." + Network.Name };
        _delayed = LearnedArray.Copy(Arrays, "delayed.");
        _learning = Computation.Compile<float>(1, Learning());
    }

    /// <summary>y of the last batch, shape [n].</summary>
    internal ReadOnlySpan<float> Targets => _learning[1];

    private protected override void Update(Experience batch, double rate)
    {
        batch.Enter(_learning);
        _learning.Set("discount", (float)_settings.Discount);
        LearnedArray.Set(_learning, Arrays);
        LearnedArray.Set(_learning, _delayed);
        _learning.Run();
        LargestValue = Numbers.Largest(_learning[0]);
        LearnedArray.Step(Arrays, _learning, 2, rate * _settings.StepSize);
        Follow();
    }

    private void Follow()
    {
        if (++_updates % _settings.TargetPeriod > 0)
        {
            return;
        }

        LearnedArray.Approach(_delayed, Arrays, _settings.TargetShare);
        for (int i = 0; _settings.TargetShare == 1 && i < _delayed.Length; i++)
        {
            // v + (w − v) is not w to the last bit.
            Arrays[i].Values.CopyTo(_delayed[i].Values, 0);
        }
    }

    /// <summary>Q, y, and the slopes of the loss.</summary>
    private Node[] Learning()
    {
        Node next = Node.Point(Problem.ObservationSize, "next"), judged = _copy.Of(next), q = Done;
        Node y = Node.Point(1, "reward") + (Node.Setting("discount") * Node.Point(1, "goes_on") * (_settings.IsDouble ? AtBest(judged, Network.Of(next)) : Largest(judged)));
        Node loss = SumRows(0.5 * Square(q - StopGradient(y))) * Node.Setting("one_over_rows");
        return [q, y, .. Derivative.Gradient(loss, Network.Parameters)];
    }

    // Where several are best, their mean.
    private static Node AtBest(Node judged, Node values)
    {
        Node best = Equal(values, Largest(values));
        return Dot(best, judged) / Sum(best);
    }
}
