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
/// <para>A discount enters as in the formula above; at γ = 1 the likelihood is that of whole trajectories.</para>
/// Source: B. D. Ziebart, A. Maas, J. A. Bagnell and A. K. Dey (2008), Maximum entropy inverse reinforcement learning, AAAI, equation 4.
/// Differs from the source: expected visits are those of p(τ), so that they are the gradient of the likelihood; its algorithm 1 takes those of π under P.
/// </remarks>
public sealed record MaximumEntropy
{
    private const int Sweeps = 200_000;
    private const double Settled = 1e-14;

    /// <summary>λ in ½ λ |θ|², for few demonstrations. Default 0.</summary>
    public double Penalty { get; init => field = Require.NotNegative(value); }

    /// <summary>Steps of L-BFGS, at most. Default 500.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 500;

    /// <summary>The reward of demonstrations.</summary>
    /// <param name="mdp">The process; its own rewards are not looked at.</param>
    /// <param name="rewards">What a reward may be.</param>
    /// <param name="demonstrations">What was done.</param>
    /// <returns>The reward, and the policy that the model takes for its own.</returns>
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
    public InverseFit Fit(Mdp mdp, LinearRewards rewards, Policy expert)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(expert);
        return Fit(mdp, rewards, Visits.Of(mdp, expert));
    }

    /// <summary>The policy that the model takes to be that of a reward.</summary>
    /// <param name="mdp">The process with its rewards.</param>
    public static Policy PolicyOf(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        return new(mdp.States, mdp.Actions, Messages.Of(mdp).Law, mdp.Horizon);
    }

    private InverseFit Fit(Mdp mdp, LinearRewards rewards, Visits visits)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        double[] seen = rewards.Sum(mdp, visits.Of(rewards.Kind, mdp));
        Mdp started = new(mdp.Transitions, mdp.Rewards, visits.Starts, mdp.Terminal, mdp.Discount, mdp.Horizon);
        Iterate[] way = [.. new Lbfgs { Steps = Steps, Tolerance = 1e-14 }.Minimise(new double[seen.Length], theta => At(started, rewards, seen, theta))];
        Iterate best = way[^1];
        Rewards found = rewards.At(mdp, best.Point);
        return new(found, PolicyOf(mdp.With(found)), best.Point, best.Value, best.Slope, best.Step) { Losses = [.. way.Select(iterate => iterate.Value)] };
    }

    private (double Value, double[] Gradient) At(Mdp mdp, LinearRewards rewards, double[] seen, double[] theta)
    {
        Mdp rewarded = mdp.With(rewards.At(mdp, theta));
        Messages messages = Messages.Of(rewarded);
        if (!Array.TrueForAll(messages.V, double.IsFinite))
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
        internal static Messages Of(Mdp mdp)
        {
            double[] earned = PerMove(mdp);
            double[] v = new double[mdp.States];
            if (mdp.Horizon is null)
            {
                double change = double.PositiveInfinity;
                double[] law = [], twisted = [];
                for (int sweep = 0; sweep < Sweeps && change > Settled && v.Max(Math.Abs) < 1e6; sweep++)
                {
                    double[] before = v;
                    (v, law, twisted) = Back(mdp, earned, v);
                    change = v.Zip(before, (a, b) => Math.Abs(a - b) / (1 + Math.Abs(a))).Max();
                }

                return change <= Settled || mdp.Discount < 1 ? new(v, law, twisted) : new([.. v.Select(_ => double.NaN)], law, twisted);
            }

            double[][] laws = new double[mdp.Horizon.Value][], choices = new double[mdp.Horizon.Value][];
            for (int t = mdp.Horizon.Value - 1; t >= 0; t--)
            {
                (v, laws[t], choices[t]) = Back(mdp, earned, v);
            }

            return new(v, [.. laws.SelectMany(law => law)], [.. choices.SelectMany(choice => choice)]);
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

                v[s] = LogSum(q);
                for (int a = 0; a < mdp.Actions; a++)
                {
                    q[a] = Math.Exp(q[a] - v[s]);
                }
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

            double q = LogSum(row);
            foreach (ref double value in row)
            {
                value = Math.Exp(value - q);
            }

            return q;
        }

        private static double LogSum(ReadOnlySpan<double> values)
        {
            double largest = double.NegativeInfinity, sum = 0;
            foreach (double value in values)
            {
                largest = Math.Max(largest, value);
            }

            foreach (double value in values)
            {
                sum += Math.Exp(value - largest);
            }

            return largest + Math.Log(sum);
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
