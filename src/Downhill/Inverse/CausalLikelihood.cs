using Downhill.Compute.Numerics;
using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>−Σ w(s, a, t) ln π_θ(a|s, t), its gradient and its Fisher information, by the derivatives of soft values: ∂V = Σ π ∂Q, ∂Q = φ + γ P ∂V.</summary>
/// <remarks>
/// Where the weights obey the flow equation the information is the Hessian, and the loss is convex. Cost: O(H S A (b + k) k) for k numbers θ and b successors,
/// without a horizon one dense solve with k right sides instead of H sweeps; the step that follows is O(k³). For up to some hundred numbers.
/// </remarks>
internal sealed class CausalLikelihood
{
    private readonly Mdp _mdp;
    private readonly LinearRewards _rewards;
    private readonly Visits _visits;
    private readonly double _temperature;
    private readonly double[] _features;
    private readonly int _k;

    internal CausalLikelihood(Mdp mdp, LinearRewards rewards, Visits visits, double temperature)
    {
        (_mdp, _rewards, _visits, _temperature) = (mdp, rewards, visits, temperature);
        (_features, _k) = (rewards.OfPairs(mdp), rewards.Count(mdp));
    }

    internal SoftValues ValuesAt(double[] theta) => SoftValues.Of(_mdp.With(_rewards.At(_mdp, theta)), _temperature);

    internal Curved At(double[] theta)
    {
        SoftValues values;
        try
        {
            values = ValuesAt(theta);
        }
        catch (Exception failure) when (failure is NoValueException or ArgumentException)
        {
            // A step that leaves the rewards that have values is one that is not taken.
            return new(double.PositiveInfinity, new double[_k], new double[_k * _k]);
        }

        double loss = 0;
        double[] gradient = new double[_k], information = new double[_k * _k];
        if (_mdp.Horizon is not int horizon)
        {
            double[] pairs = OfPairs(Stationary(values));
            Add(values, 0, pairs, ref loss, gradient, information);
            return new(loss, gradient, information);
        }

        double[] after = new double[_mdp.States * _k];
        for (int t = horizon - 1; t >= 0; t--)
        {
            double[] pairs = OfPairs(after);
            Add(values, t, pairs, ref loss, gradient, information);
            after = OfStates(pairs, values, t);
        }

        return new(loss, gradient, information);
    }

    /// <summary>∂Q from the ∂V that follows, shape [S · A, k].</summary>
    private double[] OfPairs(double[] after)
    {
        double[] pairs = [.. _features];
        for (int pair = 0; pair < _mdp.States * _mdp.Actions; pair++)
        {
            Span<double> row = pairs.AsSpan(pair * _k, _k);
            for (int i = _mdp.Transitions.Starts[pair]; i < _mdp.Transitions.Starts[pair + 1]; i++)
            {
                AddTo(row, _mdp.Discount * _mdp.Transitions.Probabilities[i], after.AsSpan(_mdp.Transitions.Next[i] * _k, _k));
            }
        }

        return pairs;
    }

    /// <summary>∂V = Σ π ∂Q, shape [S, k].</summary>
    private double[] OfStates(double[] pairs, SoftValues values, int time)
    {
        double[] states = new double[_mdp.States * _k];
        for (int s = 0; s < _mdp.States; s++)
        {
            ReadOnlySpan<double> law = values.Policy.At(s, time);
            for (int a = 0; a < _mdp.Actions; a++)
            {
                AddTo(states.AsSpan(s * _k, _k), law[a], pairs.AsSpan(((s * _mdp.Actions) + a) * _k, _k));
            }
        }

        return states;
    }

    /// <summary>∂V = Σ π φ + γ P_π ∂V, solved.</summary>
    private double[] Stationary(SoftValues values)
    {
        int n = _mdp.States;
        double[] matrix = new double[n * n], right = OfStates(_features, values, 0);
        for (int s = 0; s < n; s++)
        {
            matrix[(s * n) + s] = 1;
            ReadOnlySpan<double> law = values.Policy.At(s);
            for (int a = 0; a < _mdp.Actions; a++)
            {
                int pair = (s * _mdp.Actions) + a;
                for (int i = _mdp.Transitions.Starts[pair]; i < _mdp.Transitions.Starts[pair + 1]; i++)
                {
                    matrix[(s * n) + _mdp.Transitions.Next[i]] -= _mdp.Discount * law[a] * _mdp.Transitions.Probabilities[i];
                }
            }
        }

        LinearSystem.Solve<double>(matrix, right, n, _k);
        return right;
    }

    private void Add(SoftValues values, int time, double[] pairs, ref double loss, double[] gradient, double[] information)
    {
        int width = _mdp.States * _mdp.Actions;
        ReadOnlySpan<double> weights = _visits.Pairs.AsSpan(time * width, width);
        double[] score = new double[_k], mean = new double[_k];
        for (int s = 0; s < _mdp.States; s++)
        {
            double visited = 0;
            foreach (double weight in weights.Slice(s * _mdp.Actions, _mdp.Actions))
            {
                visited += weight;
            }

            if (visited == 0 || _mdp.Terminal[s])
            {
                continue;
            }

            ReadOnlySpan<double> law = values.Policy.At(s, time);
            Array.Clear(mean);
            for (int a = 0; a < _mdp.Actions; a++)
            {
                AddTo(mean, law[a], pairs.AsSpan(((s * _mdp.Actions) + a) * _k, _k));
            }

            for (int a = 0; a < _mdp.Actions; a++)
            {
                int pair = (s * _mdp.Actions) + a;
                double weight = weights[pair];
                pairs.AsSpan(pair * _k, _k).CopyTo(score);
                AddTo(score, -1, mean);
                AddTo(gradient, ((visited * law[a]) - weight) / _temperature, pairs.AsSpan(pair * _k, _k));
                AddOuter(information, visited * law[a] / (_temperature * _temperature), score);
                loss -= weight == 0 ? 0 : weight * (values.Q[(time * width) + pair] - values.V[(time * _mdp.States) + s]) / _temperature;
            }
        }
    }

    private void AddOuter(double[] matrix, double factor, double[] score)
    {
        for (int i = 0; i < _k; i++)
        {
            if (score[i] != 0 && factor != 0)
            {
                AddTo(matrix.AsSpan(i * _k, _k), factor * score[i], score);
            }
        }
    }

    private static void AddTo(Span<double> to, double factor, ReadOnlySpan<double> what)
    {
        for (int i = 0; i < to.Length && factor != 0; i++)
        {
            to[i] += factor * what[i];
        }
    }
}
