using System.Text.Json.Nodes;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>Q + α K D (T Q − Q) beside value iteration and beside what a step of a network's parameters really does.</summary>
public sealed record KernelStep : Experiment
{
    private const double Time = 4;

    /// <summary>Random processes, each with a network.</summary>
    [Setting("random processes, each with a network", Minimum = 1, Maximum = 10_000)]
    public int Processes { get; init; } = 40;

    /// <summary>Step sizes between 10⁻⁴ and 10⁻² of the inverse largest eigenvalue.</summary>
    [Setting("step sizes between 1e-4 and 1e-2 of the inverse largest eigenvalue", Minimum = 2, Maximum = 101)]
    public int Sizes { get; init; } = 9;

    /// <inheritdoc/>
    public override string Name => "kernel-step";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "How good Q + α K D (T Q − Q) is as a picture of a network's own update: its error is of first order in α, for one step and, with K kept up to date, for a whole course; with K as it was at the start it is not.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Processes = 3, Sizes = 5 },
        ExperimentSize.Full => this with { Processes = 400, Sizes = 17 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        double[] shares = [.. Enumerable.Range(0, Sizes).Select(k => Math.Pow(10, -4 + (2.0 * k / (Sizes - 1))))];
        StepError[] all = [.. Enumerable.Range(0, Processes).AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop)
            .Select(draw => StepError.Of(NetworkCase.Draw(context.Rng.Fork(draw), 6, [24, 24]), shares))];
        StepError[] kept = [.. all.Where(error => !error.Switches)];
        double[] slopes = [.. kept.Select(error => Compare.Order(shares, error.Errors))];
        yield return Within("slope", "‖Q(θ′) − (Q + α K D (T Q − Q))‖ / ‖Q(θ′) − Q‖ against α, from 10⁻⁴ to 10⁻² of the inverse largest eigenvalue of K D: the slope farthest from one, where no step changed a greedy action.", slopes.Farthest(1), 1, 0.05, slopes.Length * Sizes);
        yield return new Noted("switched", all.Length - kept.Length);
        yield return new Noted("error_at_a_hundredth", kept.Select(error => error.Errors[^1]).Order().ElementAt(kept.Length / 2));
        yield return new Said(new(Standing.Good, "One step", $"of a hundredth of the inverse largest eigenvalue is foretold to {kept.Select(error => error.Errors[^1]).Order().ElementAt(kept.Length / 2):P2} of its length (median)."));
        yield return Slopes(shares, kept);

        double[] halved = Compare.Halvings(0.1, Sizes < 9 ? 3 : 5);
        CourseError[] courses = [.. Enumerable.Range(0, Math.Min(Processes, 12)).AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop)
            .Select(draw => CourseError.Of(NetworkCase.Draw(context.Rng.Fork(draw), 6, [24, 24]), halved, Time))];
        double[] orders = [.. courses.Select(course => Compare.Order(halved, course.Renewed))];
        double middle = orders.Order().ElementAt(orders.Length / 2);
        yield return Within("course", "The same over whole courses of one length of time, K renewed at each step: the median slope of where Q ends against α.", middle, 1, 0.1, orders.Length);
        double[] frozen = [.. courses.Select(course => course.Frozen[^1] / course.Frozen[0])];
        yield return AtLeast("frozen", "With K as it was at the start, smaller steps do not help: the median error at the smallest step over that at the largest.", frozen.Order().ElementAt(frozen.Length / 2), 0.5, frozen.Length);
        yield return new Noted("course_errors", new JsonObject { ["renewed"] = courses.Average(course => course.Renewed[0]), ["frozen"] = courses.Average(course => course.Frozen[0]) });
        yield return Courses(halved, courses);
        foreach (Finding finding in ValuePolytope.Pictured(context.Rng.Fork(-1)))
        {
            yield return finding;
        }
    }

    private static Pictured Slopes(double[] shares, StepError[] errors) => BySteps(
        "one-step",
        "One step",
        "Relative error of the linearised update against the step size, one line for each process.",
        "error / length of the step",
        [
            .. errors.Select((error, i) => new Line(shares, error.Errors) { Colour = Palette.Blue, Opacity = 0.4, Width = 1.1, Label = i == 0 ? "one process and network" : null }),
            new Line([shares[0], shares[^1]], [shares[0], shares[^1]]) { Colour = Palette.Vermilion, Dash = Dash.Dashed, Label = "slope 1" },
        ],
        "Garnets of six states and two actions, networks of two tanh layers of 24 over random features, data of random actions. The error is a share of how far the step moved the table.");

    private static Pictured Courses(double[] steps, CourseError[] courses) => BySteps(
        "course",
        "A whole course",
        "Error at the end of a course against the step size, with the kernel renewed and with the kernel frozen.",
        "distance at the end / way of the network",
        [
            .. courses.Select((course, i) => new Line(steps, course.Renewed) { Colour = Palette.Blue, Opacity = 0.5, Width = 1.2, Label = i == 0 ? "K renewed at each step" : null }),
            .. courses.Select((course, i) => new Line(steps, course.Frozen) { Colour = Palette.Vermilion, Opacity = 0.5, Width = 1.2, Label = i == 0 ? "K of the start" : null }),
        ],
        $"All courses last the time {Time} / (largest eigenvalue): the shorter the steps, the more. A linear model in place of the network keeps its error however short they are.");

    private static Pictured BySteps(string id, string title, string description, string error, Mark[] marks, string words) => new(id, title, new Figure("")
    {
        Description = description,
        Panels = [new() { XLabel = "α · largest eigenvalue of K D", YLabel = error, XScale = Scale.Log, YScale = Scale.Log, Marks = marks }],
    }, words);
}
