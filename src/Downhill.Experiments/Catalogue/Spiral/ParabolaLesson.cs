using Downhill.Dynamics;
using Downhill.Objectives;

namespace Downhill.Experiments.Spirals;

/// <summary>A way to learn F(x, y) of two crossing parabolas, and how it is told.</summary>
/// <param name="Id">What the ids of its findings begin with.</param>
/// <param name="Title">Over its landscape.</param>
/// <param name="By">What the words of its findings begin with.</param>
/// <param name="Objective">The loss.</param>
/// <param name="Shaken">The deviation of what is added to each y before learning: of points on a curve there is no density.</param>
/// <param name="Steps">Steps of Adam.</param>
/// <param name="Error">What is asked of the distance of answers from a parabola.</param>
internal sealed record ParabolaLesson(string Id, string Title, string By, SampleObjective Objective, double Shaken, int Steps, double Error)
{
    /// <summary>Half the width of the box that Z(x) is summed over.</summary>
    internal const double Reach = 6;

    private const double Deviation = 0.1;

    // The parabolas end at ±3.75: all samples are well inside of it.
    private static readonly UniformNoise Box = new([-Reach], [Reach]) { IsStratified = true };

    /// <summary>Wrong answers are above right ones by a margin.</summary>
    internal static ParabolaLesson Margin(double half, int steps) => new("", "F(x, y)", "", new MarginRanking
    {
        Negatives = new DescendedNegatives { From = new DrawnNegatives(new NoiseCandidates { Noise = new UniformNoise([-half], [half]) }), Stepper = new GradientDescent { StepSize = 0.02 }, Steps = 8, Share = 0.5 },
    }, 0, steps, 0.05);

    /// <summary>exp(−F) / Z(x) is the density of y given x; Z(x) by a jittered grid for each x.</summary>
    /// <remarks>Where the parabolas are within two deviations of one another the density has one mode between them, up to a deviation from both.</remarks>
    internal static ParabolaLesson Likelihood(int points, int steps) =>
        new("likelihood-", "F(x, y) by likelihood", "By likelihood. ", new MaximumLikelihood { Noise = Box, Count = points }, Deviation, steps, 0.05);
}
