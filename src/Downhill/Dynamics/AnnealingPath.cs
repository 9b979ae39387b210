using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>The landscapes (1 − β) |x − c|² / (2 s²) + β E(x) / T, from a Gaussian whose integral is known, at β = 0, to the one whose integral is wanted, at 1.</summary>
internal sealed record AnnealingPath
{
    private readonly Energy _energy;
    private readonly double _temperature;
    private readonly double[] _center;
    private readonly double _spread;

    internal AnnealingPath(Energy energy, double temperature, IReadOnlyList<double>? center, double spread)
    {
        (_energy, _temperature, _spread) = (energy, temperature, spread);
        _center = center is null ? new double[energy.Dimension] : [.. center];
        if (_center.Length != energy.Dimension)
        {
            throw new ArgumentException($"The centre must be {energy.Dimension} numbers, not {_center.Length}.", nameof(center));
        }
    }

    /// <summary>The rule, with its test, by which points go along: one whose state is more than the point would begin each landscape out of its law.</summary>
    internal static SamplingRule Along(SamplingRule rule) => rule is ReplicaExchange
        ? throw new ArgumentException("Replica exchange holds points at other temperatures too, and ln Z would be biased: give a rule of one temperature.", nameof(rule))
        : rule.Tested();

    /// <summary>ln ∫ exp(−|x − c|² / (2 s²)) dx.</summary>
    internal double LogReference => _center.Length * 0.5 * Math.Log(2 * Math.PI * _spread * _spread);

    /// <summary>Draws from the Gaussian, shape [count, dimension].</summary>
    internal double[] Draw(int count, Rng rng)
    {
        double[] points = new double[count * _center.Length];
        rng.Normal(points);
        return [.. points.Select((z, at) => _center[at % _center.Length] + (_spread * z))];
    }

    /// <summary>The landscape at β.</summary>
    internal Node At(Node x, Node beta) => ((1 - beta) * Reference(x)) + (beta / _temperature * _energy.Of(x));

    /// <summary>What grows with β: E(x) / T − |x − c|² / (2 s²).</summary>
    internal Node Gap(Node x) => (_energy.Of(x) / _temperature) - Reference(x);

    private Node Reference(Node x) => SquaredNorm(x - Node.Constant(_center, 1, _center.Length)) / (2 * _spread * _spread);
}
