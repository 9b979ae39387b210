using Downhill.Compute;

namespace Downhill.Experiments.StepFunctions;

/// <summary>What a system is known by, drawn once: transitions to learn from for each seed, points and roll-outs to judge by.</summary>
internal sealed record Course
{
    private const int HeldOut = 4096, Starts = 64;

    internal Course(StepSystem system, int largest, int seeds, int rollOut, Rng rng)
    {
        System = system;
        Learn = [.. Enumerable.Range(0, seeds).Select(seed => system.Draw(largest, rng.Fork(seed)))];

        // Judged without noise: what is left of a noisy step is not any contestant's to know.
        Judge = system.Draw(HeldOut, rng.Fork(-2), noisy: false);
        From = Judge.Part(0, Starts).From;
        Path = RollOuts.From(From, rollOut, system.Mean);
        Scaling scaling = Scaling.Of(Judge);
        Spread = scaling.Radius * Math.Sqrt(StepSystem.Dimension);
    }

    internal StepSystem System { get; }

    internal SeenSteps[] Learn { get; }

    internal SeenSteps Judge { get; }

    internal double[] From { get; }

    internal double[][] Path { get; }

    /// <summary>Beyond this distance a roll-out is lost: the root mean square distance of the points from their middle.</summary>
    internal double Spread { get; }
}

/// <summary>One contestant on one course with one seed: its errors for each number of transitions.</summary>
/// <param name="Course">The system.</param>
/// <param name="Contestant">What learned.</param>
/// <param name="Seed">Which transitions, and which random weights.</param>
internal sealed record Race(Course Course, Contestant Contestant, int Seed)
{
    private static readonly (double, double, double)[] Circles = [(0, 0, 0.4), (0, 0, 0.8), (0.5, 0.3, 0.5), (-0.5, 0.3, 0.5)];

    /// <summary>√(mean |x̂′ − x′|² / mean |x′ − x|²) on points kept aside, for each n.</summary>
    internal double[] OneStep { get; private init; } = [];

    /// <summary>How far roll-outs are apart from the true ones, 0 to 1, for each n.</summary>
    internal double[] RollOut { get; private init; } = [];

    /// <summary>|∮ Δ·dl| / ∮ |Δ| dl round four circles, for each n.</summary>
    internal double[] Circulation { get; private init; } = [];

    /// <summary>The step function learned from the n that is looked at more closely.</summary>
    internal FittedStep? Kept { get; private init; }

    /// <summary>That of an energy, as a landscape.</summary>
    internal Energy Landscape(string name) => ((EnergyStep)Kept!.Step).Landscape(Kept.Parameters, Kept.Scaling, Course.System.StepSize, name);

    /// <summary>Learns from ever more transitions, from the same random weights each time.</summary>
    internal Race Run(int[] sizes, int keep, int steps, Rng rng, CancellationToken stop)
    {
        StepFunction step = Contestant.Make(rng.Fork(Seed));
        StepFit fit = new(step, StepSystem.Dimension) { Steps = steps };
        FittedStep? kept = null;
        List<double> oneStep = [], rollOut = [], circulation = [];
        foreach (int n in sizes)
        {
            Learn(fit, n, stop);
            Func<double[], double[]> next = points => fit.Use.Next(points);
            oneStep.Add(RollOuts.OfTheChange(next(Course.Judge.From), Course.Judge.To, Course.Judge.From));
            rollOut.Add(RollOuts.Apart(RollOuts.From(Course.From, Course.Path.Length, next), Course.Path, StepSystem.Dimension, Course.Spread));
            circulation.Add(Loop.Circulation(next, Circles));
            if (n == keep)
            {
                kept = new FittedStep(step, StepSystem.Dimension);
                kept.Set(fit.Use.Parameters, fit.Use.Scaling);
            }
        }

        return this with { OneStep = [.. oneStep], RollOut = [.. rollOut], Circulation = [.. circulation], Kept = kept };
    }

    // A quarter says when to stop; every contestant pays the same for it.
    private void Learn(StepFit fit, int n, CancellationToken stop)
    {
        SeenSteps all = Course.Learn[Seed].Part(0, n);
        int learned = n - (n / 4);
        fit.Fit(all.Part(0, learned), all.Part(learned, n), Scaling.Of(all), stop);
    }
}
