using Downhill.Compute;
using Downhill.Mdps;
using Downhill.Training;

namespace Downhill.Inverse;

/// <summary>The reward under which what was done is likely as a whole: p(τ|s₀) ∝ exp(Σ r) Π P(s′|s, a), whose policy is π = exp(Q − V), Q = ln Σ P exp(r + γ V), V = ln Σ exp Q.</summary>
/// <remarks>
/// <para>
/// Where nothing is left to chance it is <see cref="MaximumCausalEntropy"/>. Elsewhere ln Σ P exp V stands for Σ P V, as though luck could be
/// chosen, so what it takes for likely runs risks that nobody ran: its policy, put to work, does not visit what the demonstrations did.
/// </para>
/// <para>
/// A discount enters as in the formula above; at γ = 1 the likelihood is that of whole trajectories. There, without a horizon, r = 0 may have no
/// value; then the search begins at a reward of −c per step.
/// </para>
/// Source: B. D. Ziebart, A. Maas, J. A. Bagnell and A. K. Dey (2008), Maximum entropy inverse reinforcement learning, AAAI, equation 4.
/// Differs from the source: expected visits are those of p(τ), so that they are the gradient of the likelihood; its algorithm 1 takes those of π under P.
/// </remarks>
public sealed record MaximumEntropy
{
    private const int Sweeps = 200_000;
    private const double Settled = 1e-14, Unbounded = 1e6;

    /// <summary>λ in ½ λ |θ|², for few demonstrations. Default 0.</summary>
    public double Penalty { get; init => field = Require.NotNegative(value); }

    /// <summary>Steps of L-BFGS, at most. Default 500.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 500;

