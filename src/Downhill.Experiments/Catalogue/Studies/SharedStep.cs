using Downhill.Energies;
using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Studies;

/// <summary>How many steps learning takes when data and model share η: as η⁻² where |f − y|² is minimised, and the same for every η where it is divided by η².</summary>
/// <param name="Etas">η.</param>
/// <param name="Plain">Steps until half of the loss is gone, of ½ |f − y|².</param>
/// <param name="Rescaled">The same of ½ |(f − y) / η|².</param>
internal sealed record SharedStep(double[] Etas, double[] Plain, double[] Rescaled)
{
    /// <summary>p of steps ∝ ηᵖ.</summary>
    internal double PlainOrder => Compare.Order(Etas, Plain);

    /// <summary>p of steps ∝ ηᵖ, rescaled.</summary>
    internal double RescaledOrder => Compare.Order(Etas, Rescaled);

    internal static SharedStep Of(double[] etas, int width, double[] points, double fineness, ExperimentContext context)
    {
        Mlp energy = new(2, [width], context.Rng.Fork(21));
        double rate = TangentKernel.Of(StepModel.Down(energy, 1), points, 1).Rates[^1], largest = etas.Max();
        return new(
            etas,
            [.. etas.Select(eta => Steps(StepModel.Down(energy, eta, 0.5), eta, fineness / (rate * largest * largest)))],
            [.. etas.Select(eta => Steps(StepModel.Down(energy, eta), eta, fineness / rate))]);

        double Steps(StepModel model, double eta, double alpha)
        {
            double[] first = new Descent(model, points, points, context.Threads).Next(points);
            Descent descent = new(model, points, RotatingField.Sum(first, RotatingField.Downhill(points), eta), context.Threads);
            double begin = descent.Step(alpha), before = begin, now = begin;
            while (now > begin / 2)
            {
                context.Stop.ThrowIfCancellationRequested();
                (before, now) = (now, descent.Step(alpha));
            }

            // Between two steps the loss falls along an exponential; the loss of a step is that before it.
            return descent.Steps - 1 - (Math.Log(begin / 2 / now) / Math.Log(before / now));
        }
    }
}
