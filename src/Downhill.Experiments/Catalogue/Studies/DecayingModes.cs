using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Studies;

/// <summary>An energy linear in θ: the residual's modes decay as e^{−λt}, λ the eigenvalues of the features' Gram matrix.</summary>
/// <param name="Times">t = αk at each look.</param>
/// <param name="Rates">λ of each mode that is followed, descending.</param>
/// <param name="Amplitudes">The size of each mode at each look, as a share of its first.</param>
internal sealed record DecayingModes(double[] Times, double[] Rates, double[][] Amplitudes)
{
    // A mode whose part in the target is smaller than this drowns in rounding.
    private const double LeastPart = 1e-5;

    // The measured rate is taken where e² of a mode is gone; slower modes are not followed.
    private const double Gone = 2;

    /// <summary>λ from the measured decay, over λ; NaN of a mode that does not decay.</summary>
    internal double[] Ratios => [.. Rates.Select((rate, mode) =>
    {
        int look = Array.FindIndex(Amplitudes[mode], amplitude => amplitude < Math.Exp(-Gone));
        return look < 0 ? double.NaN : -Math.Log(Amplitudes[mode][look]) / Times[look] / rate;
    })];

    internal static DecayingModes Of(int features, double[] points, int steps, ExperimentContext context)
    {
        const double Eta = 0.1;
        StepModel model = StepModel.Down(new RandomFeatures(features, context.Rng.Fork(31)), Eta);
        TangentKernel kernel = TangentKernel.Of(model, points, Eta);
        double[] all = kernel.Rates, whole = RotatingField.Whole(points), first = kernel.Modes(whole);

        // One Euler step of the flow is off by αλ/2: half a per cent at most.
        double alpha = 0.01 / all[^1], size = Compare.Length(first);
        int[] modes = [.. Enumerable.Range(0, all.Length).Where(i => Math.Abs(first[i]) > LeastPart * size && all[i] * alpha * steps > 1.1 * Gone).OrderByDescending(i => all[i])];
        Descent descent = new(model, points, RotatingField.Sum(points, whole, Eta), context.Threads);
        int every = Math.Max(1, steps / 400);
        List<double> times = [];
        List<double[]> amplitudes = [];
        for (int k = 0; k <= steps; k++)
        {
            if (k % every == 0 || k < 100)
            {
                double[] fitted = [.. RotatingField.Sum(descent.Next(points), points, -1).Select(v => v / Eta)], left = kernel.Modes(RotatingField.Sum(whole, fitted, -1));
                times.Add(alpha * k);
                amplitudes.Add([.. modes.Select(i => left[i] / first[i])]);
                context.Stop.ThrowIfCancellationRequested();
            }

            descent.Step(alpha);
        }

        return new([.. times], [.. modes.Select(i => all[i])], [.. modes.Select((_, mode) => amplitudes.Select(look => Math.Abs(look[mode])).ToArray())]);
    }
}
