using Downhill.Compute;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Downhill.Bootstrapping;

/// <summary>x′ = x + α K D (T Q − Q) + b (x − x₋₁), Q = Φ x: learning values from their own guesses, exactly in expectation or by draws.</summary>
/// <remarks>
/// With Φ = 1 the numbers that move are the table itself. What is known by other names: K = D = 1 and α = 1 value iteration; K = 1
/// Q-learning in expectation; K = ∂Q/∂θ (∂Q/∂θ)ᵀ a linearised network; <see cref="Gain.Corrected"/> the step through K's inverse;
/// b &gt; 0 heavy-ball momentum; <see cref="Guess"/> target networks and double Q-learning.
/// Source: J. Achiam, E. Knight and P. Abbeel (2019), Towards characterizing divergence in deep Q-learning, arXiv:1903.08894; H. van Hasselt
/// (2010), Double Q-learning. Differs from the source: both twin tables move at every expected step.
/// </remarks>
/// <param name="Backup">T.</param>
/// <param name="Gain">K D.</param>
public sealed record QIteration(BellmanBackup Backup, Gain Gain)
{
    /// <summary>Φ, or null for a table. Default null.</summary>
    public LinearFeatures? Features { get; init; }

    /// <summary>α, above zero. Default 1.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 1;

    /// <summary>b in [0, 1). Default 0.</summary>
    public double Momentum { get; init => field = Require.Within(value, 0, 0.9999999999); }

    /// <summary>Whose guess is learned from. Default: the table's own.</summary>
    public Guess Guess { get; init; } = Guess.Own;

    /// <summary>How many steps a copy is kept. Default 100.</summary>
    public int CopyEvery { get; init => field = Require.AtLeast(value, 1); } = 100;

