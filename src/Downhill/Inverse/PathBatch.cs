using Downhill.Compute;

namespace Downhill.Inverse;

/// <summary>A loss over trajectories and its gradient in the cost's parameters, and in ln Z where the loss has one. In double; one caller at a time.</summary>
public sealed class PathBatch
{
    private readonly Energy _energy;
    private readonly Parameter[] _parameters;
    private readonly Computation<double> _computation;
    private readonly int _count;

    /// <summary>The loss over some trajectories.</summary>
    /// <param name="energy">The cost of a step.</param>
    /// <param name="loss">Of the trajectory's cost, one of <see cref="PathLosses"/>.</param>
    /// <param name="paths">The trajectories.</param>
    /// <param name="learnsPartition">Whether ln Z is learned, behind the energy's parameters.</param>
    /// <param name="threads">Threads; the result does not depend on it. Default 1.</param>
    public PathBatch(Energy energy, Func<Node, Node> loss, Paths paths, bool learnsPartition, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(paths);
        (_energy, _count) = (energy, paths.Count);
        _parameters = [.. energy.Parameters, .. learnsPartition ? [PathLosses.LogPartition(0)] : Array.Empty<Parameter>()];
        Node cost = PathLosses.Cost(energy), value = loss(cost);

        // Every input is asked for, so that one that a loss does not use can be set.
        Node[] asked = [PathLosses.DataWeight, PathLosses.SampleWeight, PathLosses.LogSampler, PathLosses.LogImportance, PathLosses.LogPartition(0).Node];
        _computation = Computation.Compile<double>(threads, [value, cost, .. Derivative.Gradient(value, [.. _parameters.Select(parameter => parameter.Node)]), .. asked]);
        _computation.Set("step", paths.Points);
        _computation.Set("step_weight", paths.Weights);
        _computation.Set(PathLosses.Path, paths.Owners);
        Weigh(new double[paths.Count], new double[paths.Count], new double[paths.Count], new double[paths.Count]);
        _computation.Set("log_partition", 0);
    }

    /// <summary>θ as the energy has it, then ln Z = 0 where it is learned.</summary>
    public double[] Start => [.. _parameters.SelectMany(parameter => parameter.Values)];

    /// <summary>Sets what each trajectory counts; what the loss does not use may be left out.</summary>
    /// <param name="data">Its share of the data, shape [n].</param>
    /// <param name="sample">Its share of what the generator drew, shape [n].</param>
    /// <param name="logSampler">Its ln q, shape [n], finite.</param>
    /// <param name="logImportance">ln of its weight in the sum for Z, shape [n], finite.</param>
    public void Weigh(double[]? data = null, double[]? sample = null, double[]? logSampler = null, double[]? logImportance = null)
    {
        foreach ((string name, double[]? values) in new[] { ("data_weight", data), ("sample_weight", sample), ("log_sampler", logSampler), ("log_importance", logImportance) })
        {
            if (values is not null)
            {
                _computation.Set(name, values.Length == _count ? values : throw new ArgumentException($"{name}: {values.Length} numbers, expected {_count}, one for each trajectory."));
            }
        }
    }

    /// <summary>Sets ln Z where it is not learned.</summary>
    public void SetLogPartition(double value) => _computation.Set("log_partition", value);

    /// <summary>The loss and its gradient at θ.</summary>
    public (double Value, double[] Gradient) At(double[] point)
    {
        _ = _computation.Set(_parameters, point);
        _computation.Run();
        return (_computation[0][0], [.. _parameters.SelectMany((_, p) => _computation[p + 2].ToArray())]);
    }

    /// <summary>c of every trajectory at θ.</summary>
    public double[] CostsAt(double[] point)
    {
        _ = At(point);
        return _computation[1].ToArray();
    }

    /// <summary>The energy at θ.</summary>
    public Energy EnergyAt(ReadOnlySpan<double> point)
    {
        List<Parameter> parameters = [];
        int at = 0;
        foreach (Parameter parameter in _energy.Parameters)
        {
            parameters.Add(parameter with { Values = point.Slice(at, parameter.Values.Length).ToArray() });
            at += parameter.Values.Length;
        }

        return _energy.With(parameters);
    }
}
