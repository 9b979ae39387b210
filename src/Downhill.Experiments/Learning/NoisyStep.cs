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

    /// <summary>The temperature that residuals show, and its standard error.</summary>
    /// <param name="energy">The landscape.</param>
    /// <param name="protocol">How it was learned.</param>
    /// <param name="first">The temperature that enters the mean of a step, to second order in the interval.</param>
    /// <param name="heldOut">Tracks that were not learned from.</param>
    /// <param name="learned">Tracks that were; null where so many numbers were learned that their residuals say little.</param>
    /// <param name="parameters">How many numbers were learned: they took as many squares away.</param>
    internal static (double Temperature, double Error) Temperature(Energy energy, Protocol protocol, double first, IReadOnlyList<Trajectory> heldOut, IReadOnlyList<Trajectory>? learned, int parameters)
    {
        double[] outside = Residuals(heldOut), inside = learned is null ? [] : Residuals(learned);
        double freedom = (outside.Length + inside.Length) * energy.Dimension - (learned is null ? 0 : parameters);
        double temperature = (outside.Sum() + inside.Sum()) * energy.Dimension / freedom;

        // A variance from n independent residuals has the relative standard error √(2/n).
        return (temperature, temperature * Math.Sqrt(2 / freedom));

        double[] Residuals(IReadOnlyList<Trajectory> tracks)
        {
            (double[] starts, double[] targets, int _) = new Windows(tracks, 1, protocol.Stride).Collect();
            LangevinLikelihood objective = protocol.Likelihood with { Temperature = first };
            return Run(energy, objective, objective.TemperatureOf(energy), starts, targets);
        }
    }

    private static double[] Run(Energy energy, LangevinLikelihood objective, Node output, double[] starts, double[]? targets)
    {
        Computation<double> computation = Computation.Compile<double>(output);
        computation.Set([.. energy.Parameters, .. objective.Parameters, .. objective.Settings]);

        computation.Set("start", starts);
        if (targets is not null)
        {
            computation.Set("targets", targets);
        }

        computation.Run();
        return computation[0].ToArray();
    }
}
