using Downhill.Compute;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>One frame after another under a learned landscape and noise, in double.</summary>
internal static class NoisyStep
{
    /// <summary>The mean of the next frame, shape [starts, d].</summary>
    internal static double[] Means(Energy energy, Protocol protocol, double temperature, double[] starts)
    {
        LangevinLikelihood objective = protocol.Likelihood with { Temperature = temperature };
        return Run(energy, objective, objective.Mean(energy), starts, null);
    }

    /// <summary>The temperature that the residuals of the tracks show, and its standard error.</summary>
    internal static (double Temperature, double Error) Temperature(Energy energy, Protocol protocol, double first, IReadOnlyList<Trajectory> tracks)
    {
        (double[] starts, double[] targets, int _) = new Windows(tracks, 1, protocol.Stride).Collect();
        LangevinLikelihood objective = protocol.Likelihood with { Temperature = first };
        double[] each = Run(energy, objective, objective.TemperatureOf(energy), starts, targets);

        // A variance from n independent residuals has the relative standard error √(2/n).
        return (each.Average(), each.Average() * Math.Sqrt(2.0 / starts.Length));
    }

    private static double[] Run(Energy energy, LangevinLikelihood objective, Node output, double[] starts, double[]? targets)
    {
        Computation<double> computation = Computation.Compile<double>(output);
        foreach (Parameter parameter in (Parameter[])[.. energy.Parameters, .. objective.Parameters, .. objective.Settings])
        {
            computation.Set(parameter.Name, parameter.Values);
        }

        computation.Set("start", starts);
        if (targets is not null)
        {
            computation.Set("targets", targets);
        }

        computation.Run();
        return computation[0].ToArray();
    }
}
