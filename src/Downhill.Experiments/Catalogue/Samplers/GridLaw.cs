namespace Downhill.Experiments.Samplers;

/// <summary>The law of an untested Langevin step in one dimension, followed exactly: p(y) ← ∫ N(y; x − η E′(x), 2 η) p(x) dx on a grid.</summary>
/// <remarks>The trapezoid rule on a smooth law that decays is exact to rounding once the grid is finer than the noise, √(2η).</remarks>
internal sealed class GridLaw
{
    private const double Cut = 8;

    // A law whose bias is a few percent moves by less than 10⁻⁴ where the step is off by this share.
    private const double SameStep = 1e-3;

    private readonly double[] _places;
    private readonly double[] _forces;
    private readonly double _spacing;
    private double[] _density;
    private double _step = double.NaN;
    private (int From, double[] Weights)[] _kernel = [];

    internal GridLaw(Energy energy, double box, double finest, double spread)
    {
        // Three points to a deviation of the noise: the rule's error is e^(−2π² 9) of the integrand.
        int n = (int)Math.Ceiling(2 * box / (Math.Sqrt(2 * finest) / 3));
        _spacing = 2 * box / n;
        _places = [.. Enumerable.Range(0, n + 1).Select(i => (i * _spacing) - box)];
        _forces = Landscape.Of(energy).Evaluate(_places).Gradients;
        _density = [.. _places.Select(x => Math.Exp(-x * x / (2 * spread * spread)) / (spread * Math.Sqrt(2 * Math.PI)))];
    }

    /// <summary>One step of η.</summary>
    internal void Move(double step)
    {
        if (!(Math.Abs(step - _step) <= SameStep * step))
        {
            (_kernel, _step) = ([.. Enumerable.Range(0, _places.Length).Select(i => Spread(i, step))], step);
        }

        double[] next = new double[_places.Length];
        for (int i = 0; i < _places.Length; i++)
        {
            (int from, double[] weights) = _kernel[i];
            for (int k = 0; k < weights.Length; k++)
            {
                next[from + k] += _density[i] * weights[k];
            }
        }

        _density = next;
    }

    /// <summary>The mean of a number now.</summary>
    internal double Mean(Statistic statistic)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < _places.Length; i++)
        {
            sum += _density[i] * statistic.Of(_places.AsSpan(i, 1));
            total += _density[i];
        }

        return sum / total;
    }

    private (int From, double[] Weights) Spread(int i, double step)
    {
        double mean = _places[i] - (step * _forces[i]), reach = Cut * Math.Sqrt(2 * step);
        int from = Math.Clamp((int)Math.Ceiling((mean - reach - _places[0]) / _spacing), 0, _places.Length - 1);
        int to = Math.Clamp((int)Math.Floor((mean + reach - _places[0]) / _spacing), from - 1, _places.Length - 1);
        double scale = _spacing / Math.Sqrt(4 * Math.PI * step);
        return (from, [.. Enumerable.Range(from, to - from + 1).Select(k => scale * Math.Exp(-Math.Pow(_places[k] - mean, 2) / (4 * step)))]);
    }
}
