namespace Downhill.Experiments.Operators;

/// <summary>Which operator explains steps that were kept aside.</summary>
/// <param name="System">Whose energy it was.</param>
/// <param name="Truth">Who made the steps.</param>
/// <param name="Noise">The noise of a step over its size.</param>
/// <param name="Fits">What every operator found.</param>
/// <param name="Likelihoods">ln p of each step kept aside, by each operator.</param>
internal sealed record Identification(string System, OperatorKind Truth, double Noise, OperatorFit[] Fits, double[][] Likelihoods)
{
    // A setting of its own must earn its place by so many standard errors of the paired difference.
    private const double Beyond = 2;

    /// <summary>The operator with the highest likelihood, or one with fewer settings of its own that is not worse by two standard errors.</summary>
    internal OperatorKind Chosen
    {
        get
        {
            int best = Best(Enumerable.Range(0, Fits.Length));
            int least = Enumerable.Range(0, Fits.Length).Where(k => k == best || IsAsGood(k, best)).Min(k => Fits[k].Own.Length);
            return Fits[Fits[best].Own.Length == least ? best : Best(Enumerable.Range(0, Fits.Length).Where(k => Fits[k].Own.Length == least && IsAsGood(k, best)))].Kind;
        }
    }

    internal bool IsRight => Chosen == Truth;

    /// <summary>How much likelier the truth makes a step than the best other operator does, in nats.</summary>
    internal double Margin => Mean(Index(Truth)) - Enumerable.Range(0, Fits.Length).Where(k => Fits[k].Kind != Truth).Max(Mean);

    internal OperatorFit Of(OperatorKind kind) => Fits[Index(kind)];

    private int Index(OperatorKind kind) => Array.FindIndex(Fits, fit => fit.Kind == kind);

    private int Best(IEnumerable<int> among) => among.MaxBy(Mean);

    private double Mean(int k) => Likelihoods[k].Average();

    private bool IsAsGood(int k, int best)
    {
        double[] differences = [.. Likelihoods[best].Zip(Likelihoods[k], (a, b) => a - b)];
        double mean = differences.Average(), variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        return mean <= Beyond * Math.Sqrt(variance / differences.Length);
    }
}
