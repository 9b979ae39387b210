using Downhill.Bootstrapping;
using Downhill.Experiments.Facts;
using Downhill.Mdps;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>Small steps of one network, plain and through K's inverse.</summary>
/// <param name="Errors">‖Q′ − (Q + α (TQ − Q))‖ / ‖Q′ − Q‖ of the corrected step, for each α.</param>
/// <param name="Rank">Of K.</param>
/// <param name="Pairs">n.</param>
/// <param name="Condition">Of K.</param>
/// <param name="Wanted">TQ − Q.</param>
/// <param name="Plain">How a plain step moves the table.</param>
/// <param name="Corrected">How a corrected one does.</param>
internal sealed record NetworkStep(double[] Errors, int Rank, int Pairs, double Condition, double[] Wanted, double[] Plain, double[] Corrected)
{
    internal double PlainAngle => 180 / Math.PI * Math.Acos(Math.Clamp(Compare.Dot(Plain, Wanted) / Compare.Length(Plain) / Compare.Length(Wanted), -1, 1));

    internal static NetworkStep Of(NetworkCase given, double[] sizes)
    {
        double[] q = given.Network.Values(), wanted = given.Network.Errors(given.Backup);
        CorrectedStep[] steps = [.. sizes.Select(size => given.Network.Corrected(given.Backup, size))];
        double[] errors = [.. steps.Zip(sizes, (step, size) => StepError.Relative(step.Network.Values(), [.. q.Zip(wanted, (value, error) => value + (size * error))], q))];
        double plain = 1e-3 / KernelShape.Fastest(given.Network.Kernel(), given.Weights);
        return new(errors, steps[0].Rank, given.Pairs, steps[0].Condition, wanted, Compare.Difference(given.Network.Step(given.Backup, given.Weights, plain).Values(), q), Compare.Difference(steps[0].Network.Values(), q));
    }
}

/// <summary>Distances from the optimal table, update by update, in the largest difference.</summary>
/// <param name="Table">Of a table with the corrected step's α.</param>
/// <param name="Corrected">Of the network through K's inverse.</param>
/// <param name="Plain">Of the network by plain steps.</param>
internal sealed record CorrectedCourse(double[] Table, double[] Corrected, double[] Plain)
{
    private const double Size = 0.1;

    internal static CorrectedCourse Of(NetworkCase given, int updates)
    {
        double[] best = OptimalValues.Of(given.Backup.Mdp).Q;
        QIteration iteration = new(given.Backup, Gain.Identity(given.Pairs)) { StepSize = Size };
        QState table = QState.At(given.Network.Values());
        QNetwork corrected = given.Network, plain = given.Network;
        List<double[]> distances = [];
        for (int t = 0; t <= updates; t++)
        {
            distances.Add([Away(table.Values), Away(corrected.Values()), Away(plain.Values())]);
            table = iteration.Next(table);
            corrected = corrected.Corrected(given.Backup, Size).Network;

            // Half of the longest step that K bears where it is.
            plain = plain.Step(given.Backup, given.Weights, 1 / KernelShape.Fastest(plain.Kernel(), given.Weights));
        }

        return new([.. distances.Select(d => d[0])], [.. distances.Select(d => d[1])], [.. distances.Select(d => d[2])]);

        double Away(double[] q) => Compare.Largest(Compare.Difference(q, best));
    }
}
