using Downhill.Compute;
using Downhill.Compute.Numerics;
using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>max Σ_s min over a ≠ π(s) of (V(s) − Q(s, a)) − λ |R|₁ over R with V(s) ≥ Q(s, a) everywhere and |R| ≤ R_max: a reward for which a given policy is optimal, and by how much.</summary>
/// <remarks>
/// V(s) − Q(s, a) = γ ((P_π − Pₐ)(I − γ P_π)⁻¹ R)(s) is linear in R, and π is optimal exactly where it is nowhere negative; so all rewards that
/// explain π are a cone, of which this is a linear programme's corner. R = 0 is in it: only the margins and λ choose.
/// Terminal states decide nothing and have no margins, but rewards. With a horizon the margins of all times count. A policy that mixes
/// actions makes them equal; margins are to those that it never takes.
/// <para>Source: A. Y. Ng and S. Russell (2000), Algorithms for inverse reinforcement learning, ICML, section 3.</para>
/// <para>Differs from the source: margins are differences of values, γ times the source's, so λ is γ times the source's too; horizons, terminal states and mixing policies.</para>
/// </remarks>
public sealed record NgRussell
{
    // An action that is taken less often than this is never taken.
    private const double Never = 1e-12;

    /// <summary>λ, what a unit of |R|₁ costs; from <see cref="LargestPenalty"/> on R = 0. Default 0.</summary>
    public double Penalty { get; init => field = Require.NotNegative(value); }

    /// <summary>R_max. Default 1.</summary>
    public double Largest { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The reward.</summary>
    /// <param name="mdp">The process; its own reward does not count.</param>
    /// <param name="policy">π, of all states.</param>
    /// <returns>R and its margins, by a linear programme of 3 S variables and S (2 A + 2) rows.</returns>
    /// <exception cref="ArithmeticException">Rounding kept the linear programme from its end.</exception>
    public ExplainedPolicy Of(Mdp mdp, Policy policy)
    {
        Margins margins = Margins.Of(mdp, policy);
        LinearSolution solution = Settled(margins.Programme(Largest, Penalty, double.PositiveInfinity).Solve());
        return margins.Explained(solution);
    }

    /// <summary>The least λ for which R = 0 is optimal: the largest sum of margins over |R|₁.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">π.</param>
    public static double LargestPenalty(Mdp mdp, Policy policy) => Settled(Margins.Of(mdp, policy).Programme(1, 0, 1).Solve()).Value;

    private static LinearSolution Settled(LinearSolution solution) => solution.Status == LinearStatus.Optimal ? solution
        : throw new ArithmeticException($"the linear programme of the reward ended {solution.Status}, expected a maximum: R = 0 satisfies it, so this is rounding.");

    /// <summary>V(s) − Q(s, a) as a linear function of R, for each time, state and action.</summary>
    private sealed record Margins(int States, int Actions, double[][] Tables, double[] Policy, bool[] Decided)
    {
        private int Decisions => Policy.Length / Actions;

        internal static Margins Of(Mdp mdp, Policy policy)
        {
            ArgumentNullException.ThrowIfNull(mdp);
            ArgumentNullException.ThrowIfNull(policy);
            double[][] tables = Advantages.Of(mdp, policy, Advantages.OfEachState(mdp.States)).Tables;
            double[] probabilities = [.. Enumerable.Range(0, tables[0].Length / mdp.Actions).SelectMany(row => policy.At(row % mdp.States, row / mdp.States).ToArray())];
            return new(mdp.States, mdp.Actions, tables, probabilities, mdp.Terminal.Select(isTerminal => !isTerminal).ToArray());
        }

        // Variables: R, then |R|, then the least margin of each decision that has one.
        internal LinearProgram Programme(double largest, double penalty, double budget)
        {
            int[] contested = [.. Enumerable.Range(0, Decisions).Where(decision => Decided[decision % States] && Others(decision).Any())];
            IEnumerable<LinearRow> optimal = Enumerable.Range(0, Decisions).Where(decision => Decided[decision % States])
                .SelectMany(decision => Enumerable.Range(decision * Actions, Actions).Where(pair => Policy[pair] < 1).Select(pair => new LinearRow(Advantage(pair), 0, false)));
            IEnumerable<LinearRow> least = contested.SelectMany((decision, t) => Others(decision).Select(pair => new LinearRow([.. Advantage(pair), ((2 * States) + t, 1.0)], 0, false)));
            IEnumerable<LinearRow> sizes = Enumerable.Range(0, 2 * States).Select(i => new LinearRow([(i / 2, i % 2 == 0 ? 1.0 : -1), (States + (i / 2), -1.0)], 0, false));
            LinearRow[] limit = double.IsPositiveInfinity(budget) ? [] : [new([.. Enumerable.Range(States, States).Select(j => (j, 1.0))], budget, false)];
            return new([.. new double[States], .. Enumerable.Repeat(-penalty, States), .. Enumerable.Repeat(1.0, contested.Length)])
            {
                Lower = [.. Enumerable.Repeat(-largest, States), .. new double[States], .. Enumerable.Repeat(double.NegativeInfinity, contested.Length)],
                Upper = [.. Enumerable.Repeat(largest, 2 * States), .. Enumerable.Repeat(double.PositiveInfinity, contested.Length)],
                Rows = [.. optimal, .. least, .. sizes, .. limit],
            };
        }

        internal ExplainedPolicy Explained(LinearSolution solution)
        {
            double[] reward = solution.Point[..States];
            double[] slacks = [.. Enumerable.Range(0, Policy.Length).Select(pair => Decided[pair / Actions % States] ? -Advantage(pair).Sum(term => term.Factor * reward[term.Column]) : 0)];
            double margin = Enumerable.Range(0, Decisions).Where(decision => Decided[decision % States] && Others(decision).Any()).Sum(decision => Others(decision).Min(pair => slacks[pair]));
            return new(Rewards.OfState(reward), slacks, margin, solution);
        }

        private IEnumerable<int> Others(int decision) => Enumerable.Range(decision * Actions, Actions).Where(pair => Policy[pair] <= Never);

        private (int Column, double Factor)[] Advantage(int pair) => [.. Tables.Select((table, state) => (state, table[pair])).Where(term => term.Item2 != 0)];
    }
}

/// <summary>A reward under which a policy is optimal.</summary>
/// <param name="Reward">R, of states.</param>
/// <param name="Slacks">V(s) − Q(s, a), shape [S, A], or [H, S, A]: none negative, but for rounding.</param>
/// <param name="Margin">Σ_s of the least slack to an action that is not taken.</param>
/// <param name="Proof">The linear programme's solution, with its duality gap.</param>
public sealed record ExplainedPolicy(Rewards Reward, double[] Slacks, double Margin, LinearSolution Proof);
