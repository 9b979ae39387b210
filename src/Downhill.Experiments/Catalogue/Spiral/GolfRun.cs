using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Spirals;

/// <summary>What learns the circle.</summary>
internal enum GolfLoss
{
    Likelihood,
    MarginAnywhere,
    MarginAtDistance,
}

/// <summary>A look at a landscape on its way.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Slope">The largest |∇E| on the square.</param>
/// <param name="Weights">|θ|.</param>
/// <param name="Loss">The mean loss of the last steps.</param>
internal sealed record GolfLook(int Step, double Slope, double Weights, double Loss);

/// <summary>A network that learns the unit circle, looked at as it goes.</summary>
internal sealed record GolfRun(IReadOnlyList<GolfLook> Looks, IReadOnlyList<Energy> Energies)
{
    internal const double Half = 1.5, Distance = 0.25;
    private const int Points = 2000, Ring = 400, Looked = 17, Angles = 120, Radii = 81, Side = 41, Together = 25;

    internal static string Words(GolfLoss loss) => loss switch
    {
        GolfLoss.Likelihood => "likelihood",
        GolfLoss.MarginAnywhere => "margin to any point",
        GolfLoss.MarginAtDistance => "margin at a distance",
    };

    internal static GolfRun Of(GolfLoss loss, int width, int steps, int draw, ExperimentContext context)
    {
        Rng rng = context.Rng.Fork(621).Fork(draw);
        double[] samples = [.. Enumerable.Range(0, Points).SelectMany(i => At(rng.Uniform(i)))];
        Mlp network = new(2, [width, width], rng.Fork(1));

        // The step size falls along a cosine that is a hundred times as long: it stays as it is.
        Schedule schedule = new() { Steps = 100 * steps, BatchSize = 256, StepSize = 0.002, WarmUp = 50, ValidateEvery = 500, Patience = int.MaxValue };
        SampleTrainer<float> trainer = new(network, Objective(loss), new(samples, 2), new([], 2), schedule, rng.Fork(2), context.Threads);
        HashSet<int> looked = [.. Enumerable.Range(0, Looked).Select(k => (int)Math.Round(steps * Math.Pow(2, (k - Looked + 1) / 2.0)))];
        Queue<double> recent = new();
        List<GolfLook> looks = [];
        List<Energy> energies = [];
        foreach (SampleProgress progress in trainer.Run().Take(2 * steps))
        {
            context.Stop.ThrowIfCancellationRequested();
            recent.Enqueue(progress.Loss);
            if (recent.Count > Together)
            {
                recent.Dequeue();
            }

            if (looked.Remove(progress.Step))
            {
                context.Tell($"{Words(loss)}, network {draw + 1}: step {progress.Step} of {steps}, loss {progress.Loss:f3}");
                energies.Add(Kept(trainer.Energy));
                looks.Add(new(progress.Step, Steepest(energies[^1]), Math.Sqrt(trainer.Values.Sum(values => values.Sum(x => x * x))), recent.Average()));
            }

            if (progress.Step >= steps)
            {
                break;
            }
        }

        return new(looks, energies);
    }

    /// <summary>p of growth as stepsᵖ, from an eighth of the steps on.</summary>
    internal double Power(Func<GolfLook, double> of)
    {
        GolfLook[] late = [.. Looks.Where(look => look.Step >= 0.99 * Looks[^1].Step / 8)];
        double[] x = [.. late.Select(look => Math.Log(look.Step))], y = [.. late.Select(look => Math.Log(of(look)))];
        double middle = x.Average(), mean = y.Average();
        return x.Zip(y, (a, b) => (a - middle) * (b - mean)).Sum() / x.Sum(a => (a - middle) * (a - middle));
    }

    internal JsonObject ToJson() => new()
    {
        ["steps"] = Numbers(look => look.Step),
        ["slope"] = Numbers(look => look.Slope),
        ["weights"] = Numbers(look => look.Weights),
        ["loss"] = Numbers(look => look.Loss),
    };

    private static SampleObjective Objective(GolfLoss loss)
    {
        UniformNoise square = new([-Half, -Half], [Half, Half]);
        double[] ring = [.. Enumerable.Range(0, Ring).SelectMany(k => At((double)k / Ring))];
        return loss switch
        {
            GolfLoss.Likelihood => new MaximumLikelihood { Noise = square with { IsStratified = true }, Count = 2500 },
            GolfLoss.MarginAnywhere => new MarginRanking { Negatives = new DrawnNegatives(new NoiseCandidates { Noise = square }) },
            GolfLoss.MarginAtDistance => new MarginRanking { Negatives = new DrawnNegatives(new DistantCandidates { Noise = square, From = ring, LeastDistance = Distance }) },
        };
    }

    // The trainer goes on with the numbers of its energy.
    private static Energy Kept(Energy energy) => energy.With([.. energy.Parameters.Select(p => p with { Values = [.. p.Values] })]);

    // A band around the circle, fine across it, and the square.
    private static double Steepest(Energy energy)
    {
        IEnumerable<double> band = from k in Enumerable.Range(0, Angles) from j in Enumerable.Range(0, Radii) from x in At((double)k / Angles) select x * (0.6 + (0.01 * j));
        IEnumerable<double> square = from i in Enumerable.Range(0, Side) from j in Enumerable.Range(0, Side) from k in new[] { i, j } select Half * ((2.0 * k / (Side - 1)) - 1);
        return Math.Sqrt(Landscape.Of(energy).Evaluate([.. band, .. square]).Gradients.Chunk(2).Max(g => (g[0] * g[0]) + (g[1] * g[1])));
    }

    private static double[] At(double turn) => [Math.Cos(2 * Math.PI * turn), Math.Sin(2 * Math.PI * turn)];

    private JsonArray Numbers(Func<GolfLook, double> of) => new([.. Looks.Select(look => JsonValue.Create(of(look)))]);
}
