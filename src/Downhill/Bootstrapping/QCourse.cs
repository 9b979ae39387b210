namespace Downhill.Bootstrapping;

/// <summary>How an iteration ended.</summary>
public enum QEnd
{
    /// <summary>Its residual fell below the tolerance.</summary>
    Settled,

    /// <summary>A value passed the bound, or is no number.</summary>
    Grew,

    /// <summary>Neither, in as many steps as it was given.</summary>
    Open,
}

/// <summary>What an iteration really did, step by step, until it settled, grew, or ran out of steps.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Last">Where.</param>
/// <param name="Residual">max |K D (T Q − Q)| there.</param>
/// <param name="Largest">The largest |Q| on the way.</param>
public sealed record QCourse(QEnd End, QState Last, double Residual, double Largest)
{
    /// <summary>Runs expected steps.</summary>
    /// <param name="iteration">The steps.</param>
    /// <param name="start">x₀, shape [d].</param>
    /// <param name="tolerance">Settled below this residual. Default 10⁻⁹.</param>
    /// <param name="bound">Grown above this |Q|. Default 10¹².</param>
    /// <param name="steps">At most. Default 100,000.</param>
    public static QCourse Of(QIteration iteration, double[] start, double tolerance = 1e-9, double bound = 1e12, int steps = 100_000)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        QState state = QState.At(start);
        double largest = Size(iteration, start);
        for (int step = 0; step < steps; step++)
        {
            double residual = iteration.Residual(state.Values);

            // A copy may be at rest with its table while twins or momentum still move: both must stand still.
            if (residual <= tolerance && Apart(state.Values, state.Before) <= iteration.StepSize * tolerance && (iteration.Guess == Guess.Own || Apart(state.Values, state.Other) <= tolerance))
            {
                return new(QEnd.Settled, state, residual, largest);
            }

            state = iteration.Next(state);
            largest = Math.Max(largest, Size(iteration, state.Values));
            if (!(largest <= bound))
            {
                return new(QEnd.Grew, state, iteration.Residual(state.Values), largest);
            }
        }

        return new(QEnd.Open, state, iteration.Residual(state.Values), largest);
    }

    // NaN stays: it has grown.
    private static double Size(QIteration iteration, double[] x)
    {
        double most = 0;
        foreach (double value in iteration.Table(x))
        {
            most = Math.Max(most, Math.Abs(value));
        }

        return most;
    }

    private static double Apart(double[] a, double[] b)
    {
        double most = 0;
        for (int i = 0; i < a.Length; i++)
        {
            most = Math.Max(most, Math.Abs(a[i] - b[i]));
        }

        return most;
    }
}
