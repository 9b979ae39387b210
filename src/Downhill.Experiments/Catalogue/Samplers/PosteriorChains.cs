using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Experiments.Samplers;

/// <summary>Chains of a rule, one for each simulated data set: row i of the engine's tables has the data of simulation i.</summary>
internal sealed class PosteriorChains
{
    private readonly Computation<double> _computation;
    private readonly SamplingRule _rule;
    private readonly int _steps;
    private double[][] _state;
    private long _done;

    /// <summary>Chains that make <paramref name="steps"/> steps per call.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rule">A rule with a test.</param>
    /// <param name="steps">Steps per call.</param>
    /// <param name="starts">θ, shape [simulations, parameters].</param>
    /// <param name="data">y, shape [simulations, data].</param>
    /// <param name="rng">Where the noise is drawn from.</param>
    internal PosteriorChains(CalibrationModel model, SamplingRule rule, int steps, double[] starts, double[] data, Rng rng)
    {
        (_rule, _steps) = (rule, steps);
        int d = model.Parameters.Count;
        Node x = Node.Point(d), y = Node.Point(model.Data, "data"), first = Node.Setting("first_step");
        Node[] rest = rule.AtRest(x), state = [.. rest.Select((part, i) => Node.Point(part.Shape.Width, Name(i)))];
        _computation = Computation.Compile<double>([.. Scan.Over(steps, state, [], (c, _, t) => rule.Step(theta => model.Energy(theta, y), c, first + t), LoopStorage.States).Final]);
        _computation.Seed(rng);
        _computation.Set("data", data);
        _state = [starts, .. rest[1..].Select(part => new double[starts.Length / d * part.Shape.Width])];
        Change(rule);
    }

    /// <summary>θ now, shape [simulations, parameters].</summary>
    internal double[] Points => _state[0];

    /// <summary>Goes on by the same rule with other settings.</summary>
    internal void Change(SamplingRule rule)
    {
        foreach (Setting setting in rule.Settings)
        {
            _computation.Set(setting.Name, setting.Value);
        }
    }

    /// <summary>Makes the steps of a call.</summary>
    /// <returns>The share of proposals that were taken.</returns>
    internal double Advance(int simulations)
    {
        double before = _rule.Count(_state)!.Taken;
        for (int part = 0; part < _state.Length; part++)
        {
            _computation.Set(Name(part), _state[part]);
        }

        _computation.Set("first_step", _done);
        _computation.Run();
        _done += _steps;
        _state = [.. Enumerable.Range(0, _state.Length).Select(part => _computation[part].ToArray())];
        return (_rule.Count(_state)!.Taken - before) / ((double)simulations * _steps);
    }

    private static string Name(int part) => $"state{part}";
}
