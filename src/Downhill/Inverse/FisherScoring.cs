using Downhill.Compute.Numerics;

namespace Downhill.Inverse;

/// <summary>θ ← θ − (F + μ I)⁻¹ g, F the Fisher information or the Hessian: for likelihoods of up to some hundred parameters, some of which nothing decides.</summary>
/// <remarks>
/// g lies in the range of F, so directions that nothing decides are not moved along. μ shrinks with every step that lowers the function and
/// grows with every one that does not. At the end the function no longer shows what a step is worth, and the gradient decides.
/// Source: D. W. Marquardt (1963), J. Soc. Indust. Appl. Math. 11, 431–441.
/// </remarks>
internal sealed record FisherScoring
{
    private const double LeastDamping = 1e-14, MostDamping = 1e8, Slack = 1e-13;

    /// <summary>Steps, at most. Default 200.</summary>
    internal int Steps { get; init; } = 200;

    /// <summary>It has converged when no |gᵢ| is above this. Default 1e-13.</summary>
    internal double Slope { get; init; } = 1e-13;

    /// <summary>Where the function is least.</summary>
    /// <param name="start">θ₀; where f is infinite or NaN a step is not taken.</param>
    /// <param name="function">f, g and F, shape [n · n].</param>
    internal Scored Minimise(double[] start, Func<double[], Curved> function)
    {
        double[] here = start;
        Curved at = function(here);
        double damping = 1e-10;
        List<double> values = [at.Value];
        int step = 0;
        while (step < Steps && at.Slope > Slope && damping < MostDamping)
        {
            double[] next = Moved(here, at, damping);
            Curved there = function(next);
            step++;
            bool isLower = there.Value < at.Value - (Slack * Math.Abs(at.Value)) && there.Slope < double.PositiveInfinity;
            if (isLower || (there.Value <= at.Value + (Slack * (1 + Math.Abs(at.Value))) && there.Slope < 0.9 * at.Slope))
            {
                (here, at, damping) = (next, there, Math.Max(LeastDamping, damping / 10));
                values.Add(at.Value);
            }
            else
            {
                damping *= 10;
            }
        }

        return new(here, at, step, [.. values]);
    }

    private static double[] Moved(double[] here, Curved at, double damping)
    {
        int n = here.Length;
        double scale = 0;
        for (int i = 0; i < n; i++)
        {
            scale = Math.Max(scale, at.Curvature[(i * n) + i]);
        }

        double[] matrix = [.. at.Curvature], step = [.. at.Gradient];
        for (int i = 0; i < n; i++)
        {
            matrix[(i * n) + i] += Math.Max(damping * scale, 1e-300);
        }

        LinearSystem.Solve<double>(matrix, step, n, 1);
        return [.. here.Select((x, i) => x - step[i])];
    }
}

/// <summary>A function at a point, with its slope and curvature.</summary>
internal sealed record Curved(double Value, double[] Gradient, double[] Curvature)
{
    /// <summary>max |gᵢ|; infinite where one is no number.</summary>
    internal double Slope { get; } = Gradient.Length == 0 ? 0 : Array.TrueForAll(Gradient, double.IsFinite) && double.IsFinite(Value) ? Gradient.Max(Math.Abs) : double.PositiveInfinity;
}

/// <summary>Where a search ended, and the values on its way, the first and the last included.</summary>
internal sealed record Scored(double[] Point, Curved At, int Steps, double[] Values);
