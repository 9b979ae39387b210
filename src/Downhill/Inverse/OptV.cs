using Downhill.Compute;

namespace Downhill.Inverse;

/// <summary>Values and costs of a linearly solvable problem from transitions alone: v = argmin Σₙ [v(x′ₙ) + ln Σ p(·|xₙ) e⁻ᵛ], then q = v + ln P e⁻ᵛ.</summary>
/// <remarks>
/// Convex; nothing is solved forwards, and no policy is evaluated. v is known up to a constant; q is exact inside where it ends somewhere,
/// at an end it is v; for ever, q is known less what a step costs in the long run.
/// A state that may be reached and never was has a value that grows without bound: give <see cref="Penalty"/>.
/// Source: K. Dvijotham and E. Todorov (2010), Inverse optimal control with linearly-solvable MDPs, ICML.
/// Differs from the source: by Newton's method with a damped Hessian.
/// </remarks>
public sealed record OptV
{
    /// <summary>λ in ½ λ Σ v², for data that leave states out, per transition. Default 0.</summary>
    public double Penalty { get; init => field = Require.NotNegative(value); }

    /// <summary>Values and costs from how often transitions were seen.</summary>
    /// <param name="passive">p(x′|x), a table of one action.</param>
    /// <param name="counts">How often, or with which probability, one for each entry of <see cref="Transitions.Next"/>; scale does not matter.</param>
    /// <param name="terminal">Where it ends, shape [S]; null: nowhere.</param>
    /// <exception cref="ArgumentException">Shapes disagree, or nothing was seen.</exception>
    public InverseValues Fit(Transitions passive, double[] counts, bool[]? terminal = null)
    {
        ArgumentNullException.ThrowIfNull(passive);
        ArgumentNullException.ThrowIfNull(counts);
        double total = counts.Sum();
        if (passive.Actions != 1 || counts.Length != passive.Next.Length || !(total > 0) || Array.Exists(counts, count => !(count >= 0)))
        {
            throw new ArgumentException($"{counts.Length} counts that sum to {total:R} for dynamics of {passive.Actions} actions, expected {passive.Next.Length} counts above zero for one action.", nameof(counts));
        }

        double[] weights = [.. counts.Select(count => count / total)];
        Scored found = new FisherScoring().Minimise(new double[passive.States], values => At(values, passive, weights));
        double[] v = found.Point;
        double[] costs = [.. v.Select((value, x) => terminal is not null && terminal[x] ? value : value + LinearlySolvable.LogMean(passive, v, x))];
        return new(v, costs, found.At.Value, found.At.Slope, found.Steps);
    }

    private Curved At(double[] values, Transitions passive, double[] weights)
    {
        int n = values.Length;
        double loss = 0;
        double[] gradient = new double[n], curvature = new double[n * n];
        double[] controlled = LinearlySolvable.Control(passive, values);
        for (int x = 0; x < n; x++)
        {
            Range row = passive.Row(x, 0);
            ReadOnlySpan<int> next = passive.Next.AsSpan(row);
            ReadOnlySpan<double> seen = weights.AsSpan(row), u = controlled.AsSpan(row);
            double count = Sum(seen);
            if (count == 0)
            {
                continue;
            }

            loss += count * LinearlySolvable.LogMean(passive, values, x);
            for (int i = 0; i < next.Length; i++)
            {
                loss += seen[i] * values[next[i]];
                gradient[next[i]] += seen[i] - (count * u[i]);
                curvature[(next[i] * n) + next[i]] += count * u[i];
                for (int j = 0; j < next.Length; j++)
                {
                    curvature[(next[i] * n) + next[j]] -= count * u[i] * u[j];
                }
            }
        }

        for (int x = 0; x < n; x++)
        {
            loss += 0.5 * Penalty * values[x] * values[x];
            gradient[x] += Penalty * values[x];
            curvature[(x * n) + x] += Penalty;
        }

        return new(loss, gradient, curvature);
    }

    private static double Sum(ReadOnlySpan<double> numbers)
    {
        double sum = 0;
        foreach (double number in numbers)
        {
            sum += number;
        }

        return sum;
    }
}

/// <summary>What <see cref="OptV"/> found.</summary>
/// <param name="Values">v, shape [S], up to a constant.</param>
/// <param name="Costs">q, shape [S]; less what a step costs in the long run where nothing ends.</param>
/// <param name="Loss">What was minimised.</param>
/// <param name="Slope">The largest |∂/∂vᵢ| that is left.</param>
/// <param name="Steps">Steps of Newton's method.</param>
public sealed record InverseValues(double[] Values, double[] Costs, double Loss, double Slope, int Steps);
