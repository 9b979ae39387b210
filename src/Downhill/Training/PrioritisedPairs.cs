using Downhill.Compute;
using Downhill.Objectives;

namespace Downhill.Training;

/// <summary>Pairs of a sample and a wrong answer between the steps of learning, each with its priority.</summary>
internal sealed class PrioritisedPairs
{
    private readonly PrioritisedNegatives _rule;
    private readonly int _dimension;
    private readonly int _samples;
    private readonly int[] _of;
    private readonly double[] _points;
    private readonly int[] _taken;
    private int _oldest;

    internal PrioritisedPairs(PrioritisedNegatives rule, int dimension, int samples, int batch, Rng rng)
    {
        (_rule, _dimension, _samples, _taken) = (rule, dimension, samples, new int[batch]);
        int count = Math.Max(batch, rule.Capacity);
        _of = [.. Enumerable.Range(0, count).Select(i => rng.Below(i, samples))];
        _points = rule.Noise.Draw(count, rng.Fork(0));
        Priorities = [.. Enumerable.Repeat(1.0, count)];
    }

    /// <summary>ℓ + ε of each pair.</summary>
    internal double[] Priorities { get; }

    /// <summary>A batch: which sample each row is, its wrong answer [dimension], and its weight.</summary>
    internal (int[] Samples, double[] Points, double[] Weights) Take(Rng rng)
    {
        bool[] isFresh = [.. _taken.Select((_, row) => rng.Uniform(row) < _rule.FreshShare)];
        Renew(isFresh, rng.Fork(0));
        (double[] sums, double total) = Sums();
        double[] weights = new double[_taken.Length];
        for (int row = 0; row < weights.Length; row++)
        {
            if (!isFresh[row])
            {
                _taken[row] = Place(sums, total * rng.Fork(1).Uniform(row));
            }

            double probability = Math.Pow(Priorities[_taken[row]], _rule.Exponent) / total;
            weights[row] = isFresh[row] ? 1 : Math.Pow(1 / (probability * sums.Length), _rule.Correction);
        }

        return ([.. _taken.Select(place => _of[place])], [.. _taken.SelectMany(place => _points.AsSpan(place * _dimension, _dimension).ToArray())], weights);
    }

    /// <summary>Gives the pairs that were taken the priorities of their losses.</summary>
    internal void Return(double[] losses)
    {
        for (int row = 0; row < losses.Length; row++)
        {
            Priorities[_taken[row]] = Math.Max(0, losses[row]) + _rule.Floor;
        }
    }

    // New pairs are as likely as any to be drawn beside: nothing is known of them yet.
    private void Renew(bool[] isFresh, Rng rng)
    {
        double[] points = _rule.Noise.Draw(isFresh.Length, rng.Fork(0));
        double most = Priorities.Max();
        for (int row = 0; row < isFresh.Length; row++)
        {
            if (isFresh[row])
            {
                (int place, _oldest) = (_oldest, (_oldest + 1) % _of.Length);
                (_taken[row], _of[place], Priorities[place]) = (place, rng.Below(row, _samples), most);
                Array.Copy(points, row * _dimension, _points, place * _dimension, _dimension);
            }
        }
    }

    private (double[] Sums, double Total) Sums()
    {
        double total = 0;
        double[] sums = [.. Priorities.Select(priority => total += Math.Pow(priority, _rule.Exponent))];
        return (sums, total);
    }

    // The first place whose sum is above what was drawn.
    private static int Place(double[] sums, double drawn)
    {
        int found = Array.BinarySearch(sums, drawn);
        return Math.Min(found < 0 ? ~found : found + 1, sums.Length - 1);
    }
}
