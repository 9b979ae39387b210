namespace Downhill.Dynamics;

/// <summary>What the draws of chains tell of themselves; nothing is mended in silence.</summary>
/// <param name="Coordinates">For each coordinate of a point.</param>
/// <param name="Temperature">What the draws' own forces say of the temperature.</param>
/// <param name="Accepted">The share of proposals that were taken; null where none is tested.</param>
/// <param name="Diverged">How many trajectories diverged.</param>
/// <param name="Swapped">The share of exchanges that were made, for each pair of neighbouring temperatures.</param>
public sealed record SamplingDiagnosis(
    IReadOnlyList<CoordinateDiagnosis> Coordinates, ThermometerReading Temperature, double? Accepted, double Diverged, IReadOnlyList<double> Swapped)
{
    // Of the source: below 1.01 and above 400 draws the estimates of the estimates are sound.
    private const double LargestRHat = 1.01, FewestDraws = 400, FewestSwaps = 0.1, Errors = 4;

    /// <summary>The diagnosis of draws that were made at a temperature.</summary>
    /// <param name="draws">At least four rounds.</param>
    /// <param name="energy">E.</param>
    /// <param name="temperature">T, as it was asked for.</param>
    public static SamplingDiagnosis Of(Draws draws, Energy energy, double temperature)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new(
            [.. Enumerable.Range(0, draws.Dimension).Select(i => CoordinateDiagnosis.Of(draws.Coordinate(i), draws.Chains))],
            ThermometerReading.Of(draws, energy, temperature), draws.Accepted, draws.Diverged, draws.Swapped);
    }

    /// <summary>What gives reason to doubt the draws, a sentence each; none where all is well.</summary>
    public IEnumerable<string> Doubts()
    {
        // A comparison with a number that is none must be a doubt too.
        for (int i = 0; i < Coordinates.Count; i++)
        {
            if (!(Coordinates[i].RHat <= LargestRHat))
            {
                yield return $"coordinate {i}: R-hat is {Coordinates[i].RHat:G4}, expected at most {LargestRHat}: the chains have not forgotten where they began; burn in longer, or thin more";
            }

            if (!(Math.Min(Coordinates[i].BulkSize, Coordinates[i].TailSize) >= FewestDraws))
            {
                yield return $"coordinate {i}: the draws are worth {Coordinates[i].BulkSize:F0} in the bulk and {Coordinates[i].TailSize:F0} in the tails, expected {FewestDraws} or more; draw more, or thin more";
            }
        }

        if (Diverged > 0)
        {
            yield return $"{Diverged:F0} trajectories diverged, expected none: the step is too large for the steepest places, and they may be missed; take a smaller step";
        }

        if (!(Math.Abs(Temperature.Measured - Temperature.Wanted) <= Errors * Temperature.Error))
        {
            yield return $"the forces at the draws are those of temperature {Temperature.Measured:G4} ± {Temperature.Error:G2}, expected {Temperature.Wanted:G4}: the step biases the law, or the chains have not settled";
        }

        if (Swapped.Count > 0 && Swapped.Min() < FewestSwaps)
        {
            yield return $"of the exchanges between two temperatures {100 * Swapped.Min():F0} % were made, expected {100 * FewestSwaps} % or more; take more temperatures, closer together";
        }
    }
}

/// <summary>What the draws of one number tell of themselves.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="RHat">Rank-normalised split R̂.</param>
/// <param name="BulkSize">How many independent draws theirs are worth, in the bulk.</param>
/// <param name="TailSize">And in the tails.</param>
public sealed record CoordinateDiagnosis(double Mean, double Error, double RHat, double BulkSize, double TailSize)
{
    /// <summary>The diagnosis of draws.</summary>
    /// <param name="draws">Shape [rounds, chains], at least four rounds.</param>
    /// <param name="chains">How many chains.</param>
    public static CoordinateDiagnosis Of(double[] draws, int chains)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new(draws.Average(), Mixing.MeanError(draws, chains), Mixing.RankRHat(draws, chains), Mixing.BulkSize(draws, chains), Mixing.TailSize(draws, chains));
    }
}

/// <summary>The temperature that the forces at draws tell: ⟨(x − c) · ∇E(x)⟩ / d, which is T in exp(−E/T) for any centre c.</summary>
/// <param name="Measured">The estimate, c the mean of the draws.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Wanted">T, as it was asked for.</param>
/// <remarks>Source: the virial theorem, R. Clausius (1870); it holds where exp(−E/T) falls off faster than |x|^(−d).</remarks>
public sealed record ThermometerReading(double Measured, double Error, double Wanted)
{
    /// <summary>The reading of draws.</summary>
    /// <param name="draws">At least four rounds.</param>
    /// <param name="energy">E.</param>
    /// <param name="wanted">T, as it was asked for.</param>
    public static ThermometerReading Of(Draws draws, Energy energy, double wanted)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ArgumentNullException.ThrowIfNull(energy);
        int d = draws.Dimension;
        double[] forces = Landscape.Of(energy).Evaluate(draws.Points).Gradients, center = [.. Enumerable.Range(0, d).Select(i => draws.Coordinate(i).Average())];
        double[] readings = [.. Enumerable.Range(0, draws.Points.Length / d).Select(at => Enumerable.Range(0, d).Sum(i => (draws.Points[(at * d) + i] - center[i]) * forces[(at * d) + i]) / d)];
        return new(readings.Average(), Mixing.MeanError(readings, draws.Chains), wanted);
    }
}
