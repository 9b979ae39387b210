using Downhill.Compute;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Downhill.Bootstrapping;

/// <summary>Q(s, a) = E_θ(φ(s, a)): values by any energy, and what a step of its parameters really does to them.</summary>
/// <remarks>
/// θ′ = θ + α Σ ρ (T Q − Q) ∂Q/∂θ moves Q by α K D (T Q − Q) to first order in α, K = ∂Q/∂θ (∂Q/∂θ)ᵀ; the targets are taken as they are,
/// not differentiated. Everything is in double.
/// Source: J. Achiam, E. Knight and P. Abbeel (2019), Towards characterizing divergence in deep Q-learning, arXiv:1903.08894.
/// </remarks>
public sealed class QNetwork
{
    private readonly Work _work;

    /// <summary>Values of the pairs with the given features.</summary>
    /// <param name="energy">E, with its parameters as they are now.</param>
    /// <param name="features">φ, row-major, shape [n, dimension].</param>
    /// <param name="threads">For the kernel; the same bits on any number. Default 1.</param>
    /// <exception cref="ArgumentException">The features are no rows of the energy's dimension.</exception>
    public QNetwork(Energy energy, double[] features, int threads = 1)
        : this(energy, Checked(energy, features), new Work(energy, features, Require.AtLeast(threads, 1)))
    {
    }

    private QNetwork(Energy energy, double[] features, Work work) => (Energy, Features, _work) = (energy, features, work);

    /// <summary>E, with its parameters as they are now.</summary>
    public Energy Energy { get; }

    /// <summary>φ, row-major, shape [n, dimension].</summary>
    public double[] Features { get; }

    /// <summary>n.</summary>
    public int Pairs => Features.Length / Energy.Dimension;

    /// <summary>Values of pairs of which each is its own feature: φ = 1, n = dimension.</summary>
    /// <param name="energy">E.</param>
    public static QNetwork OneHot(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return new(energy, [.. Enumerable.Range(0, energy.Dimension * energy.Dimension).Select(at => at % (energy.Dimension + 1) == 0 ? 1.0 : 0)]);
    }

    /// <summary>Q, shape [n].</summary>
    public double[] Values() => _work.Run(Energy, new double[Pairs])[0];

    /// <summary>θ, all parameters one behind the other.</summary>
    public double[] Theta() => [.. Energy.Parameters.SelectMany(parameter => parameter.Values)];

    /// <summary>K = ∂Q/∂θ (∂Q/∂θ)ᵀ, row-major, shape [n, n].</summary>
    public double[] Kernel() => _work.Kernel(Energy);

    /// <summary>The same network at other parameters.</summary>
    /// <param name="theta">θ, one behind the other.</param>
    public QNetwork At(ReadOnlySpan<double> theta)
    {
        List<Parameter> parameters = [];
        int at = 0;
        foreach (Parameter parameter in Energy.Parameters)
        {
            parameters.Add(parameter with { Values = theta.Slice(at, parameter.Values.Length).ToArray() });
            at += parameter.Values.Length;
        }

        return new(Energy.With(parameters), Features, _work);
    }

    /// <summary>θ′ = θ + Σ eᵢ ∂Qᵢ/∂θ.</summary>
    /// <param name="errors">e, shape [n].</param>
    public QNetwork Moved(double[] errors)
    {
        double[] theta = Theta();
        int at = 0;
        foreach (double slope in _work.Run(Energy, errors).Skip(1).SelectMany(gradient => gradient))
        {
            theta[at++] += slope;
        }

        return At(theta);
    }

    /// <summary>θ′ = θ + α Σ ρ (T Q − Q) ∂Q/∂θ.</summary>
    /// <param name="backup">T.</param>
    /// <param name="weights">ρ, shape [n].</param>
    /// <param name="stepSize">α.</param>
    public QNetwork Step(BellmanBackup backup, double[] weights, double stepSize) =>
        Moved([.. Errors(backup).Zip(weights, (error, weight) => stepSize * weight * error)]);

