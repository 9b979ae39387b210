using Downhill.Compute;
using Downhill.Experiments.Facts;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Downhill.Experiments.Studies;

/// <summary>K = J Jᵀ / n with J = ∂v/∂θ at n points, v = (f − x) / η: what a gradient step on ½ mean |v − v*|² does to v, and for how long it does so.</summary>
/// <remarks>Of an energy K(x, x′) = ∇ₓ∇ₓ′ᵀ k_E(x, x′), a gradient field in x. While K stays what it was, each of its modes decays by 1 − αλ a step.</remarks>
internal sealed class TangentKernel
{
    private readonly Evd<double> _modes;

    private TangentKernel(Matrix<double> gram) => _modes = gram.Evd(Symmetricity.Symmetric);

    /// <summary>The eigenvalues, ascending.</summary>
    internal double[] Rates => [.. _modes.EigenValues.Select(value => value.Real)];

    /// <summary>K among points, for the parameters that a model starts with.</summary>
    internal static TangentKernel Of(StepModel model, double[] points, double eta)
    {
        Matrix<double> jacobian = Jacobian(model, points, eta);
        return new(jacobian.TransposeAndMultiply(jacobian) / (points.Length / model.Energy.Dimension));
    }

    /// <summary>∂v/∂θ, a row for each coordinate of each point.</summary>
    internal static Matrix<double> Jacobian(StepModel model, double[] points, double eta)
    {
        int d = model.Energy.Dimension;
        Node[] parameters = [.. model.Parameters.Select(parameter => parameter.Node)];

        // With one row at a time, the sum over rows in a parameter's gradient is that of the point alone. f itself is asked for
        // besides, because a bias may stand in it and not in any gradient.
        Calculation[] coordinates = [.. Enumerable.Range(0, d).Select(i => Prepared(model, new Calculation([.. Derivative.Gradient(Maths.Slice(model.Next, i, 1), parameters), model.Next])))];
        return Matrix<double>.Build.DenseOfRowArrays(points.Chunk(d).SelectMany(point =>
            coordinates.Select(coordinate => (double[])[.. coordinate.With("start", point).Join().SkipLast(d).Select(slope => slope / eta)])));
    }

    /// <summary>The coefficients of a field in the modes.</summary>
    internal double[] Modes(double[] field) => [.. _modes.EigenVectors.TransposeThisAndMultiply(Vector<double>.Build.Dense(field))];

    /// <summary>How much of a part is fitted after steps of size α, as a share of its own square; the whole starts unfitted.</summary>
    /// <param name="whole">The field to fit, in modes.</param>
    /// <param name="part">The part, in modes.</param>
    /// <param name="alpha">α.</param>
    /// <param name="steps">How many steps.</param>
    internal double Share(double[] whole, double[] part, double alpha, int steps)
    {
        double[] rates = Rates;
        double fitted = 0, all = 0;
        for (int i = 0; i < rates.Length; i++)
        {
            fitted += part[i] * whole[i] * (1 - Math.Pow(1 - (alpha * rates[i]), steps));
            all += part[i] * part[i];
        }

        return fitted / all;
    }

    private static Calculation Prepared(StepModel model, Calculation calculation)
    {
        foreach (Parameter setting in model.Objective.Settings.Where(setting => setting.Name == "inner_step"))
        {
            calculation.With(setting.Name, setting.Values);
        }

        return calculation.With(model.Parameters, [.. model.Parameters.SelectMany(parameter => parameter.Values)]);
    }
}
