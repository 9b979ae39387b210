using Downhill.Compute;
using Downhill.Compute.Numerics;

namespace Downhill.Inverse;

/// <summary>What soft policies of one reward in several environments say about it, and what they cannot say.</summary>
/// <remarks>
/// A soft policy obeys r(s, a) + γ Σ P(s′|s, a) v(s′) − v(s) = T ln π(a|s), and for any v the r of this equation has that policy. So one
/// environment leaves r open by S dimensions, its potentials. Another one, of other transitions or another discount, adds its own v, and
/// r must obey both. All of these equations are linear in (r, v₁, v₂, …); the directions of r that they do not see are found by singular values.
/// A horizon adds an equation for each time, with v_H = 0.
/// <para>
/// Source: H. Cao, S. N. Cohen and Ł. Szpruch (2021), Identifiability in inverse reinforcement learning, NeurIPS; P. Rolland et al. (2022),
/// Identifiability and generalizability from multiple experts in inverse reinforcement learning, NeurIPS.
/// </para>
/// </remarks>
public sealed record Identification
{
    // Of a unit vector: a direction of (r, v) that moves r by less moves it by rounding.
    private const double Still = 1e-8;

    private readonly Equation[] _equations;
    private readonly SingularValues _parts;
    private readonly int[] _place;

    private Identification(IReadOnlyList<Mdp> environments, RewardKind kind, Equation[] equations, int[] place, int unknowns)
    {
        (Environments, Kind, _equations, _place) = (environments, kind, equations, place);
        double[,] matrix = new double[equations.Length, unknowns];
        for (int i = 0; i < equations.Length; i++)
        {
            foreach ((int column, double factor) in equations[i].Terms)
            {
                matrix[i, column] += factor;
            }
        }

        _parts = SingularValues.Of(matrix);
        Unknown = Directions(_parts.NullSpace(), place);
    }

    /// <summary>The environments, all of the same states and actions.</summary>
    public IReadOnlyList<Mdp> Environments { get; }

    /// <summary>Whether r is of states or of pairs.</summary>
    public RewardKind Kind { get; }

    /// <summary>Orthonormal directions of r that change no policy, each of r's shape; for a reward known up to a constant, the constant alone.</summary>
    public double[][] Unknown { get; }

    /// <summary>Whether all that is open is a constant.</summary>
    public bool IsKnownUpToConstant => Unknown.Length == 0 || (Unknown.Length == 1 && IsConstant(Unknown[0]));

    /// <summary>1/σ, σ the least singular value that is not zero: by how much an error of T ln π can grow on its way to r and v.</summary>
    public double Amplification => 1 / _parts.Values[_parts.Rank() - 1];

    /// <summary>What environments can say.</summary>
    /// <param name="environments">At least one; transitions, terminal states, discounts and horizons count, rewards and first states do not.</param>
    /// <param name="kind">Whether r is of states or of pairs. Default pairs.</param>
    /// <exception cref="ArgumentException">Environments of different states or actions, or rewards of transitions: of those only the mean over s′ can be seen.</exception>
    public static Identification Of(IReadOnlyList<Mdp> environments, RewardKind kind = RewardKind.StateAction)
    {
        ArgumentNullException.ThrowIfNull(environments);
        bool fits = environments.Count > 0 && environments.All(one => (one.States, one.Actions) == (environments[0].States, environments[0].Actions) && one.Terminal.SequenceEqual(environments[0].Terminal));
        _ = fits ? 0 : throw new ArgumentException($"{environments.Count} environments, expected at least one, all of the same states, actions and terminal states.", nameof(environments));
        _ = kind != RewardKind.Transition ? 0 : throw new ArgumentException("rewards of transitions, expected rewards of states or of pairs: of a transition's reward a policy shows only the mean.", nameof(kind));
        int[] place = Places(environments[0], kind);
        (Equation[] equations, int unknowns) = Equation.All(environments, kind, place);
        return new(environments, kind, equations, place, unknowns);
    }

    /// <summary>The rank of [E − γ₁ P₁, −(E − γ₂ P₂)] over pairs (of [E − γ P] for one environment), each next to the first for more than two.</summary>
    /// <param name="environments">At least one, without horizons; terminal states count as states without value.</param>
    /// <returns>For n ≥ 2 at most n S − 1, and then a reward of pairs is known up to a constant.</returns>
    public static int Rank(IReadOnlyList<Mdp> environments)
    {
        ArgumentNullException.ThrowIfNull(environments);
        (int states, int actions, int count) = (environments[0].States, environments[0].Actions, environments.Count);
        int blocks = Math.Max(1, count - 1);
        double[,] matrix = new double[blocks * states * actions, count * states];
        for (int row = 0; row < matrix.GetLength(0); row++)
        {
            (int block, int pair) = (row / (states * actions), row % (states * actions));
            Fill(0, 1);
            if (count > 1)
            {
                Fill(block + 1, -1);
            }

            void Fill(int environment, double sign)
            {
                Mdp mdp = environments[environment];
                matrix[row, (environment * states) + (pair / actions)] += mdp.Terminal[pair / actions] ? 0 : sign;
                for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
                {
                    int next = mdp.Transitions.Next[i];
                    matrix[row, (environment * states) + next] -= mdp.Terminal[next] ? 0 : sign * mdp.Discount * mdp.Transitions.Probabilities[i];
                }
            }
        }

        return SingularValues.Of(matrix).Rank();
    }

