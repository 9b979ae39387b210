using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>Q-learning with and without momentum: up to which step size it settles, foretold by a companion matrix and found by running it.</summary>
public sealed record MomentumLimits : Experiment
{
    private static readonly double[] Momenta = [0, 0.3, 0.6, 0.9];

    /// <summary>Random processes.</summary>
    [Setting("random processes", Minimum = 1, Maximum = 10_000)]
    public int Processes { get; init; } = 30;

    /// <summary>Steps of a trial.</summary>
    [Setting("steps of a trial, at most", Minimum = 100, Maximum = 10_000_000)]
    public int Steps { get; init; } = 20_000;

    /// <inheritdoc/>
    public override string Name => "momentum";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "The largest step at which Q-learning with momentum settles, from the spectrum of a companion matrix and by running it: real rates may go further by 1 + b, turning ones less far.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Processes = 2 },
        ExperimentSize.Full => this with { Processes = 300, Steps = 60_000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Trial[] trials = [.. Enumerable.Range(0, Processes).AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop).Select(draw => Trial.Of(context.Rng.Fork(draw), Steps)).Where(trial => trial.Foretold[0] > 0)];
        double[] errors = [.. trials.SelectMany(trial => trial.Measured.Zip(trial.Foretold, (measured, foretold) => Math.Abs((measured / foretold) - 1)))];
        yield return AtMost("limits", "The largest step that settles, found by halving with real updates, against the companion matrix: the largest relative distance over processes and momenta.", errors.Worst(), 0.01, errors.Length);
        double[] crossings = [.. trials.SelectMany(trial => Momenta.Select((b, k) => trial.Radius(b, trial.Foretold[k])))];
        yield return AtMost("companion", "At the step of the closed form, 2 x/(1 + b)/(x²/(1 + b)² + y²/(1 − b)²) of the worst rate x + i y, the companion matrix has the spectral radius one: the largest distance.", crossings.Worst(radius => Math.Abs(radius - 1)), 1e-6, crossings.Length);
        double[] ratios = [.. trials.SelectMany(trial => Momenta.Zip(trial.Measured).Skip(1).Select(pair => pair.Second / trial.Measured[0] / (1 + pair.First)))];
        yield return AtMost("at-most", "Momentum b never lets a step be longer by more than 1 + b: the largest share of that, as measured by halving.", ratios.Worst(), 1 + 1e-3, ratios.Length);
        yield return new Noted("processes", trials.Length);
        yield return new Noted("worse_with_momentum", new JsonObject(Momenta.Skip(1).Select((b, k) => KeyValuePair.Create($"{b}", (JsonNode?)trials.Count(trial => trial.Measured[k + 1] < trial.Measured[0])))));
        yield return new Said(new(Standing.Warn, "Momentum", $"of b = 0.9 lets the step be longer in {trials.Count(trial => trial.Measured[^1] > trial.Measured[0])} of {trials.Length} processes, and makes it shorter in the others, whose errors turn."));
        foreach (Finding finding in Pictures(trials))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Pictures(Trial[] trials)
    {
        double[] all = [.. trials.SelectMany(trial => trial.Foretold)];
        yield return new Pictured("limits", "The largest steps", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Largest steps, measured against foretold, and against momentum.",
            Panels =
            [
                new()
                {
                    Title = "foretold and measured",
                    XLabel = "largest step, companion matrix",
                    YLabel = "largest step, run",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Marks =
                    [
                        new Line([all.Min(), all.Max()], [all.Min(), all.Max()]) { Colour = Palette.Grey, Width = 1 },
                        .. Momenta.Select((b, k) => new Scatter([.. trials.Select(trial => trial.Foretold[k])], [.. trials.Select(trial => trial.Measured[k])]) { Label = $"b = {b}", Colour = Palette.OfSeries(k) }),
                    ],
                },
                new()
                {
                    Title = "what momentum does to it",
                    XLabel = "momentum b",
                    YLabel = "largest step / that without momentum",
                    YScale = Scale.Log,
                    Marks =
                    [
                        .. trials.Select((trial, i) => new Line(Momenta, [.. trial.Measured.Select(step => step / trial.Measured[0])]) { Colour = Palette.Blue, Opacity = 0.35, Width = 1.2, Label = i == 0 ? "one process, run" : null }),
                        new Line(Fine, [.. Fine.Select(b => 1 + b)]) { Colour = Palette.Teal, Dash = Dash.Dashed, Label = "real rates: 1 + b" },
                        new Line(Fine, [.. Fine.Select(b => (1 - b) * (1 - b) / (1 + b))]) { Colour = Palette.Vermilion, Dash = Dash.Dashed, Label = "rates that only turn: (1 − b)²/(1 + b)" },
                    ],
                },
            ],
        }, "Each process is a Garnet with values that generalise between near pairs, learned from the visits of a half random policy. A step settles if a small disturbance of the optimal table is forgotten.");
        Trial first = trials[0];
        double step = 0.9 * first.Foretold[0];
        yield return new Pictured("courses", "With and without momentum", new Figure("")
        {
            Description = "Distance from the optimal table against steps for several momenta.",
            Panels =
            [
                new()
                {
                    XLabel = "steps",
                    YLabel = "distance from the optimal table",
                    YScale = Scale.Log,
                    Marks = [.. Momenta.Select((b, k) => first.Course(b, step) is var course ? new Line([.. course.Select((_, t) => 5.0 * t)], course) { Label = $"b = {b}{(first.Foretold[k] < step ? ", too far" : "")}", Colour = Palette.OfSeries(k) } : null!)],
                },
            ],
        }, $"The first process, all at one step: 0.9 of the largest without momentum. It begins with every value at zero.");
    }

    private static double[] Fine => [.. Enumerable.Range(0, 46).Select(i => 0.02 * i)];

    /// <summary>One process: its limits for each momentum.</summary>
    private sealed record Trial(LearnedProcess Process, QIteration Update, int[] Greedy, double[] Foretold, double[] Measured)
    {
        internal static Trial Of(Rng rng, int steps)
        {
            LearnedProcess process = LearnedProcess.Smooth(new Garnet { States = 8, Actions = 2, Discount = 0.95 }, 0.25, rng);
            Policy greedy = PairDistribution.Greedy(2, process.Optimal), half = PairDistribution.Mixture(greedy, Policy.Uniform(8, 2), 0.5);
            QIteration update = process.Update(PairDistribution.Of(process.Mdp, half));
            int[] actions = process.Backup.Greedy(process.Optimal);
            double[] foretold = [.. Momenta.Select(b => Stability.LargestStep(update with { Momentum = b }, actions))];
            Trial trial = new(process, update, actions, foretold, []);
            return foretold[0] > 0 ? trial with { Measured = [.. Momenta.Select(b => trial.Limit(b, steps, rng.Fork(9)))] } : trial;
        }

        internal double Radius(double momentum, double step) => Stability.SpectralRadius(Update with { Momentum = momentum, StepSize = step }, Greedy);

        internal double[] Course(double momentum, double step)
        {
            QIteration update = Update with { Momentum = momentum, StepSize = step };
            QState state = QState.At(new double[Process.Pairs]);
            List<double> distances = [];
            for (int t = 0; t <= 3000 && distances.All(distance => distance < 1e6); t++, state = update.Next(state))
            {
                if (t % 5 == 0)
                {
                    distances.Add(Math.Max(1e-12, Compare.Largest(Compare.Difference(state.Values, Process.Optimal))));
                }
            }

            return [.. distances];
        }

        // By halving of ln α, from far below what any kernel needs to far above.
        private double Limit(double momentum, int steps, Rng rng)
        {
            double scale = Enumerable.Range(0, Process.Pairs).Max(i => Update.Gain[i, i]), low = Math.Log(1e-3 / scale), high = Math.Log(20 / scale);
            for (int i = 0; i < 15; i++)
            {
                double middle = 0.5 * (low + high);
                (low, high) = Settles(Update with { Momentum = momentum, StepSize = Math.Exp(middle) }, steps, rng) ? (middle, high) : (low, middle);
            }

            return Math.Exp(0.5 * (low + high));
        }

        // A disturbance far smaller than what separates actions, and far larger than rounding.
        private bool Settles(QIteration update, int steps, Rng rng)
        {
            double[] away = new double[Process.Pairs];
            rng.Normal(away);
            double size = Math.Max(1e-8, 1e-5 * Process.Gap), second = 0, last = 0;
            QState state = QState.At([.. Process.Optimal.Zip(away, (q, by) => q + (size * by))]);
            for (int t = 0; t < steps; t++)
            {
                double distance = Compare.Length(Compare.Difference(state.Values, Process.Optimal)) / size;
                if (!(distance < 1e3) || distance < 1e-3)
                {
                    return distance < 1e-3;
                }

                // What turns swells and ebbs: the largest of a quarter of the way is compared with that of another.
                second = t >= steps / 4 && t < steps / 2 ? Math.Max(second, distance) : second;
                last = t >= steps - (steps / 4) ? Math.Max(last, distance) : last;
                state = update.Next(state);
            }

            return last < second;
        }
    }
}
