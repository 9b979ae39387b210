using Downhill.Bootstrapping;
using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>How far one step of the parameters is from Q + α K D (T Q − Q), over its own length.</summary>
/// <param name="Errors">For each step size.</param>
/// <param name="Switches">Whether a step changed a greedy action.</param>
internal sealed record StepError(double[] Errors, bool Switches)
{
    internal static StepError Of(NetworkCase given, double[] shares)
    {
        double[] kernel = given.Network.Kernel(), q = given.Network.Values();
        double fastest = KernelShape.Fastest(kernel, given.Weights);
        double[][] stepped = [.. shares.Select(share => given.Network.Step(given.Backup, given.Weights, share / fastest).Values())];
        double[] errors = [.. shares.Select((share, k) => Relative(stepped[k], NetworkCase.Linearised(given.Backup, kernel, given.Weights, q, share / fastest), q))];
        return new(errors, stepped.Any(next => !given.Backup.Greedy(next).SequenceEqual(given.Backup.Greedy(q))));
    }

    internal static double Relative(double[] found, double[] foretold, double[] start) =>
        Compare.Length(Compare.Difference(found, foretold)) / Compare.Length(Compare.Difference(found, start));
}

/// <summary>How far courses by linearised steps end from the network's own, over its way.</summary>
/// <param name="Renewed">With the kernel of the network where it is, for each step size.</param>
/// <param name="Frozen">With the kernel of the start.</param>
internal sealed record CourseError(double[] Renewed, double[] Frozen)
{
    internal static CourseError Of(NetworkCase given, double[] shares, double time)
    {
        double[] kernel = given.Network.Kernel(), start = given.Network.Values();
        double fastest = KernelShape.Fastest(kernel, given.Weights);
        (double Renewed, double Frozen)[] ends = [.. shares.Select(share => Ends(given, kernel, start, share / fastest, (int)Math.Round(time / share)))];
        return new([.. ends.Select(end => end.Renewed)], [.. ends.Select(end => end.Frozen)]);
    }

    private static (double Renewed, double Frozen) Ends(NetworkCase given, double[] kernel, double[] start, double step, int steps)
    {
        QNetwork network = given.Network;
        double[] renewed = start, frozen = start;
        for (int t = 0; t < steps; t++)
        {
            renewed = NetworkCase.Linearised(given.Backup, network.Kernel(), given.Weights, renewed, step);
            frozen = NetworkCase.Linearised(given.Backup, kernel, given.Weights, frozen, step);
            network = network.Step(given.Backup, given.Weights, step);
        }

        double[] end = network.Values();
        return (StepError.Relative(end, renewed, start), StepError.Relative(end, frozen, start));
    }
}
