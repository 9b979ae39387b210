using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Studies;

/// <summary>How a model fits the two parts of a field, step by step, beside what its first kernel predicts.</summary>
internal sealed record SharedFit
{
    /// <summary>Steps done at each look; the first is 0.</summary>
    internal required int[] Steps { get; init; }

    /// <summary>Learning time: steps times α times the rate at which the downhill part begins to be fitted.</summary>
    internal required double[] Times { get; init; }

    /// <summary>|v − v*|² / |v*|² on what was learned from.</summary>
    internal required double[] Losses { get; init; }

    /// <summary>The share of the downhill part that is fitted on the whole field.</summary>
    internal required double[] Downhill { get; init; }

    /// <summary>The share of the rotation that is fitted on the whole field.</summary>
    internal required double[] Rotation { get; init; }

    /// <summary>The share of the rotation that is fitted at the points learned from.</summary>
    internal required double[] RotationSeen { get; init; }

    /// <summary>What the kernel predicts for <see cref="Downhill"/>, at the points learned from.</summary>
    internal required double[] DownhillPredicted { get; init; }

    /// <summary>What the kernel predicts for <see cref="RotationSeen"/>.</summary>
    internal required double[] RotationPredicted { get; init; }

    /// <summary>The largest gap between measured and predicted shares, of either part.</summary>
    internal double Gap => Math.Max(
        Compare.Largest(Compare.Difference(Downhill, DownhillPredicted)), Compare.Largest(Compare.Difference(RotationSeen, RotationPredicted)));

    /// <summary>Learns v at points from nothing: the targets are what the model says at first, plus v.</summary>
    /// <param name="model">What learns.</param>
    /// <param name="points">Where v is seen.</param>
    /// <param name="field">Points that stand for the whole field.</param>
    /// <param name="eta">η.</param>
    /// <param name="steps">Steps of descent.</param>
    /// <param name="context">Whom to tell, and when to stop.</param>
    internal static SharedFit Of(StepModel model, double[] points, double[] field, double eta, int steps, ExperimentContext context)
    {
        TangentKernel kernel = TangentKernel.Of(model, points, eta);
        double[] rates = kernel.Rates, downhill = RotatingField.Downhill(points), rotation = RotatingField.Rotation(points);
        double[] whole = kernel.Modes(RotatingField.Whole(points)), part = kernel.Modes(downhill), turning = kernel.Modes(rotation);

        // Half of the largest stable step, with room for the kernel to grow.
        double alpha = 0.5 / rates[^1], first = rates.Zip(part, (rate, c) => rate * c * c).Sum() / Compare.Dot(part, part);
        double[] seenBefore = new Descent(model, points, points, context.Threads).Next(points);
        Descent descent = new(model, points, RotatingField.Sum(seenBefore, RotatingField.Whole(points), eta), context.Threads);
        double[] before = descent.Next(field);
        int[] looks = Looks(steps);
        List<double> losses = [], down = [], turned = [], seen = [];
        for (int k = 0; k <= steps; k++)
        {
            bool isLook = Array.BinarySearch(looks, k) >= 0;
            if (isLook)
            {
                double[] fitted = Scaled(RotatingField.Sum(descent.Next(field), before, -1), 1 / eta);
                down.Add(RotatingField.Share(fitted, RotatingField.Downhill(field)));
                turned.Add(RotatingField.Share(fitted, RotatingField.Rotation(field)));
                seen.Add(RotatingField.Share(Scaled(RotatingField.Sum(descent.Next(points), seenBefore, -1), 1 / eta), rotation));
                context.Stop.ThrowIfCancellationRequested();
            }

            double loss = descent.Step(alpha);
            if (isLook)
            {
                losses.Add(loss * points.Length / Compare.Dot(RotatingField.Whole(points), RotatingField.Whole(points)));
            }
        }

        return new()
        {
            Steps = looks,
            Times = [.. looks.Select(k => k * alpha * first)],
            Losses = [.. losses],
            Downhill = [.. down],
            Rotation = [.. turned],
            RotationSeen = [.. seen],
            DownhillPredicted = [.. looks.Select(k => kernel.Share(whole, part, alpha, k))],
            RotationPredicted = [.. looks.Select(k => kernel.Share(whole, turning, alpha, k))],
        };
    }

    // About sixty looks, equally far apart on a logarithmic scale.
    private static int[] Looks(int steps) =>
        [.. Enumerable.Range(0, 61).Select(i => (int)Math.Round(Math.Pow(steps, i / 60.0))).Prepend(0).Distinct().Order()];

    private static double[] Scaled(double[] a, double factor) => [.. a.Select(x => factor * x)];
}
