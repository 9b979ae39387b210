namespace Downhill.Experiments.Samplers;

/// <summary>Sums over rounds of a target's statistics, chain by chain.</summary>
internal sealed class MomentSums(MomentTarget target, int chains)
{
    private readonly double[][] _sums = [.. target.Statistics.Select(_ => new double[chains])];
    private readonly double[] _squares = new double[target.Statistics.Count];
    private readonly double[] _expected = new double[target.Statistics.Count];

    internal int Rounds { get; private set; }

    /// <summary>Adds one round.</summary>
    /// <param name="points">Shape [chains, dimension].</param>
    /// <param name="expected">The means that the statistics should have in this round.</param>
    internal void Add(double[] points, double[] expected)
    {
        int d = target.Energy.Dimension;
        for (int s = 0; s < _sums.Length; s++)
        {
            Func<ReadOnlySpan<double>, double> of = target.Statistics[s].Of;
            for (int chain = 0; chain < chains; chain++)
            {
                double number = of(points.AsSpan(chain * d, d));
                _sums[s][chain] += number;
                _squares[s] += number * number;
            }

            _expected[s] += expected[s];
        }

        Rounds++;
    }

    internal bool IsEnough(double effective, double precision) =>
        Moments().All(moment => moment.Effective >= effective && (double.IsPositiveInfinity(precision) || moment.Error <= precision * Math.Abs(moment.Expected)));

    /// <summary>The means; chains are independent, so the scatter of their means is the error.</summary>
    internal Moment[] Moments() => [.. target.Statistics.Select((statistic, s) =>
    {
        double[] means = [.. _sums[s].Select(sum => sum / Rounds)];
        double mean = means.Average(), error = Math.Sqrt(means.Sum(one => (one - mean) * (one - mean)) / (chains - 1) / chains);
        double variance = (_squares[s] / Rounds / chains) - (mean * mean);
        return new Moment(statistic.Name, mean, error, _expected[s] / Rounds, variance / (error * error));
    })];
}
