using Downhill.Compute;
using Downhill.Experiments.StepFunctions;

namespace Downhill.Experiments.Codes;

/// <summary>A system, described by one class in one size: the code for each resolution.</summary>
/// <param name="Size">The size.</param>
/// <param name="Parameters">How many parameters there are.</param>
/// <param name="Codes">The code at each ε; its parameters' bits count those of c, ρ and s, and of which size it is.</param>
/// <param name="Farthest">The largest |decoded − true| at the last ε, in units of ε.</param>
internal sealed record SizedCodes(int Size, int Parameters, TwoPartCode[] Codes, double Farthest);

/// <summary>Fits and codes transitions.</summary>
internal static class SystemCode
{
    /// <summary>The codes of all sizes of a class.</summary>
    internal static SizedCodes[] Of(ModelClass model, SeenSteps data, double[] resolutions, int steps, Rng rng, CancellationToken stop) =>
        [.. model.Sizes.Select((size, i) => Of(model, size, data, resolutions, steps, rng.Fork(i), stop))];

    /// <summary>Bits of the change itself, without a model.</summary>
    internal static double WithoutModel(SeenSteps data, double resolution) => RoundedCode.Of([.. data.To.Zip(data.From, (y, x) => y - x)], resolution).Bits;

    /// <summary>c, ρ and s as the receiver gets them: ρ and s powers of two, c in quarters of ρ.</summary>
    internal static (Scaling Scaling, double Bits) Rounded(Scaling scaling)
    {
        long radius = (long)Math.Round(Math.Log2(scaling.Radius)), step = (long)Math.Round(Math.Log2(scaling.Step));
        double quarter = Math.Pow(2, radius - 2);
        long[] center = [.. scaling.Center.Select(c => (long)Math.Round(c / quarter))];
        double bits = WholeNumberCode.SignedBits(radius) + WholeNumberCode.SignedBits(step) + center.Sum(WholeNumberCode.SignedBits);
        return (new Scaling([.. center.Select(k => k * quarter)], Math.Pow(2, radius), Math.Pow(2, step)), bits);
    }

    /// <summary>What the receiver makes of a prediction and of the multiple of ε that is sent.</summary>
    private static double Decoded(double target, double predicted, double resolution) => predicted + (resolution * Math.Round((target - predicted) / resolution));

    private static SizedCodes Of(ModelClass model, int size, SeenSteps data, double[] resolutions, int steps, Rng rng, CancellationToken stop)
    {
        StepFit fit = new(model.Make(size, rng), data.Dimension) { Steps = steps };
        (Scaling scaling, double scalingBits) = Rounded(Scaling.Of(data));
        double[] theta = fit.Fit(data, null, scaling, stop);
        double[][] groups = [.. Theta.Cut(fit.Use.Step.Parameters, theta).Select(parameter => parameter.Values)];
        double header = scalingBits + Math.Log2(model.Sizes.Length);
        List<TwoPartCode> codes = [];
        foreach (double resolution in resolutions)
        {
            stop.ThrowIfCancellationRequested();
            codes.Add(TwoPartCode.Shortest(groups, Predict, data.To, resolution));
        }

        double[] predicted = Predict(TwoPartCode.Rounded(groups, codes[^1].Exponents));
        double farthest = data.To.Zip(predicted, (y, p) => Math.Abs(Decoded(y, p, resolutions[^1]) - y) / resolutions[^1]).Worst();
        return new SizedCodes(size, theta.Length, [.. codes.Select(code => code with { ParameterBits = code.ParameterBits + header })], farthest);

        double[] Predict(double[][] rounded)
        {
            fit.Use.Set([.. rounded.SelectMany(group => group)], scaling);
            return fit.Use.Next(data.From);
        }
    }
}
