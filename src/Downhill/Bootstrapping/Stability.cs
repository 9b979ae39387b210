using System.Numerics;
using Downhill.Compute;

namespace Downhill.Bootstrapping;

/// <summary>Where the policy that is greedy does not change, an expected update is affine, x′ = J x + c: its spectrum and the steps that keep it in.</summary>
public static class Stability
{
    /// <summary>C = K D (1 − γ P_π) Φ, shape [d, d]: dx = −α C (x − x*) to first order in α.</summary>
    /// <param name="iteration">The update.</param>
    /// <param name="actions">π, the greedy policy, shape [S].</param>
    public static double[,] Rate(QIteration iteration, ReadOnlySpan<int> actions)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        iteration.Check(new double[iteration.Size]);
        double[,] apart = Products.Plus(Products.Identity(iteration.Backup.Pairs), -1, iteration.Backup.Chain(actions));
        return Products.Times(iteration.Gain.Matrix(), Products.Times(apart, Features(iteration)));
    }

    /// <summary>J: the derivative of a step where π is greedy.</summary>
    /// <remarks>
    /// 1 − α C of the plain update; with momentum the companion matrix [[(1 + b) − α C, −b], [1, 0]] of (x, x₋₁); with a copy that is kept k
    /// steps, of k steps from one copy to the next, Aᵏ + Σᵢ Aⁱ α K D γ P_π Φ with A = 1 − α K D Φ; of twins [[A, B], [B, A]] with B = α K D γ P_π Φ.
    /// </remarks>
    /// <param name="iteration">The update.</param>
    /// <param name="actions">π, shape [S].</param>
    /// <returns>Shape [d, d], or [2 d, 2 d] with momentum and of twins.</returns>
    /// <exception cref="ArgumentException">Momentum together with a copy or a twin.</exception>
    public static double[,] Jacobian(QIteration iteration, ReadOnlySpan<int> actions)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        if (iteration.Guess == Guess.Own)
        {
            double[,] plain = Products.Plus(Products.Identity(iteration.Size), -iteration.StepSize, Rate(iteration, actions));
            return iteration.Momentum == 0 ? plain : Companion(plain, iteration.Momentum);
        }

        _ = iteration.Momentum == 0 ? 0 : throw new ArgumentException("momentum together with a copy or a twin, expected one of them.", nameof(iteration));
        iteration.Check(new double[iteration.Size]);
        double[,] gain = iteration.Gain.Matrix(), features = Features(iteration);
        double[,] own = Products.Plus(Products.Identity(iteration.Size), -iteration.StepSize, Products.Times(gain, features));
        double[,] other = Products.Plus(new double[iteration.Size, iteration.Size], iteration.StepSize, Products.Times(gain, Products.Times(iteration.Backup.Chain(actions), features)));
        return iteration.Guess == Guess.Twin ? Blocks(own, other, other, own) : Period(own, other, iteration.CopyEvery);
    }

    /// <summary>max |λ| of <see cref="Jacobian"/>: below one, values near a fixed point at which π is greedy go to it.</summary>
    /// <param name="iteration">The update.</param>
    /// <param name="actions">π, shape [S].</param>
    public static double SpectralRadius(QIteration iteration, ReadOnlySpan<int> actions) => Products.SpectralRadius(Jacobian(iteration, actions));

    /// <summary>The eigenvalues λ of C: how fast its directions settle, Re λ, and turn, Im λ.</summary>
    /// <param name="iteration">The update.</param>
    /// <param name="actions">π, shape [S].</param>
    public static Complex[] Rates(QIteration iteration, ReadOnlySpan<int> actions) => Products.Eigenvalues(Rate(iteration, actions));

    /// <summary>The α below which every direction settles, with the update's own momentum: minₖ of <see cref="LargestStep(Complex, double)"/> over the rates.</summary>
    /// <param name="iteration">The update, without copy or twin; its own step size does not matter.</param>
    /// <param name="actions">π, shape [S].</param>
    /// <param name="negligible">Rates below this share of the largest are directions that do not move, and set no limit. Default 0: none is.</param>
    /// <returns>Zero where a direction grows at every α.</returns>
    public static double LargestStep(QIteration iteration, ReadOnlySpan<int> actions, double negligible = 0)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        Complex[] rates = Rates(iteration, actions);
        double most = rates.Max(Complex.Abs);
        return rates.Where(rate => Complex.Abs(rate) >= negligible * most).Min(rate => LargestStep(rate, iteration.Momentum));
    }

    /// <summary>The α below which z² − (1 + b − α λ) z + b has both roots inside the unit circle: 2 x / (1 + b) / (x² / (1 + b)² + y² / (1 − b)²), λ = x + i y.</summary>
    /// <remarks>
    /// z = e^{iφ} draws α λ = (1 + b)(1 − cos φ) − i (1 − b) sin φ, an ellipse; stable is inside. So momentum lets real rates go further, by 1 + b,
    /// and turning ones less far, by (1 − b)² / (1 + b) at worst. Without it: 2 x / |λ|².
    /// </remarks>
    /// <param name="rate">λ.</param>
    /// <param name="momentum">b in [0, 1).</param>
    /// <returns>Zero where x ≤ 0.</returns>
    public static double LargestStep(Complex rate, double momentum)
    {
        double wide = 1 + momentum, high = 1 - momentum, x = rate.Real / wide, y = rate.Imaginary / high;
        return rate.Real <= 0 ? 0 : 2 * x / ((x * x) + (y * y));
    }

    private static double[,] Features(QIteration iteration)
    {
        if (iteration.Features is not { } features)
        {
            return Products.Identity(iteration.Size);
        }

        double[,] table = new double[features.Pairs, features.Count];
        Buffer.BlockCopy(features.Values, 0, table, 0, sizeof(double) * features.Values.Length);
        return table;
    }

    private static double[,] Companion(double[,] plain, double momentum)
    {
        int n = plain.GetLength(0);
        double[,] one = Products.Identity(n), zero = new double[n, n];
        return Blocks(Products.Plus(plain, momentum, one), Products.Plus(zero, -momentum, one), one, zero);
    }

    private static double[,] Period(double[,] own, double[,] other, int steps)
    {
        double[,] table = Products.Identity(own.GetLength(0));
        for (int step = 0; step < Require.AtLeast(steps, 1); step++)
        {
            table = Products.Plus(Products.Times(own, table), 1, other);
        }

        return table;
    }

    private static double[,] Blocks(double[,] a, double[,] b, double[,] c, double[,] d)
    {
        int n = a.GetLength(0);
        double[,] all = new double[2 * n, 2 * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                (all[i, j], all[i, n + j], all[n + i, j], all[n + i, n + j]) = (a[i, j], b[i, j], c[i, j], d[i, j]);
            }
        }

        return all;
    }
}
