using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>N(m, diag σ²).</summary>
public sealed record GaussianNoise : Noise
{
    private readonly double[] _mean;
    private readonly double[] _deviation;

    /// <summary>The law of independent normal coordinates.</summary>
    /// <param name="mean">m.</param>
    /// <param name="deviation">σ, above zero, of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ, or one is zero.</exception>
    public GaussianNoise(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        (_mean, _deviation) = ([.. mean], [.. deviation.Select(d => Require.Positive(d, nameof(deviation)))]);
        if (_mean.Length == 0 || _mean.Length != _deviation.Length)
        {
            throw new ArgumentException($"A mean of {_mean.Length} numbers needs as many deviations, not {_deviation.Length}.", nameof(deviation));
        }
    }

    /// <summary>The law with the samples' own means, and their standard deviations times a factor.</summary>
    /// <param name="samples">Shape [samples, dimension].</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <param name="factor">Above zero. Default 1.5: noise whose tails are lighter than those of the samples says little about them.</param>
    public static GaussianNoise Around(IReadOnlyList<double> samples, int dimension, double factor = 1.5)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Require.AtLeast(dimension, 1);
        double[] mean = new double[dimension], square = new double[dimension];
        int count = samples.Count / dimension;
        for (int i = 0; i < samples.Count; i++)
        {
            mean[i % dimension] += samples[i] / count;
        }

        for (int i = 0; i < samples.Count; i++)
        {
            square[i % dimension] += Math.Pow(samples[i] - mean[i % dimension], 2) / count;
        }

        return new(mean, [.. square.Select(s => factor * Math.Sqrt(s))]);
    }

    /// <summary>m.</summary>
    public IReadOnlyList<double> Mean => _mean;

    /// <summary>σ.</summary>
    public IReadOnlyList<double> Deviation => _deviation;

    /// <inheritdoc/>
    public override int Dimension => _mean.Length;

    /// <inheritdoc/>
    public override Node LogDensity(Node x)
    {
        Node standard = (x - Node.Constant(_mean, 1, Dimension)) * Node.Constant([.. _deviation.Select(d => 1 / d)], 1, Dimension);
        return (-0.5 * SquaredNorm(standard)) - ((Dimension / 2.0 * Math.Log(2 * Math.PI)) + _deviation.Sum(Math.Log));
    }

    /// <inheritdoc/>
    public override double[] Draw(int count, Rng rng)
    {
        double[] points = new double[Require.AtLeast(count, 0) * Dimension];
        rng.Normal(points);
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = _mean[i % Dimension] + (_deviation[i % Dimension] * points[i]);
        }

        return points;
    }
}
