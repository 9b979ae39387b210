using System.Numerics;
using Downhill.Compute;

namespace Downhill.Training;

/// <summary>The parameters of an energy and of its objective on their way: the mean loss over a batch, its gradient, a step of Adam.</summary>
/// <typeparam name="T">The precision of the gradient.</typeparam>
internal sealed class AdamSteps<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Energy _energy;
    private readonly int _ownFrom;
    private readonly Adam _adam = new();
    private readonly T[][] _numbers;

    internal AdamSteps(Energy energy, Objective objective, Node loss, IReadOnlyList<Node> watched, int threads)
    {
        _energy = energy;
        Parameters = [.. energy.Parameters, .. objective.Parameters];
        _ownFrom = energy.Parameters.Count;
        Values = Copy(Parameters.Select(p => p.Values));
        Gradients = Copy(Values);
        Moments = [.. Parameters.Select(p => Training.Moments.Zero(p.Values.Length))];
        _numbers = [.. Parameters.Select(p => new T[p.Values.Length])];
        Node mean = Maths.SumRows(loss) * Node.Setting("one_over_rows");

        // Inputs are asked for beside it, so that one that the loss does not depend on can be set, and be found to have no gradient.
        Node[] nodes = [.. Parameters.Select(p => p.Node)], inputs = [.. nodes, .. objective.Settings.Select(p => p.Node)];
        Gradient = Computation.Compile<T>(threads, [mean, .. Derivative.Gradient(mean, nodes), .. inputs, .. watched]);
        Loss = Computation.Compile<T>(threads, [mean, .. inputs, .. watched]);
        WatchedFrom = 1 + Parameters.Length + inputs.Length;
    }

    /// <summary>The mean loss, its gradients, and from <see cref="WatchedFrom"/> what is watched.</summary>
    internal Computation<T> Gradient { get; }

    /// <summary>The mean loss alone.</summary>
    internal Computation<T> Loss { get; }

    internal int WatchedFrom { get; }

    internal Parameter[] Parameters { get; }

    internal double[][] Values { get; private set; }

    internal double[][] Gradients { get; }

    internal Moments[] Moments { get; private set; }

    /// <summary>The energy at some values.</summary>
    internal Energy EnergyAt(double[][] values) => _energy.With([.. Parameters.Take(_ownFrom).Select((p, i) => p with { Values = values[i] })]);

    /// <summary>The objective's own parameters at some values.</summary>
    internal IReadOnlyList<Parameter> OwnAt(double[][] values) => [.. Parameters.Skip(_ownFrom).Select((p, i) => p with { Values = values[_ownFrom + i] })];

    /// <summary>The loss of what the inputs are set to, at the values.</summary>
    internal double Evaluate()
    {
        Set(Gradient, Values);
        Gradient.Run();
        return double.CreateChecked(Gradient[0][0]);
    }

    /// <summary>Reads the gradients that <see cref="Evaluate"/> found.</summary>
    internal double[][] ReadGradients()
    {
        for (int p = 0; p < Parameters.Length; p++)
        {
            ReadOnlySpan<T> from = Gradient[p + 1];
            for (int i = 0; i < from.Length; i++)
            {
                Gradients[p][i] = double.CreateChecked(from[i]);
            }
        }

        return Gradients;
    }

    /// <summary>The loss of what the judging inputs are set to, at some values.</summary>
    internal double Judge(double[][] values)
    {
        Set(Loss, values);
        Loss.Run();
        return double.CreateChecked(Loss[0][0]);
    }

    /// <summary>A step against the gradients, which are shortened by a factor first.</summary>
    /// <param name="factor">What gradients are multiplied by.</param>
    /// <param name="stepSize">α of the energy's parameters.</param>
    /// <param name="ownRate">How many times as large it is for the objective's own.</param>
    /// <param name="step">The number of the step, from 1.</param>
    internal void Move(double factor, double stepSize, double ownRate, int step)
    {
        for (int p = 0; p < Parameters.Length; p++)
        {
            double[] gradient = Gradients[p];
            for (int i = 0; factor != 1 && i < gradient.Length; i++)
            {
                gradient[i] = factor * gradient[i];
            }

            _adam.Step(Values[p], gradient, Moments[p], stepSize * (p < _ownFrom ? 1 : ownRate), step);
        }
    }

    /// <summary>Goes back to values and moments; both are copied.</summary>
    internal void Restore(double[][] values, Moments[] moments) => (Values, Moments) = (Copy(values), Copy(moments));

    internal static double[][] Copy(IEnumerable<double[]> values) => [.. values.Select(v => (double[])v.Clone())];

    internal static Moments[] Copy(IEnumerable<Moments> moments) => [.. moments.Select(m => new Moments([.. m.Mean], [.. m.Square]))];

    private void Set(Computation<T> computation, double[][] values)
    {
        for (int p = 0; p < Parameters.Length; p++)
        {
            T[] numbers = _numbers[p];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = T.CreateChecked(values[p][i]);
            }

            computation.Set(Parameters[p].Name, numbers);
        }
    }
}
