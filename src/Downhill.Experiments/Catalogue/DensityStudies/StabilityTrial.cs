using Downhill.Compute;
using Downhill.Densities;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Training;

namespace Downhill.Experiments.DensityStudies;

/// <summary>A short training of one objective on one density, and how it went.</summary>
/// <param name="Objective">The objective's name.</param>
/// <param name="Density">The density's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Causes">The failures that were noticed, in order.</param>
/// <param name="Failure">Why it gave up; empty where it did not.</param>
/// <param name="Before">⟨−ln q⟩ of fresh samples before learning, by a coarse grid.</param>
/// <param name="After">The same after it.</param>
internal sealed record StabilityTrial(string Objective, string Density, int Seed, string[] Causes, string Failure, double Before, double After)
{
    private const int Tested = 500, Coarse = 64;

    // In nats: no useful training makes a density this much worse than the bowl that it begins with.
    private const double Worse = 1;

    /// <summary>Whether a watchdog stopped it at least once.</summary>
    internal bool IsNoticed => Causes.Length > 0 || Failure.Length > 0;

    /// <summary>Whether what it ends with is no number, or clearly worse than what it began with.</summary>
    internal bool HasDiverged => !(After <= Before + Worse);

    /// <summary>Whether it came to its end.</summary>
    internal bool IsFinished => Failure.Length == 0;

    /// <summary>Trains.</summary>
    /// <param name="contender">The objective.</param>
    /// <param name="density">The density's name.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="factor">By what the default step size is multiplied.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="rng">The random numbers of this seed.</param>
    /// <param name="threads">Threads.</param>
    internal static StabilityTrial Of(Contender contender, string density, int samples, int steps, double factor, int seed, Rng rng, int threads)
    {
        Density truth = KnownDensities.Named(density);
        double[] data = truth.Draw(rng.Fork(0), samples), fresh = truth.Draw(rng.Fork(1), Tested);
        Units units = Units.Of(data, truth.Dimension);
        Schedule schedule = DensityRecipe.Lasting(steps);
        DensityRecipe recipe = new() { Objective = contender.Objective, Widths = [32, 32], Schedule = schedule with { BatchSize = 128, StepSize = factor * schedule.StepSize, ValidateEvery = Math.Max(1, steps / 10) } };
        (Samples learned, Samples withheld) = new Samples(units.ToUnits(data), truth.Dimension).Split(0.1, rng.Fork(2));
        SampleTrainer<float> trainer = recipe.Trainer(learned, withheld, rng.Fork(3), threads);
        double before = Loss(recipe.Start(truth.Dimension, rng.Fork(3).Fork(1)), units.ToUnits(fresh), learned);
        string failure = "";
        try
        {
            trainer.Learn();
        }
        catch (ArithmeticException exception)
        {
            failure = exception.Message;
        }

        return new(contender.Name, density, seed, [.. trainer.Recoveries.Select(recovery => recovery.ToString())], failure, before, Loss(trainer.Energy, units.ToUnits(fresh), learned));
    }

    private static double Loss(Energy energy, double[] fresh, Samples learned)
    {
        Objectives.UniformNoise box = DensityRecipe.BoxOf(learned);
        return Landscape.Of(energy).Evaluate(fresh).Energies.Average() + GridMeasure.Of(energy, new Box(box.Low, box.High), 1, Coarse).LogNormaliser.Value;
    }
}