    /// <summary>Pairs drawn for each sampled step. Default 1.</summary>
    public int Batch { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>How many numbers move.</summary>
    public int Size => Gain.Rows;

    /// <summary>Q = Φ x.</summary>
    /// <param name="x">Shape [d].</param>
    /// <returns>Shape [n]; of a table x itself.</returns>
    public double[] Table(double[] x)
    {
        Check(x);
        if (Features is null)
        {
            return x;
        }

        double[] q = new double[Backup.Pairs];
        Features.Apply(x, q);
        return q;
    }

    /// <summary>One expected step.</summary>
    /// <param name="state">Where it is.</param>
    /// <returns>Where it goes, in O(d n).</returns>
    public QState Next(QState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        QState now = Renewed(state);
        double[] values = Moved(now.Values, now.Before, Errors(now.Values, Guess == Guess.Own ? now.Values : now.Other, Guess != Guess.Copy));
        double[] other = Guess == Guess.Twin ? Moved(now.Other, now.Other, Errors(now.Other, now.Values, true)) : now.Other;
        return new(values, now.Values, Guess == Guess.Own ? values : other, now.Step + 1);
    }

    /// <summary>One sampled step: <see cref="Batch"/> pairs by ρ, what follows by P; its mean is the expected step.</summary>
    /// <remarks>Twin tables take turns by a coin, each with its full step: half of the expected one.</remarks>
    /// <param name="state">Where it is.</param>
    /// <param name="rng">The draws of this step.</param>
    public QState Next(QState state, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(state);
        QState now = Renewed(state);
        bool second = Guess == Guess.Twin && rng.Fork(1).Uniform(0) < 0.5;
        (double[] own, double[] other) = second ? (now.Other, now.Values) : (now.Values, now.Other);
        double[] drawn = Moved(own, second ? own : now.Before, Drawn(own, Guess == Guess.Own ? own : other, rng.Fork(0)));
        return second ? new(now.Values, now.Before, drawn, now.Step + 1) : new(drawn, now.Values, Guess == Guess.Own ? drawn : now.Other, now.Step + 1);
    }

    /// <summary>max |K D (T Q − Q)|: zero exactly where the iteration rests.</summary>
    /// <param name="x">Shape [d].</param>
    public double Residual(double[] x)
    {
        double[] errors = Errors(x, x, true);
        double most = 0;
        for (int i = 0; i < Size; i++)
        {
            most = Math.Max(most, Math.Abs(Products.Dot(Gain.Kernel.AsSpan(i * Gain.Pairs, Gain.Pairs), errors)));
        }

        return most;
    }

    /// <summary>The same steps in as few numbers as move: Q = Q₀ + U z, K D = U S Vᵀ, z′ = z + α S Vᵀ (T Q − Q).</summary>
    /// <remarks>Where K D has not full rank, some directions of a table never move and have the eigenvalue 1 for ever; here they are left out.</remarks>
    /// <param name="start">Q₀, shape [n]: where it begins, z = 0.</param>
    /// <param name="negligible">Singular values of K D below this share of the largest count as zero.</param>
    /// <returns>An iteration of r = rank K D numbers; of parameters, itself.</returns>
    public QIteration Reduced(double[] start, double negligible = Gain.Negligible)
    {
        Check(start);
        if (Features is not null)
        {
            return this;
        }

        Svd<double> parts = Matrix<double>.Build.DenseOfArray(Gain.Matrix()).Svd();
        int n = Size, rank = Math.Max(1, parts.S.Count(value => value > negligible * parts.S[0]));
        double[] basis = [.. Enumerable.Range(0, n * rank).Select(at => parts.U[at / rank, at % rank])];
        double[] kernel = [.. Enumerable.Range(0, rank * n).Select(at => parts.S[at / n] * parts.VT[at / n, at % n])];
        return this with { Gain = Gain.Of(kernel, [.. Enumerable.Repeat(1.0, n)], rank), Features = new(n, rank, basis) { Offset = start } };
    }

    internal void Check(double[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        bool fits = Gain.Pairs == Backup.Pairs && x.Length == Size && (Features is null ? Size == Backup.Pairs : Features.Pairs == Backup.Pairs && Features.Count == Size);
        _ = fits ? 0 : throw new ArgumentException($"{x.Length} values, a gain of {Gain.Rows} × {Gain.Pairs} and {Features?.Pairs ?? Size} × {Features?.Count ?? Size} features, expected {Backup.Pairs} pairs and as many values as rows of the gain and columns of the features.", nameof(x));
    }

    private QState Renewed(QState state)
    {
        Check(state.Values);
        bool copies = Guess is Guess.Copy or Guess.Checked;
        return copies && state.Step % CopyEvery == 0 ? state with { Other = state.Values } : state;
    }

    // ρ (T Q − Q).
    private double[] Errors(double[] x, double[] other, bool ownChoice)
    {
        double[] q = Table(x), valuer = ReferenceEquals(x, other) ? q : Table(other), errors = new double[q.Length];
        Backup.Apply(ownChoice ? q : valuer, valuer, errors);
        for (int pair = 0; pair < q.Length; pair++)
        {
            errors[pair] = Gain.Weights[pair] * (errors[pair] - q[pair]);
        }

        return errors;
    }

    private double[] Drawn(double[] x, double[] other, Rng rng)
    {
        double[] q = Table(x), valuer = Table(other), errors = new double[q.Length], chooser = Guess == Guess.Copy ? valuer : q;
        double all = Gain.Weights.Sum();
        for (int i = 0; i < Batch; i++)
        {
            int pair = Pair(rng.Uniform(2 * i) * all);
            errors[pair] += all / Batch * (Backup.Draw(pair, chooser, valuer, rng.Uniform((2 * i) + 1)) - q[pair]);
        }

        return errors;
    }

    private int Pair(double left)
    {
        int last = 0;
        for (int pair = 0; pair < Gain.Pairs; pair++)
        {
            if (Gain.Weights[pair] > 0)
            {
                last = pair;
                left -= Gain.Weights[pair];
            }

            if (left < 0)
            {
                break;
            }
        }

        return last;
    }

    private double[] Moved(double[] x, double[] before, double[] errors)
    {
        double[] moved = new double[x.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = x[i] + (StepSize * Products.Dot(Gain.Kernel.AsSpan(i * Gain.Pairs, Gain.Pairs), errors)) + (Momentum * (x[i] - before[i]));
        }

        return moved;
    }
}
