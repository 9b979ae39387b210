using Downhill.Compute.Numerics;

namespace Downhill.Inverse;

/// <summary>Control whose Bellman equation is linear in z = e⁻ᵛ: who is in x pays q(x) + KL(u‖p), where p is what happens by itself and u what is made of it.</summary>
/// <remarks>
/// First exit: z = e^−q P z inside, z = e^−q where it ends. For ever, per step: λ z = e^−q P z, λ the largest eigenvalue, and −ln λ what a step costs
/// in the long run. In both u(x′|x) = p(x′|x) z(x′) / Σ p z.
/// Values span some 700 at most, for z is a double. Cost: one dense solve, O(S³), or a few of them.
/// Source: E. Todorov (2009), Efficient computation of optimal actions, PNAS 106(28), 11478–11483.
/// Differs from the source: the eigenvector by inverse iteration, which needs some five solves.
/// </remarks>
public sealed record LinearlySolvable
{
    private const int Rounds = 100;

    private LinearlySolvable(Transitions passive, double[] desirability, double averageCost)
    {
        (Passive, Desirability, AverageCost) = (passive, desirability, averageCost);
        Values = [.. desirability.Select(z => -Math.Log(z))];
        Controlled = Control(passive, Values);
    }

    /// <summary>p(x′|x), a table of one action.</summary>
    public Transitions Passive { get; }

    /// <summary>z, shape [S]; where nothing ends it sums to one.</summary>
    public double[] Desirability { get; }

    /// <summary>v = −ln z, shape [S].</summary>
    public double[] Values { get; }

    /// <summary>What a step costs in the long run, −ln λ; 0 for first exit.</summary>
    public double AverageCost { get; }

    /// <summary>u(x′|x), one number for each entry of <see cref="Transitions.Next"/>.</summary>
    public double[] Controlled { get; }

    /// <summary>What is best until a terminal state is reached.</summary>
    /// <param name="passive">p(x′|x), a table of one action; terminal states lead nowhere.</param>
    /// <param name="costs">q, shape [S]; that of a terminal state is paid on arrival.</param>
    /// <param name="terminal">Where it ends, shape [S].</param>
    /// <exception cref="ArgumentException">Shapes disagree.</exception>
    /// <exception cref="ArithmeticException">No end can be reached from a state, or costs are so far below zero that never to end pays.</exception>
    public static LinearlySolvable FirstExit(Transitions passive, double[] costs, bool[] terminal)
    {
        Check(passive, costs, terminal);
        int n = passive.States;
        double[] matrix = new double[n * n], z = new double[n];
        for (int x = 0; x < n; x++)
        {
            matrix[(x * n) + x] = 1;
            z[x] = terminal[x] ? Math.Exp(-costs[x]) : 0;
            for (int i = passive.Starts[x]; i < passive.Starts[x + 1]; i++)
            {
                matrix[(x * n) + passive.Next[i]] -= Math.Exp(-costs[x]) * passive.Probabilities[i];
            }
        }

        LinearSystem.Solve<double>(matrix, z, n, 1);
        int wrong = Array.FindIndex(z, value => !(value > 0 && double.IsFinite(value)));
        return wrong < 0 ? new(passive, z, 0)
            : throw new ArithmeticException($"state {wrong} has the desirability {z[wrong]:R}, expected one above zero: an end must be reachable, and costs must not be so far below zero that never to end pays.");
    }