    /// <summary>The reward that explains one soft policy in each environment, without its part along <see cref="Unknown"/>.</summary>
    /// <param name="policies">One for each environment, every action above zero.</param>
    /// <param name="temperature">T. Default 1.</param>
    /// <returns>The reward, by least squares, and how far the equations are from being met.</returns>
    /// <exception cref="ArgumentException">Policies of other environments, or an action that is never taken: it bounds r only from above.</exception>
    public ExplainedReward Explain(IReadOnlyList<Policy> policies, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(policies);
        Require.Positive(temperature, nameof(temperature));
        _ = policies.Count == Environments.Count ? 0 : throw new ArgumentException($"{policies.Count} policies, expected {Environments.Count}, one for each environment.", nameof(policies));
        double[] right = [.. _equations.Select(equation => temperature * Math.Log(Taken(policies, equation)))];
        double[] solution = _parts.Solve(right), reward = Visible([.. _place.Select(at => at < 0 ? 0 : solution[at])]);
        double residual = _equations.Select((equation, i) => Math.Abs(equation.Terms.Sum(term => term.Factor * solution[term.Column]) - right[i])).Max();
        return new(Kind == RewardKind.State ? Rewards.OfState(reward) : Rewards.OfStateAction(reward), residual);
    }

    /// <summary>What can be known of a reward: the reward without its part along <see cref="Unknown"/>.</summary>
    /// <param name="reward">Of r's shape.</param>
    public double[] Visible(double[] reward)
    {
        double[] visible = [.. reward];
        foreach (double[] direction in Unknown)
        {
            double along = direction.Zip(visible, (a, b) => a * b).Sum();
            for (int i = 0; i < visible.Length; i++)
            {
                visible[i] -= along * direction[i];
            }
        }

        return visible;
    }

    private static double Taken(IReadOnlyList<Policy> policies, Equation equation)
    {
        double probability = policies[equation.Environment].At(equation.State, equation.Time)[equation.Action];
        return probability > 0 ? probability
            : throw new ArgumentException($"policy {equation.Environment} never takes action {equation.Action} in state {equation.State}, expected every action above zero: of one that is never taken only a bound is known.", nameof(policies));
    }

    private bool IsConstant(double[] direction)
    {
        double[] open = [.. direction.Where((_, i) => _place[i] >= 0)];
        return Array.TrueForAll(open, x => Math.Abs(x - open[0]) <= Still);
    }

    // Where each number of r stands among the unknowns; -1 where it cannot matter: pairs of terminal states.
    private static int[] Places(Mdp mdp, RewardKind kind)
    {
        int[] place = new int[kind == RewardKind.State ? mdp.States : mdp.States * mdp.Actions];
        int next = 0;
        for (int i = 0; i < place.Length; i++)
        {
            place[i] = kind == RewardKind.StateAction && mdp.Terminal[i / mdp.Actions] ? -1 : next++;
        }

        return place;
    }

    private static double[][] Directions(double[][] unseen, int[] place)
    {
        if (unseen.Length == 0)
        {
            return [];
        }

        double[,] matrix = new double[place.Length, unseen.Length];
        for (int i = 0; i < place.Length; i++)
        {
            for (int k = 0; k < unseen.Length; k++)
            {
                matrix[i, k] = place[i] < 0 ? 0 : unseen[k][place[i]];
            }
        }

        SingularValues parts = SingularValues.Of(matrix);
        return [.. parts.Left.Where((_, k) => parts.Values[k] > Still)];
    }

    /// <summary>r(s, a) + γ Σ P v′ − v(s) = T ln π(a|s) at one time of one environment.</summary>
    private sealed record Equation(int Environment, int Time, int State, int Action, (int Column, double Factor)[] Terms)
    {
        internal static (Equation[] Equations, int Unknowns) All(IReadOnlyList<Mdp> environments, RewardKind kind, int[] place)
        {
            List<Equation> all = [];
            int unknowns = place.Max() + 1;
            for (int environment = 0; environment < environments.Count; environment++)
            {
                Mdp mdp = environments[environment];
                int first = unknowns, times = mdp.Horizon ?? 1;
                unknowns += times * mdp.States;
                for (int pair = 0; pair < times * mdp.States * mdp.Actions; pair++)
                {
                    int time = pair / (mdp.States * mdp.Actions), state = pair / mdp.Actions % mdp.States;
                    if (!mdp.Terminal[state])
                    {
                        all.Add(new(environment, time, state, pair % mdp.Actions, [.. Written(mdp, kind, place, first, time, state, pair % mdp.Actions)]));
                    }
                }
            }

            return ([.. all], unknowns);
        }

        private static IEnumerable<(int Column, double Factor)> Written(Mdp mdp, RewardKind kind, int[] place, int first, int time, int state, int action)
        {
            yield return (place[kind == RewardKind.State ? state : (state * mdp.Actions) + action], 1);
            yield return (first + (time * mdp.States) + state, -1);
            int after = mdp.Horizon is int horizon ? time + 1 < horizon ? time + 1 : -1 : 0;
            int pair = (state * mdp.Actions) + action;
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1] && after >= 0; i++)
            {
                int next = mdp.Transitions.Next[i];
                double factor = mdp.Discount * mdp.Transitions.Probabilities[i];

                // A terminal state is worth its own reward, which pairs do not have.
                if (!mdp.Terminal[next])
                {
                    yield return (first + (after * mdp.States) + next, factor);
                }
                else if (kind == RewardKind.State)
                {
                    yield return (place[next], factor);
                }
            }
        }
    }
}

/// <summary>A reward that explains policies.</summary>
/// <param name="Reward">r, without what cannot be known.</param>
/// <param name="Residual">max |r + γ P v − v − T ln π|: zero where one reward explains all policies.</param>
public sealed record ExplainedReward(Rewards Reward, double Residual);
