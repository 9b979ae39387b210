using Downhill.Mdps;

namespace Downhill.Experiments.InverseStudies;

/// <summary>A known mistake: visits of the policy that forgets the discount, counted up to and with the state after the last decision, are taken for the model's.</summary>
/// <remarks>
/// What is trained makes these visits equal to the demonstrations', so its own test passes; the policy that is then returned, of the same reward with the
/// discount, is another one. Here its fixed point is found to rounding, so that what is measured is the mistake and not an optimiser.
/// </remarks>
internal static class DroppedDiscount
{
    private const int Steps = 200;

    /// <summary>The reward of states at the fixed point, and how far its equation is from holding.</summary>
    internal static (Rewards Rewards, double Left) Fit(Mdp mdp, Policy expert)
    {
        double[] seen = Counted(mdp, expert), theta = new double[mdp.States];
        double[] off = Off(mdp, theta, seen);
        double damping = 1e-6;
        for (int step = 0; step < Steps && Length(off) > 1e-13 && damping < 1e6; step++)
        {
            double[,] jacobian = Jacobian(mdp, theta, seen);
            double[] move = Solve(jacobian, off, damping), next = [.. theta.Select((x, i) => x - move[i])];
            double[] there = Off(mdp, next, seen);
            bool isCloser = Length(there) < Length(off);
            (theta, off, damping) = isCloser ? (next, there, damping / 10) : (theta, off, damping * 10);
        }

        return (Rewards.OfState(theta), off.Worst(Math.Abs));
    }

    /// <summary>What the wrong equation leaves at a reward of states.</summary>
    internal static double[] Off(Mdp mdp, double[] theta, double[] seen)
    {
        Policy forgetful = SoftValues.Of(mdp.With(1, mdp.Horizon).With(Rewards.OfState(theta))).Policy;
        return [.. Counted(mdp, forgetful).Zip(seen, (a, b) => a - b)];
    }

    /// <summary>Σ γᵗ P(sₜ = s) over t ≤ H, the state after the last decision among them.</summary>
    internal static double[] Counted(Mdp mdp, Policy policy)
    {
        double[] law = [.. mdp.Initial], visits = new double[mdp.States];
        for (int t = 0; t <= mdp.Horizon; t++)
        {
            double[] next = new double[mdp.States];
            for (int s = 0; s < mdp.States; s++)
            {
                visits[s] += Math.Pow(mdp.Discount, t) * law[s];
                for (int a = 0; a < mdp.Actions && t < mdp.Horizon; a++)
                {
                    int pair = (s * mdp.Actions) + a;
                    for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
                    {
                        next[mdp.Transitions.Next[i]] += law[s] * policy.At(s, t)[a] * mdp.Transitions.Probabilities[i];
                    }
                }
            }

            law = next;
        }

        return visits;
    }

    private static double[,] Jacobian(Mdp mdp, double[] theta, double[] seen)
    {
        const double H = 1e-5;
        double[,] jacobian = new double[theta.Length, theta.Length];
        for (int j = 0; j < theta.Length; j++)
        {
            double[] after = Off(mdp, [.. theta.Select((x, i) => i == j ? x + H : x)], seen), before = Off(mdp, [.. theta.Select((x, i) => i == j ? x - H : x)], seen);
            for (int i = 0; i < theta.Length; i++)
            {
                jacobian[i, j] = (after[i] - before[i]) / (2 * H);
            }
        }

        return jacobian;
    }

    // Damped least squares: a constant moves nothing, so the Jacobian has no inverse.
    private static double[] Solve(double[,] jacobian, double[] off, double damping)
    {
        int n = off.Length;
        double[,] normal = Facts.Dense.Times(Facts.Dense.Transpose(jacobian), jacobian);
        for (int i = 0; i < n; i++)
        {
            normal[i, i] += damping;
        }

        return Facts.Dense.Solve(normal, Facts.Dense.Times(Facts.Dense.Transpose(jacobian), off));
    }

    private static double Length(double[] numbers) => Math.Sqrt(numbers.Sum(x => x * x));
}