    /// <summary>What is best per step, for ever.</summary>
    /// <param name="passive">p(x′|x), a table of one action, from every state to every other.</param>
    /// <param name="costs">q, shape [S].</param>
    /// <exception cref="ArithmeticException">Some state is not reachable from another.</exception>
    public static LinearlySolvable AverageCostOf(Transitions passive, double[] costs)
    {
        Check(passive, costs, null);
        int n = passive.States;
        double[] z = [.. Enumerable.Repeat(1.0 / n, n)];
        double bound = Bound(passive, costs, z).High;
        for (int round = 0; round < Rounds; round++)
        {
            // Noda's iteration: the bound from above falls to λ, and z stays positive.
            double[] matrix = Shifted(passive, costs, bound), next = [.. z];
            LinearSystem.Solve<double>(matrix, next, n, 1);
            double sum = next.Sum();
            next = [.. next.Select(value => value / sum)];
            if (!Array.TrueForAll(next, value => value > 0 && double.IsFinite(value)))
            {
                break;
            }

            z = next;
            (double low, double high) = Bound(passive, costs, z);
            bound = high * (1 + 1e-15);
            if (high - low <= 4e-15 * high)
            {
                break;
            }
        }

        (double least, double most) = Bound(passive, costs, z);
        return most - least <= 1e-10 * most ? new(passive, z, -Math.Log(Math.Sqrt(least * most)))
            : throw new ArithmeticException($"the eigenvalue is between {least:R} and {most:R}, expected one number: each state must be reachable from every other.");
    }

    /// <summary>u(x′|x) = p(x′|x) e^−v(x′) / Σ p e⁻ᵛ, one number for each entry of <see cref="Transitions.Next"/>.</summary>
    internal static double[] Control(Transitions passive, double[] values)
    {
        double[] controlled = new double[passive.Next.Length];
        for (int x = 0; x < passive.States; x++)
        {
            double next = LogMean(passive, values, x);
            for (int i = passive.Starts[x]; i < passive.Starts[x + 1]; i++)
            {
                controlled[i] = passive.Probabilities[i] * Math.Exp(-values[passive.Next[i]] - next);
            }
        }

        return controlled;
    }

    /// <summary>ln Σ p(x′|x) e^−v(x′).</summary>
    internal static double LogMean(Transitions passive, double[] values, int x)
    {
        double least = double.PositiveInfinity, sum = 0;
        for (int i = passive.Starts[x]; i < passive.Starts[x + 1]; i++)
        {
            least = Math.Min(least, values[passive.Next[i]]);
        }

        for (int i = passive.Starts[x]; i < passive.Starts[x + 1]; i++)
        {
            sum += passive.Probabilities[i] * Math.Exp(least - values[passive.Next[i]]);
        }

        return Math.Log(sum) - least;
    }

    private static (double Low, double High) Bound(Transitions passive, double[] costs, double[] z)
    {
        double low = double.PositiveInfinity, high = 0;
        for (int x = 0; x < z.Length; x++)
        {
            double ratio = Math.Exp(-costs[x]) * passive.Expected(x, 0, z) / z[x];
            (low, high) = (Math.Min(low, ratio), Math.Max(high, ratio));
        }

        return (low, high);
    }

    private static double[] Shifted(Transitions passive, double[] costs, double shift)
    {
        int n = passive.States;
        double[] matrix = new double[n * n];
        for (int x = 0; x < n; x++)
        {
            matrix[(x * n) + x] = shift;
            for (int i = passive.Starts[x]; i < passive.Starts[x + 1]; i++)
            {
                matrix[(x * n) + passive.Next[i]] -= Math.Exp(-costs[x]) * passive.Probabilities[i];
            }
        }

        return matrix;
    }

    private static void Check(Transitions passive, double[] costs, bool[]? terminal)
    {
        ArgumentNullException.ThrowIfNull(passive);
        ArgumentNullException.ThrowIfNull(costs);
        if (passive.Actions != 1)
        {
            throw new ArgumentException($"passive dynamics of {passive.Actions} actions, expected one: what happens by itself.", nameof(passive));
        }

        if (costs.Length != passive.States || (terminal is not null && terminal.Length != passive.States))
        {
            throw new ArgumentException($"{costs.Length} costs and {terminal?.Length ?? passive.States} marks, expected {passive.States} of each, one for each state.", nameof(costs));
        }
    }
}
