using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Studies;
using Downhill.Report;
using Downhill.Training;

namespace Downhill.Experiments.Spirals;

/// <summary>Two answers to one question: F(x, y) of two crossing parabolas, and y = argmin F(x, y) from many starts.</summary>
public sealed record TwoParabolas : Experiment
{
    private const double Half = 5, Hit = 0.2, Edge = 4.9, Shown = 25;
    private const int Points = 4000;

    /// <summary>Units in each of the three layers.</summary>
    [Setting("units in each of the three layers", Minimum = 1, Maximum = 4096)]
    public int Width { get; init; } = 64;

    /// <summary>Steps of Adam.</summary>
    [Setting("steps of Adam", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 4000;

    /// <summary>Questions.</summary>
    [Setting("questions x, evenly over the range", Minimum = 2, Maximum = 10_000)]
    public int Questions { get; init; } = 81;

    /// <summary>Starts for each.</summary>
    [Setting("starts of y for each question", Minimum = 2, Maximum = 10_000)]
    public int Starts { get; init; } = 24;

    /// <summary>Points of the grid for Z(x).</summary>
    [Setting("points of the grid that gives Z(x), for each question", Minimum = 2, Maximum = 10_000)]
    public int GridPoints { get; init; } = 96;

    /// <inheritdoc/>
    public override string Name => "two-parabolas";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "An energy F(x, y) gives both answers y to one question x where two parabolas cross; a regression could only give their mean.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Width = 24, Steps = 300, Questions = 21, Starts = 8, GridPoints = 64 },
        ExperimentSize.Full => this with { Width = 128, Steps = 12_000, Questions = 401, Starts = 64, GridPoints = 128 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        bool isSmoke = context.Size == ExperimentSize.Smoke;
        double[] questions = Lessons.Between(-Edge, Edge, Questions), starts = Lessons.Between(-Half, Half, Starts);
        foreach (ParabolaLesson lesson in (ParabolaLesson[])[ParabolaLesson.Margin(Half, Steps), ParabolaLesson.Likelihood(GridPoints, Math.Max(1, Steps / 2))])
        {
            ConditionalEnergy energy = Learn(context, lesson);
            context.Tell("looking for answers");
            Answers answers = new(questions, new LocalMinima { StepSize = 0.1, Steps = 200, Slope = 1e-4 }.Of(energy, questions, starts));
            foreach (Finding finding in isSmoke && lesson.Shaken > 0 ? [] : Judge(answers, lesson, isSmoke))
            {
                yield return finding;
            }

            // A flat density on the box is off by ln 12 + 0.2 = 2.7 nats.
            if (lesson.Shaken > 0)
            {
                yield return AtMost($"{lesson.Id}divergence", $"{lesson.By}KL(p‖q) from the law p(y | x) of the samples to q = exp(−F) / Z(x), both by sums over y: the mean over the questions.", Divergence(energy, questions, lesson.Shaken), isSmoke ? 2.5 : 0.1, Questions, "nats");
            }

            yield return Picture(energy, answers, lesson);
            yield return new Noted($"{lesson.Id}answers", new JsonObject { ["misses_up"] = Numbers(answers.Misses(Up)), ["misses_down"] = Numbers(answers.Misses(Down)), ["astray"] = answers.Astray(y => Hit, Up, Down) });
        }
    }

    private Pictured Picture(ConditionalEnergy energy, Answers answers, ParabolaLesson lesson)
    {
        Grid map = SpiralFigures.MapOf(energy.Inner, Half);
        (string how, string unit, Grid shown) = lesson.Shaken > 0
            ? (FormattableString.Invariant($" It was learned from y shaken by {lesson.Shaken}, for of points on a curve there is no density; it may be any higher at one x than at another, so heights are above the lowest of each x."), "nats", AboveLowest(map))
            : ("", "margins", map);
        Figure figure = SpiralFigures.Beside([(lesson.Title, shown)], [.. answers.Marks()], _ => Shown);
        return new($"{lesson.Id}answers", lesson.Shaken > 0 ? "The energy and its answers, by likelihood" : "The energy and its answers", figure, $"The learned F as a landscape and as a map, and its answers: minima in y (dots) for {Questions} questions x, from {Starts} starts each. Heights level off, and colours end, at {Shown} {unit}.{how}");
    }

    private IEnumerable<Finding> Judge(Answers answers, ParabolaLesson lesson, bool isSmoke)
    {
        foreach ((string id, string words, Func<double, double> branch) in new (string, string, Func<double, double>)[] { ("opening-up", "that opens upwards", Up), ("opening-down", "that opens downwards", Down) })
        {
            double[] misses = answers.Misses(branch);
            yield return AtLeast($"{lesson.Id}covers-{id}", $"{lesson.By}The share of questions with an answer within {Hit} of the parabola {words}.", misses.Count(miss => miss <= Hit) / (double)misses.Length, isSmoke ? 0.1 : 0.95, misses.Length);
            if (!isSmoke)
            {
                yield return AtMost($"{lesson.Id}error-{id}", $"{lesson.By}From the parabola {words} to the nearest answer, where there is one within {Hit}: the root of the mean square.", Math.Sqrt(misses.Where(miss => miss <= Hit).DefaultIfEmpty(Hit).Average(miss => miss * miss)), lesson.Error, misses.Length, "units of y");
            }
        }

        yield return AtMost($"{lesson.Id}astray", $"{lesson.By}The share of starts that end in an answer further than {Hit} from both parabolas.", answers.Astray(y => Hit, Up, Down), isSmoke ? 1 : 0.05, Questions * Starts);
    }

    private static Grid AboveLowest(Grid map)
    {
        double[] lowest = [.. Enumerable.Range(0, map.Columns).Select(x => Enumerable.Range(0, map.Rows).Min(y => map.Values[x, y]))];
        double[,] above = new double[map.Columns, map.Rows];
        for (int i = 0; i < above.Length; i++)
        {
            above[i / map.Rows, i % map.Rows] = map.Values[i / map.Rows, i % map.Rows] - lowest[i / map.Rows];
        }

        return map with { Values = above };
    }

    private static double Divergence(ConditionalEnergy energy, double[] questions, double deviation)
    {
        const int Cells = 1200;
        double[] ys = Lessons.Between(-ParabolaLesson.Reach, ParabolaLesson.Reach, Cells);
        Landscape landscape = Landscape.Of(energy.Inner);
        return questions.Average(x =>
        {
            double[] energies = landscape.Evaluate([.. ys.SelectMany(y => (double[])[x, y])]).Energies, p = Shares([.. ys.Select(y => Bump(y - Up(x)) + Bump(y - Down(x)))]);
            double least = energies.Min();
            double[] q = Shares([.. energies.Select(e => Math.Exp(least - e))]);
            return p.Zip(q, (a, b) => a > 0 ? a * Math.Log(a / b) : 0).Sum();
        });

        double Bump(double off) => Math.Exp(-off * off / (2 * deviation * deviation));

        static double[] Shares(double[] weights)
        {
            double total = weights.Sum();
            return [.. weights.Select(weight => weight / total)];
        }
    }

    private static double Up(double x) => (x * x / 4) - 2.5;

    private static double Down(double x) => 2.5 - (x * x / 4);

    private static JsonArray Numbers(double[] numbers) => new([.. numbers.Select(x => JsonValue.Create(double.IsFinite(x) ? x : -1))]);

    private ConditionalEnergy Learn(ExperimentContext context, ParabolaLesson lesson)
    {
        Rng rng = context.Rng.Fork(611);
        double[] x = [.. Enumerable.Range(0, Points).Select(i => Half * ((2 * rng.Uniform(2L * i)) - 1))];
        double[] y = [.. x.Select((at, i) => (rng.Uniform((2L * i) + 1) < 0.5 ? Up(at) : Down(at)) + (lesson.Shaken * rng.Fork(3).Normal(i)))];
        ConditionalEnergy energy = new(new Mlp(2, [Width, Width, Width], rng.Fork(1)) { Radius = [1.5, 1.5] }, [1]);
        Schedule schedule = new() { Steps = lesson.Steps, BatchSize = 256, StepSize = 0.003, WarmUp = lesson.Steps / 20, ValidateEvery = Math.Max(1, lesson.Steps / 10), Patience = int.MaxValue };
        SampleTrainer<float> trainer = new(energy, lesson.Objective, new(y, 1) { Given = x }, new([], 1) { Given = [] }, schedule, rng.Fork(2), context.Threads);
        foreach (SampleProgress progress in trainer.Run())
        {
            context.Stop.ThrowIfCancellationRequested();
            if (progress.Step % 100 == 0)
            {
                context.Tell($"learning {lesson.Title}: step {progress.Step} of {lesson.Steps}, loss {progress.Loss:f3}");
            }
        }

        return (ConditionalEnergy)trainer.Energy;
    }

    private sealed record Answers(double[] Questions, IReadOnlyList<IReadOnlyList<Minimum>> Found)
    {
        /// <summary>How far the nearest answer to each question is from a branch; infinite where there is none.</summary>
        internal double[] Misses(Func<double, double> branch) => [.. Questions.Zip(Found, (x, minima) => minima.Select(minimum => Math.Abs(minimum.Point[0] - branch(x))).DefaultIfEmpty(double.PositiveInfinity).Min())];

        /// <summary>The share of starts that end away from all branches.</summary>
        internal double Astray(Func<double, double> hit, params Func<double, double>[] branches) =>
            Questions.Zip(Found, (x, minima) => minima.Where(minimum => branches.All(branch => Math.Abs(minimum.Point[0] - branch(x)) > hit(x))).Sum(minimum => minimum.Share)).Average();

        internal IEnumerable<Mark> Marks()
        {
            double[] fine = Lessons.Between(-Half, Half, 200);
            foreach (Func<double, double> branch in new[] { Up, Down })
            {
                yield return new Line(fine, [.. fine.Select(branch)]) { Colour = Palette.White, Dash = Dash.Dashed, Width = 1 };
            }

            (double X, double Y)[] dots = [.. Questions.Zip(Found).SelectMany(pair => pair.Second.Select(minimum => (pair.First, minimum.Point[0])))];
            yield return new Scatter([.. dots.Select(dot => dot.X)], [.. dots.Select(dot => dot.Y)]) { Colour = Palette.Vermilion, Size = 3.6, Opacity = 1 };
        }
    }
}