    /// <summary>θ′ = θ + α Σ zᵢ ∂Qᵢ/∂θ with z = K⁺ (T Q − Q): the errors sent through K's inverse first, so that Q moves as a table would.</summary>
    /// <remarks>To first order Q′ = Q + α K K⁺ (T Q − Q): value iteration's own step where K is invertible, else its projection onto K's range.</remarks>
    /// <param name="backup">T.</param>
    /// <param name="stepSize">α.</param>
    /// <param name="negligible">Eigenvalues of K below this share of the largest count as zero.</param>
    public CorrectedStep Corrected(BellmanBackup backup, double stepSize, double negligible = Gain.Negligible)
    {
        int n = Pairs;
        double[] kernel = Kernel(), errors = Errors(backup), z = new double[n];
        Evd<double> parts = Matrix<double>.Build.Dense(n, n, kernel).Evd(Symmetricity.Symmetric);
        double most = parts.EigenValues.Max(value => value.Real);
        int[] kept = [.. Enumerable.Range(0, n).Where(k => parts.EigenValues[k].Real > negligible * most)];
        foreach (int k in kept)
        {
            double share = parts.EigenVectors.Column(k).DotProduct(Vector<double>.Build.Dense(errors)) / parts.EigenValues[k].Real;
            z = [.. z.Select((value, i) => value + (stepSize * share * parts.EigenVectors[i, k]))];
        }

        return new(Moved(z), kept.Length, kept.Length == 0 ? 1 : most / parts.EigenValues[kept[0]].Real);
    }

    /// <summary>T Q − Q, shape [n].</summary>
    /// <param name="backup">T.</param>
    public double[] Errors(BellmanBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        double[] q = Values(), errors = new double[q.Length];
        _ = backup.Pairs == q.Length ? 0 : throw new ArgumentException($"a process of {backup.Pairs} pairs and features of {q.Length}, expected as many.", nameof(backup));
        backup.Apply(q, errors);
        return [.. errors.Zip(q, (target, value) => target - value)];
    }

    private static double[] Checked(Energy energy, double[] features)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(features);
        return features.Length > 0 && features.Length % energy.Dimension == 0 ? features : throw new ArgumentException($"{features.Length} features, expected rows of {energy.Dimension}.", nameof(features));
    }

    /// <summary>What was compiled for one form of energy; it holds buffers, so one call at a time.</summary>
    private sealed class Work(Energy form, double[] features, int threads)
    {
        private readonly Lock _turn = new();
        private Computation<double>? _slopes;
        private TangentKernel<double>? _kernel;

        internal double[][] Run(Energy energy, double[] errors)
        {
            lock (_turn)
            {
                Node[] nodes = [.. form.Parameters.Select(parameter => parameter.Node)];
                Node q = form.Of(Node.Point(form.Dimension));
                _slopes ??= Computation.Compile<double>(1, [q, .. Derivative.Gradient(Maths.SumRows(q * Node.Point(1, "q.error")), nodes)]);
                _slopes.Set("x", features);
                _slopes.Set("q.error", errors);
                _slopes.Set(energy.Parameters);
                _slopes.Run();
                return [.. Enumerable.Range(0, nodes.Length + 1).Select(output => _slopes[output].ToArray())];
            }
        }

        internal double[] Kernel(Energy energy)
        {
            lock (_turn)
            {
                _kernel ??= TangentKernel.Compile<double>(threads, form.Of(Node.Point(form.Dimension)), [.. form.Parameters.Select(parameter => parameter.Node)]);
                _kernel.Set("x", features);
                foreach (Parameter parameter in energy.Parameters.Where(parameter => _kernel.Inputs.Contains(parameter.Name)))
                {
                    _kernel.Set(parameter.Name, parameter.Values);
                }

                _kernel.Run();
                return _kernel.Values.ToArray();
            }
        }
    }
}

/// <summary>A step through K's inverse.</summary>
/// <param name="Network">Where it leads.</param>
/// <param name="Rank">How many eigenvalues of K were inverted.</param>
/// <param name="Condition">The largest of them over the least; one where there is none.</param>
public sealed record CorrectedStep(QNetwork Network, int Rank, double Condition);
