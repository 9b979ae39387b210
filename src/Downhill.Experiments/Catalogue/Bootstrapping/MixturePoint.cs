using Downhill.Bootstrapping;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>One process learned from one policy's data: what is foretold, and what happened.</summary>
/// <param name="Bound">β.</param>
/// <param name="Modulus">The exact modulus in the largest difference.</param>
/// <param name="Weighted">The modulus of the best weights found.</param>
/// <param name="Radius">The spectral radius of a step at the optimal policy.</param>
/// <param name="Least">The least real part of a rate there, over the largest rate's size; directions that never move left out.</param>
/// <param name="End">How the course from zero ended.</param>
/// <param name="RadiusAtEnd">The spectral radius at the policy that is greedy where it ended.</param>
internal sealed record MixturePoint(double Bound, double Modulus, double Weighted, double Radius, double Least, QEnd End, double RadiusAtEnd)
{
    // A fifth of what the fastest rate would bear: growth is then of the direction, not of the step.
    private const double Caution = 0.2;

    /// <summary>By how much the order radius ≤ weighted ≤ modulus ≤ β is broken.</summary>
    internal double Disorder => Math.Max(Radius - Weighted, Math.Max(Weighted - Modulus, Modulus - Bound));

    internal static MixturePoint Of(LearnedProcess process, Policy behaviour, int steps)
    {
        QIteration table = process.Update(PairDistribution.Of(process.Mdp, behaviour));
        int[] best = process.Backup.Greedy(process.Optimal);
        QIteration few = table.Reduced(new double[process.Pairs]);
        double[] sizes = [.. Stability.Rates(few, best).Select(rate => rate.Magnitude)];
        table = table with { StepSize = Caution / sizes.Max() };
        few = few with { StepSize = table.StepSize };
        QCourse course = QCourse.Of(few, new double[few.Size], 1e-9 * table.Gain.Weights.Max(), 1e6 * process.Bound, steps);
        int[] last = process.Backup.Greedy(few.Table(course.Last.Values));
        return new(
            Contraction.Bound(table.Gain, table.StepSize, process.Mdp.Discount), Contraction.Modulus(table), Contraction.Weighted(table, 100).Modulus,
            Stability.SpectralRadius(table, best), Stability.Rates(few, best).Min(rate => rate.Real) / sizes.Max(), course.End, course.Last.Values.All(double.IsFinite) ? Stability.SpectralRadius(few, last) : double.NaN);
    }
}
