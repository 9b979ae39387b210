using Downhill.Compute;
using Downhill.Objectives;

namespace Downhill.Training;

/// <summary>Where the chains of persistent contrastive divergence stand between the steps of learning.</summary>
internal sealed class ReplayBuffer
{
    private readonly PersistentContrastiveDivergence _objective;
    private readonly int _dimension;
    private readonly int[] _taken;
    private double[] _points;

    internal ReplayBuffer(PersistentContrastiveDivergence objective, int dimension, int batch, Rng rng)
    {
        (_objective, _dimension, _taken) = (objective, dimension, new int[batch]);
        _points = objective.Restarts.Draw(Math.Max(batch, objective.Capacity), rng);
    }

    /// <summary>All points, to be kept with a checkpoint.</summary>
    internal double[] Points
    {
        get => [.. _points];
        set => _points = [.. value];
    }

    /// <summary>Different chains of the buffer, a share of them begun anew.</summary>
    internal double[] Take(Rng rng)
    {
        double[] fresh = _objective.Restarts.Draw(_taken.Length, rng.Fork(0)), starts = new double[_taken.Length * _dimension];
        int count = _points.Length / _dimension, first = rng.Below(0, count);

        // A stride that has no divisor in common with the count meets every chain once.
        int stride = Coprime(1 + rng.Below(1, count), count);
        for (int i = 0; i < _taken.Length; i++)
        {
            _taken[i] = (int)((first + ((long)i * stride)) % count);
            double[] from = rng.Uniform(i) < _objective.RestartShare ? fresh : _points;
            Array.Copy(from, (from == fresh ? i : _taken[i]) * _dimension, starts, i * _dimension, _dimension);
        }

        return starts;
    }

    /// <summary>Puts the chains that were taken back, where they are now.</summary>
    internal void Return(double[] ends)
    {
        for (int i = 0; i < _taken.Length; i++)
        {
            Array.Copy(ends, i * _dimension, _points, _taken[i] * _dimension, _dimension);
        }
    }

    private static int Coprime(int from, int count)
    {
        while (Divisor(from, count) > 1)
        {
            from++;
        }

        return from;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