    /// <summary>The reward of demonstrations.</summary>
    /// <param name="mdp">The process; its own rewards are not looked at.</param>
    /// <param name="rewards">What a reward may be.</param>
    /// <param name="demonstrations">What was done.</param>
    /// <returns>The reward, and the policy that the model takes for its own.</returns>
    /// <exception cref="ArgumentException">Demonstrations that cannot be of this process.</exception>
    /// <exception cref="NoValueException">Discount 1 without a horizon, and no reward was found that has a value.</exception>
    public InverseFit Fit(Mdp mdp, LinearRewards rewards, Demonstrations demonstrations)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(demonstrations);
        return Fit(mdp, rewards, Visits.Of(mdp, demonstrations));
    }

    /// <summary>The reward of an expert that was watched for ever.</summary>
    /// <param name="mdp">The process; its own rewards are not looked at.</param>
    /// <param name="rewards">What a reward may be.</param>
    /// <param name="expert">What was done.</param>
    /// <exception cref="NoValueException">Discount 1 without a horizon, and no reward was found that has a value.</exception>
    public InverseFit Fit(Mdp mdp, LinearRewards rewards, Policy expert)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(expert);
        return Fit(mdp, rewards, Visits.Of(mdp, expert));
    }

    /// <summary>The policy that the model takes to be that of a reward.</summary>
    /// <param name="mdp">The process with its rewards.</param>
    /// <exception cref="NoValueException">V grows without bound, as it may with discount 1 without a horizon, or does not settle.</exception>
    public static Policy PolicyOf(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        Messages messages = Messages.Of(mdp);
        return messages.HasValue ? new Policy(mdp.States, mdp.Actions, messages.Law, mdp.Horizon)
            : throw new NoValueException(null, $"the values of trajectories did not settle at discount {mdp.Discount:R}: expected a horizon, a lower discount, or steps that cost more.");
    }

    private InverseFit Fit(Mdp mdp, LinearRewards rewards, Visits visits)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        double[] seen = rewards.Sum(mdp, visits.Of(rewards.Kind, mdp));
        Mdp started = new(mdp.Transitions, mdp.Rewards, visits.Starts, mdp.Terminal, mdp.Discount, mdp.Horizon);
        double[] start = FirstReward.Of(mdp, rewards, 1, theta => Messages.Of(Of(theta)).HasValue, theta => _ = PolicyOf(Of(theta)));
        Iterate[] way = [.. new Lbfgs { Steps = Steps, Tolerance = 1e-14 }.Minimise(start, theta => At(started, rewards, seen, theta))];
        Iterate best = way[^1];
        Rewards found = rewards.At(mdp, best.Point);
        return new(found, PolicyOf(mdp.With(found)), best.Point, best.Value, best.Slope, best.Step) { Losses = [.. way.Select(iterate => iterate.Value)] };

        Mdp Of(double[] theta) => started.With(rewards.At(mdp, theta));
    }

    private (double Value, double[] Gradient) At(Mdp mdp, LinearRewards rewards, double[] seen, double[] theta)
    {
        Mdp rewarded = mdp.With(rewards.At(mdp, theta));
        Messages messages = Messages.Of(rewarded);
        if (!messages.HasValue)
        {
            return (double.PositiveInfinity, new double[theta.Length]);
        }

        double value = 0;
        double[] gradient = rewards.Sum(mdp, messages.Forwards(rewarded, rewards.Kind));
        for (int s = 0; s < mdp.States; s++)
        {
            value += mdp.Initial[s] * messages.V[s];
        }

        for (int i = 0; i < theta.Length; i++)
        {
            value += theta[i] * ((0.5 * Penalty * theta[i]) - seen[i]);
            gradient[i] += (Penalty * theta[i]) - seen[i];
        }

        return (value, gradient);
    }

    /// <summary>V from the end backwards, and what follows from it.</summary>
    /// <param name="V">Of the first time, shape [S].</param>
    /// <param name="Law">π, shape [S, A], or [H, S, A].</param>
    /// <param name="Twisted">P(s′|s, a) exp(r + γ V − Q), the world's choices as p(τ) has them, one for each entry of Next, or [H, entries].</param>
    private sealed record Messages(double[] V, double[] Law, double[] Twisted)
    {
        internal bool HasValue => Array.TrueForAll(V, double.IsFinite);

        internal static Messages Of(Mdp mdp) => mdp.Horizon is int horizon ? Backwards(mdp, PerMove(mdp), horizon) : Stationary(mdp, PerMove(mdp));

        private static Messages Backwards(Mdp mdp, double[] earned, int horizon)
        {
            double[] v = new double[mdp.States];
            double[][] laws = new double[horizon][], choices = new double[horizon][];
            for (int t = horizon - 1; t >= 0; t--)
            {
                (v, laws[t], choices[t]) = Back(mdp, earned, v);
            }

            return new(v, [.. laws.SelectMany(law => law)], [.. choices.SelectMany(choice => choice)]);
        }

        private static Messages Stationary(Mdp mdp, double[] earned)
        {
            bool mayGrow = Endings.Needed(mdp);
            double[] v = new double[mdp.States], before = v, law = [], twisted = [];
            double change = double.PositiveInfinity;
            for (int sweep = 0; sweep < Sweeps && change > Settled && !(mayGrow && v.Max(Math.Abs) >= Unbounded); sweep++)
            {
                before = v;
                (v, law, twisted) = Back(mdp, earned, v);
                change = v.Zip(before, (a, b) => Math.Abs(a - b) / (1 + Math.Abs(a))).Max();
            }

            // A small value may be moved for ever by the rounding of large ones.
            bool isSettled = change <= Settled || (!mayGrow && v.Zip(before, (a, b) => Math.Abs(a - b)).Max() <= Settled * v.Max(Math.Abs));
            return isSettled ? new(v, law, twisted) : new([.. v.Select(_ => double.NaN)], law, twisted);
        }

        /// <summary>Expected visits under p(τ) of states, pairs or transitions.</summary>
        internal double[] Forwards(Mdp mdp, RewardKind kind)
        {
            double[] visits = new double[Rewards.Count(kind, mdp.Transitions)], law = [.. mdp.Initial];
            int width = mdp.States * mdp.Actions, moves = mdp.Transitions.Next.Length;
            for (int t = 0; t < (mdp.Horizon ?? Sweeps) && law.Sum() > Settled; t++)
            {
                int time = mdp.Horizon is null ? 0 : t;
                law = Forward(mdp, kind, law, visits, Law.AsSpan(time * width, width), Twisted.AsSpan(time * moves, moves));
            }

            return visits;
        }

        private static double[] Forward(Mdp mdp, RewardKind kind, double[] law, double[] visits, ReadOnlySpan<double> policy, ReadOnlySpan<double> twisted)
        {
            double[] next = new double[mdp.States];
            for (int pair = 0; pair < policy.Length; pair++)
            {
                int state = pair / mdp.Actions;
                if (kind == RewardKind.State && pair % mdp.Actions == 0)
                {
                    visits[state] += law[state];
                }

                double mass = mdp.Terminal[state] ? 0 : law[state] * policy[pair];
                if (kind == RewardKind.StateAction)
                {
                    visits[pair] += mass;
                }

                for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
                {
                    double part = mass * twisted[i];
                    if (kind == RewardKind.Transition)
                    {
                        visits[i] += part;
                    }

                    next[mdp.Transitions.Next[i]] += mdp.Discount * part;
                }
            }

            return next;
        }

        private static (double[] V, double[] Law, double[] Twisted) Back(Mdp mdp, double[] earned, double[] after)
        {
            double[] v = new double[mdp.States], law = new double[mdp.States * mdp.Actions], twisted = new double[earned.Length];
            for (int s = 0; s < mdp.States; s++)
            {
                if (mdp.Terminal[s])
                {
                    v[s] = mdp.Rewards.Kind == RewardKind.State ? mdp.Rewards.Values[s] : 0;
                    law.AsSpan(s * mdp.Actions, mdp.Actions).Fill(1.0 / mdp.Actions);
                    continue;
                }

                Span<double> q = law.AsSpan(s * mdp.Actions, mdp.Actions);
                for (int a = 0; a < mdp.Actions; a++)
                {
                    q[a] = Ahead(mdp, (s * mdp.Actions) + a, earned, after, twisted);
                }

                v[s] = Shared(q);
            }

            return (v, law, twisted);
        }

        private static double Ahead(Mdp mdp, int pair, double[] earned, double[] after, double[] twisted)
        {
            Span<double> row = twisted.AsSpan(mdp.Transitions.Starts[pair]..mdp.Transitions.Starts[pair + 1]);
            int from = mdp.Transitions.Starts[pair];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Math.Log(mdp.Transitions.Probabilities[from + i]) + earned[from + i] + (mdp.Discount * after[mdp.Transitions.Next[from + i]]);
            }

            return Shared(row);
        }

        // ln Σ exp of the numbers, which become their shares of the sum: to rounding, however large the numbers are.
        private static double Shared(Span<double> logarithms)
        {
            double most = double.NegativeInfinity, sum = 0;
            foreach (double value in logarithms)
            {
                most = Math.Max(most, value);
            }

            foreach (ref double value in logarithms)
            {
                value = Math.Exp(value - most);
                sum += value;
            }

            foreach (ref double value in logarithms)
            {
                value /= sum;
            }

            return most + Math.Log(sum);
        }

        private static double[] PerMove(Mdp mdp)
        {
            double[] earned = new double[mdp.Transitions.Next.Length];
            for (int pair = 0; pair < mdp.States * mdp.Actions; pair++)
            {
                for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
                {
                    earned[i] = mdp.Rewards.Kind switch
                    {
                        RewardKind.State => mdp.Rewards.Values[pair / mdp.Actions],
                        RewardKind.StateAction => mdp.Rewards.Values[pair],
                        RewardKind.Transition => mdp.Rewards.Values[i],
                    };
                }
            }

            return earned;
        }
    }
}
