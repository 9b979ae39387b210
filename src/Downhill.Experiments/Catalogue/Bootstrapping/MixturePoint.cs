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
/// <param name="Followed">How the course ended where the data were always those of the policy that was greedy at the time.</param>
internal sealed record MixturePoint(double Bound, double Modulus, double Weighted, double Radius, double Least, QEnd End, double RadiusAtEnd, QEnd Followed)
{
    // A fifth of what the fastest rate would bear: growth is then of the direction, not of the step.
    private const double Caution = 0.2, Tolerance = 1e-9;

    /// <summary>By how much the order radius ≤ weighted ≤ modulus ≤ β is broken.</summary>
    internal double Disorder => Math.Max(Radius - Weighted, Math.Max(Weighted - Modulus, Modulus - Bound));

    internal static MixturePoint Of(LearnedProcess process, Func<int[], Policy> behaviour, int steps)
    {
        int[] best = process.Backup.Greedy(process.Optimal);
        QIteration table = process.Update(PairDistribution.Of(process.Mdp, behaviour(best))), few = table.Reduced(new double[process.Pairs]);
        double[] sizes = [.. Stability.Rates(few, best).Select(rate => rate.Magnitude)];
        table = table with { StepSize = Caution / sizes.Max() };
        few = few with { StepSize = table.StepSize };
        QCourse course = QCourse.Of(few, new double[few.Size], Tolerance, 1e6 * process.Bound, steps);
        int[] last = process.Backup.Greedy(few.Table(course.Last.Values));
        return new(
            Contraction.Bound(table.Gain, table.StepSize, process.Mdp.Discount), Contraction.Modulus(table), Contraction.Weighted(table, 100).Modulus,
            Stability.SpectralRadius(few, best), Stability.Rates(few, best).Min(rate => rate.Real) / sizes.Max(), course.End, Stability.SpectralRadius(few, last),
            Follow(process, behaviour, table, steps));
    }

    private static QEnd Follow(LearnedProcess process, Func<int[], Policy> behaviour, QIteration table, int steps)
    {
        Dictionary<int, QIteration> known = [];
        QState state = QState.At(new double[process.Pairs]);
        for (int step = 0; step < steps; step++)
        {
            int[] greedy = process.Backup.Greedy(state.Values);
            int number = greedy.Aggregate(0, (sum, action) => (sum * process.Mdp.Actions) + action);
            QIteration update = known.TryGetValue(number, out QIteration? seen) ? seen
                : known[number] = table with { Gain = Gain.OfKernel(process.Kernel, PairDistribution.Of(process.Mdp, behaviour(greedy))) };
            if (update.Residual(state.Values) <= Tolerance)
            {
                return QEnd.Settled;
            }

            state = update.Next(state);
            if (!state.Values.All(value => Math.Abs(value) <= 1e6 * process.Bound))
            {
                return QEnd.Grew;
            }
        }

        return QEnd.Open;
    }
}
