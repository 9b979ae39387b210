using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Control;

/// <summary>An agent that learns by PreQN.</summary>
public sealed class PreconditionedAgent : ValueAgent
{
    private readonly PreconditionedQLearning _settings;
    private readonly TangentKernel<double> _kernel;
    private readonly Computation<double> _targets, _slopes, _values;
    private readonly double[][] _theta, _tried;
    private Buffers _of = new(0, 0, 0);

    internal PreconditionedAgent(PreconditionedQLearning settings, ControlProblem problem, Rng rng)
        : base(settings, problem, rng)
    {
        _settings = settings;
        Node q = Done, next = Network.Of(Node.Point(problem.ObservationSize, "next"));
        Node target = Node.Point(1, "reward") + (Node.Setting("discount") * Node.Point(1, "goes_on") * Largest(next));
        _kernel = TangentKernel.Compile<double>(1, q, Network.Parameters);
        _targets = Computation.Compile<double>(1, target);
        _slopes = Computation.Compile<double>(1, [q, .. Derivative.Gradient(SumRows(q * Node.Point(1, "z")), Network.Parameters)]);
        _values = Computation.Compile<double>(1, q);
        _theta = [.. Arrays.Select(array => Array.ConvertAll(array.Values, value => (double)value))];
        _tried = [.. _theta.Select(values => values.ToArray())];
    }

    /// <summary>What the last update did.</summary>
    public PreconditionedStep Last { get; private set; }

    /// <summary>θ, all weights one behind the other.</summary>
    public double[] Theta() => [.. _theta.SelectMany(values => values)];

    private protected override void Update(Experience batch, double rate)
    {
        Take(batch);
        Span<double> errors = _of.Errors;
        ReadOnlySpan<double> q = _kernel.Outputs;
        LargestValue = Numbers.Largest(q);
        Numbers.Add(_targets[0], -1, q, errors);
        int rank = _of.System.Solve(_kernel.Values, errors, _of.Z, _settings.Negligible);
        _slopes.Set("z", _of.Z);
        _slopes.Run();
        Last = Search(rank, rate * _settings.StepSize);
        if (Last.IsTaken)
        {
            Keep();
        }
    }

    /// <summary>Q, K and T Q of a batch.</summary>
    private void Take(Experience batch)
    {
        _of = _of.Count == batch.Count ? _of : new Buffers(batch.Count, Problem.ObservationSize, Problem.Actions.Width);
        _of.Copy(batch);
        _kernel.Set("observation", _of.Observations);
        _kernel.Set("action", _of.Actions);
        _slopes.Set("observation", _of.Observations);
        _slopes.Set("action", _of.Actions);
        _values.Set("observation", _of.Observations);
        _values.Set("action", _of.Actions);
        _targets.Set("next", _of.Next);
        _targets.Set("reward", _of.Rewards);
        _targets.Set("goes_on", _of.GoesOn);
        _targets.Set("discount", _settings.Discount);
        for (int i = 0; i < _theta.Length; i++)
        {
            _kernel.Set(Arrays[i].Name, _theta[i]);
            _slopes.Set(Arrays[i].Name, _theta[i]);
            _targets.Set(Arrays[i].Name, _theta[i]);
        }

        _kernel.Run();
        _targets.Run();
    }

    private PreconditionedStep Search(int rank, double stepSize)
    {
        double first = 0, cosine = 0;
        for (int tries = 1; tries <= _settings.Tries; tries++, stepSize *= _settings.Shrinking)
        {
            cosine = Try(stepSize);
            first = tries == 1 ? cosine : first;
            if (cosine >= _settings.Cosine)
            {
                return new(rank, stepSize, first, cosine, tries);
            }
        }

        return new(rank, 0, first, cosine, _settings.Tries);
    }

    /// <summary>cos(Q_θ′ − Q_θ, T Q − Q) at θ′ = θ + α Σ z ∂Q/∂θ, always from θ itself.</summary>
    private double Try(double stepSize)
    {
        for (int i = 0; i < _theta.Length; i++)
        {
            Numbers.Add(_theta[i], stepSize, _slopes[1 + i], _tried[i]);
            _values.Set(Arrays[i].Name, _tried[i]);
        }

        _values.Run();
        Numbers.Add(_values[0], -1, _kernel.Outputs, _of.Moved);
        return Numbers.Cosine(_of.Moved, _of.Errors);
    }

    private void Keep()
    {
        for (int i = 0; i < _theta.Length; i++)
        {
            _tried[i].CopyTo(_theta[i], 0);
            Numbers.Convert(_theta[i], Arrays[i].Values);
        }
    }

    /// <summary>A batch in double, and what is made of it.</summary>
    private sealed class Buffers(int count, int seen, int width)
    {
        internal int Count => count;

        internal double[] Observations { get; } = new double[count * seen];

        internal double[] Actions { get; } = new double[count * width];

        internal double[] Rewards { get; } = new double[count];

        internal double[] Next { get; } = new double[count * seen];

        internal double[] GoesOn { get; } = new double[count];

        /// <summary>T Q − Q.</summary>
        internal double[] Errors { get; } = new double[count];

        internal double[] Z { get; } = new double[count];

        /// <summary>Q_θ′ − Q_θ.</summary>
        internal double[] Moved { get; } = new double[count];

        internal SemidefiniteSystem System { get; } = new(count);

        internal void Copy(Experience batch)
        {
            Numbers.Convert(batch.Observations, Observations);
            Numbers.Convert(batch.Actions, Actions);
            Numbers.Convert(batch.Rewards, Rewards);
            Numbers.Convert(batch.Next, Next);
            Numbers.Convert(batch.GoesOn, GoesOn);
        }
    }
}
