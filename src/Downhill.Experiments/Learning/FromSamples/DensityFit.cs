using Downhill.Compute;
using Downhill.Training;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>What training on samples gave.</summary>
/// <param name="Energy">The landscape, of z.</param>
/// <param name="Notes">The failures that learning came back from, and what makes the density doubtful, a line each.</param>
/// <param name="Recoveries">How many failures.</param>
internal sealed record DensityFit(Energy Energy, string[] Notes, int Recoveries)
{
    private const double Withheld = 0.1;

    /// <summary>Learns, or takes from the journal what was learned.</summary>
    /// <param name="recipe">How.</param>
    /// <param name="samples">z.</param>
    /// <param name="rng">The random numbers.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="journal">What is finished already.</param>
    /// <param name="tell">Hears of every step.</param>
    /// <param name="stop">Ends it.</param>
    internal static DensityFit Of(DensityRecipe recipe, Samples samples, Rng rng, int threads, Journal journal, Action<LearnProgress> tell, CancellationToken stop)
    {
        Energy start = recipe.Start(samples.Dimension, rng.Fork(1));
        double[] piece = journal.Once("density", () => Learn(recipe, samples, rng, threads, tell, stop));
        return Decode(start, piece);
    }

    private static double[] Learn(DensityRecipe recipe, Samples samples, Rng rng, int threads, Action<LearnProgress> tell, CancellationToken stop)
    {
        (Samples learned, Samples withheld) = samples.Split(Withheld, rng.Fork(0));
        SampleTrainer<float> trainer = recipe.Trainer(learned, withheld, rng, threads);
        foreach (SampleProgress step in trainer.Run())
        {
            stop.ThrowIfCancellationRequested();
            tell(new LearnProgress("density", step.Step, (double)step.Step / recipe.Schedule.Steps, step.Loss, step.Withheld));
        }

        string notes = string.Join('\n', [.. trainer.Recoveries.Select(recovery => recovery.ToString()), .. trainer.Warning is { } warning ? [warning] : Array.Empty<string>()]);
        return [trainer.Recoveries.Count, notes.Length, .. notes.Select(letter => (double)letter), .. trainer.Energy.Parameters.SelectMany(parameter => parameter.Values)];
    }

    private static DensityFit Decode(Energy start, double[] piece)
    {
        int length = (int)piece[1], at = 2 + length;
        string notes = string.Concat(piece[2..at].Select(letter => (char)letter));
        List<Parameter> parameters = [];
        foreach (Parameter parameter in start.Parameters)
        {
            parameters.Add(parameter with { Values = piece[at..(at + parameter.Values.Length)] });
            at += parameter.Values.Length;
        }

        return new(start.With(parameters), notes.Length == 0 ? [] : notes.Split('\n'), (int)piece[0]);
    }
}
