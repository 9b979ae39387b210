using Downhill.Compute;
using Downhill.Compute.Numerics;
using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>max Σ_s min over a of p(α·d(s, a)) over |α| ≤ 1, with d_k(s, a) = V_k(s) − Q_k(s, a) at some states, p(x) = x above zero and 2 x below: a reward Σ α_k φ_k where there are too many states to ask all.</summary>
/// <remarks>
/// V_k are the values that π gives to the feature φ_k alone. What π does worse than another action is no longer forbidden, only dear: features
/// may not be able to explain π. The same programme compares whole policies by their values (section 5 of the source): then each comparison has one
/// alternative, and d is the difference of the feature values.
/// <para>Source: A. Y. Ng and S. Russell (2000), Algorithms for inverse reinforcement learning, ICML, sections 4 and 5.</para>
/// </remarks>
public sealed record SampledNgRussell
{
    /// <summary>How many times a shortfall counts, at least 1. Default 2.</summary>
    public double Shortfall { get; init => field = Require.Within(value, 1, 1e6); } = 2;

    /// <summary>The weights.</summary>
    /// <param name="comparisons">For each state (or policy) the alternatives, and for each of them d, shape [k].</param>
    /// <returns>α, shape [k], the value of the programme, and its proof.</returns>
    /// <exception cref="ArgumentException">No comparison, or differences of different lengths.</exception>
    /// <exception cref="ArithmeticException">Rounding kept the linear programme from its end.</exception>
    public FeatureReward Of(IReadOnlyList<double[][]> comparisons)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        double[][] all = [.. comparisons.SelectMany(alternatives => alternatives)];
        int features = all.Length > 0 ? all[0].Length : 0;
        if (features == 0 || Array.Exists(all, d => d.Length != features))
        {
            throw new ArgumentException($"{comparisons.Count} comparisons, expected at least one with an alternative, and each of {features} features.", nameof(comparisons));
        }

        double[][][] asked = [.. comparisons.Where(alternatives => alternatives.Length > 0)];
        IEnumerable<LinearRow> rows = asked.SelectMany((alternatives, s) => alternatives.SelectMany(d => new[] { 1, Shortfall }.Distinct().Select(times =>
            new LinearRow([.. d.Select((x, k) => (k, -times * x)), (features + s, 1.0)], 0, false))));
        LinearSolution solution = new LinearProgram([.. new double[features], .. Enumerable.Repeat(1.0, asked.Length)])
        {
            Lower = [.. Enumerable.Repeat(-1.0, features), .. Enumerable.Repeat(double.NegativeInfinity, asked.Length)],
            Upper = [.. Enumerable.Repeat(1.0, features), .. Enumerable.Repeat(double.PositiveInfinity, asked.Length)],
            Rows = [.. rows],
        }.Solve();
        return solution.Status == LinearStatus.Optimal ? new(solution.Point[..features], solution.Value, solution)
            : throw new ArithmeticException($"the linear programme of the weights ended {solution.Status}, expected a maximum: are the differences finite?");
    }

    /// <summary>d at some states of a process.</summary>
    /// <param name="mdp">The process; its own reward does not count.</param>
    /// <param name="policy">π, of one action in each of the states asked.</param>
    /// <param name="features">φ_k.</param>
    /// <param name="states">Where to ask; terminal states have nothing to answer.</param>
    /// <returns>For each state V − Q of the actions not taken, shape [k] each; without a horizon.</returns>
    public static IReadOnlyList<double[][]> Compared(Mdp mdp, Policy policy, IReadOnlyList<Rewards> features, IEnumerable<int> states)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(states);
        double[][] tables = Advantages.Of(mdp, policy, features).Tables;
        return [.. states.Select(state => Enumerable.Range(0, mdp.Actions).Where(action => !mdp.Terminal[state] && policy.At(state)[action] == 0)
            .Select(action => Array.ConvertAll(tables, table => -table[(state * mdp.Actions) + action])).ToArray())];
    }
}

/// <summary>A reward Σ α_k φ_k.</summary>
/// <param name="Weights">α, shape [k].</param>
/// <param name="Value">The value of the programme that chose it.</param>
/// <param name="Proof">The linear programme's solution, with its duality gap.</param>
public sealed record FeatureReward(double[] Weights, double Value, LinearSolution Proof);
