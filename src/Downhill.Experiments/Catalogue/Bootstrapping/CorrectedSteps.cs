using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Mdps;
using Downhill.Report;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>The plain gradient step of a network beside the one that sends errors through K's inverse.</summary>
public sealed record CorrectedSteps : Experiment
{
    /// <summary>Random processes of each kind.</summary>
    [Setting("random processes of each kind", Minimum = 1, Maximum = 10_000)]
    public int Processes { get; init; } = 30;

    /// <summary>Updates of a course.</summary>
    [Setting("updates of a course", Minimum = 10, Maximum = 100_000)]
    public int Updates { get; init; } = 300;

    /// <inheritdoc/>
    public override string Name => "corrected-step";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "θ + α Φ D (TQ − Q) against θ + α Φ K⁺ (TQ − Q): through K's inverse a step is value iteration's, exactly where values are linear, else to first order, and of as many directions as K has rank.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Processes = 3, Updates = 30 },
        ExperimentSize.Full => this with { Processes = 300, Updates = 1000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Rng[] draws = [.. Enumerable.Range(0, Processes).Select(context.Rng.Fork)];
        double[] linear = [.. draws.Select(rng => Linear(rng, 24).Error)];
        yield return AtMost("linear", "Of values that are linear in 24 features of 12 pairs, the step through K's inverse with α = 1 is value iteration's: the largest difference over the largest move.", linear.Worst(), 1e-12, linear.Length);
        (double Error, int Rank)[] few = [.. draws.Select(rng => Linear(rng, 5))];
        yield return AtMost("projected", "Of 5 features of 12 pairs it is the projection of value iteration's step onto them: the same difference.", few.Worst(found => found.Error), 1e-12, few.Length);
        yield return Within("rank", "K's rank is then the number of features: the rank found that is farthest from it.", few.MaxBy(found => Math.Abs(found.Rank - 5)).Rank, 5, 0, few.Length);

        double[] sizes = [.. Enumerable.Range(0, 7).Select(k => Math.Pow(10, -4 + (k / 3.0)))];
        NetworkStep[] steps = [.. draws.AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop).Select(rng => NetworkStep.Of(Case(rng), sizes))];
        double[] slopes = [.. steps.Select(step => Compare.Order(sizes, step.Errors))];
        yield return Within("network", "Of networks whose K is invertible it is value iteration's step to first order: of ‖Q(θ′) − (Q + α (TQ − Q))‖ / ‖Q(θ′) − Q‖ against α, the slope farthest from one.", slopes.Farthest(1), 1, 0.05, slopes.Length);
        yield return AtMost("full-rank", "Pairs less the rank of K, largest: every K was invertible.", steps.Worst(step => step.Pairs - step.Rank), 0, steps.Length);
        yield return new Noted("condition", new JsonObject { ["median"] = steps.Select(step => step.Condition).Order().ElementAt(steps.Length / 2), ["largest"] = steps.Max(step => step.Condition) });
        yield return AtLeast("plain", "The plain step goes elsewhere: the median angle between its move of the table and value iteration's.", steps.Select(step => step.PlainAngle).Order().ElementAt(steps.Length / 2), 20, steps.Length, "°");

        CorrectedCourse[] courses = [.. draws.AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop).Select(rng => CorrectedCourse.Of(Case(rng), Updates))];
        double[] gained = [.. courses.Select(course => course.Corrected[^1] / course.Plain[^1])];
        yield return AtMost("courses", $"After {Updates} updates, the distance from the optimal table by steps through K's inverse over that by plain steps: the median.", gained.Order().ElementAt(gained.Length / 2), 1, gained.Length);
        foreach (Finding finding in Pictures(sizes, steps, courses))
        {
            yield return finding;
        }
    }

    private static NetworkCase Case(Rng rng) => NetworkCase.Draw(rng, 6, [32, 32]);

    /// <summary>How far a corrected step of linear values, at α = 1, is from the projection of value iteration's onto the features.</summary>
    private static (double Error, int Rank) Linear(Rng rng, int features)
    {
        Mdp mdp = new Garnet { States = 6, Actions = 2 }.Draw(rng.Fork(0));
        BellmanBackup backup = new(mdp);
        int n = backup.Pairs;
        double[] phi = NetworkCase.Normal(rng.Fork(1), n * features);
        QNetwork network = new(new Linear(NetworkCase.Normal(rng.Fork(2), features)), phi);
        CorrectedStep step = network.Corrected(backup, 1);

        // Another way to the projection than K's eigenvectors: a QR decomposition of the features.
        Vector<double> errors = Vector<double>.Build.Dense(network.Errors(backup));
        Vector<double> expected = features >= n ? errors : Matrix<double>.Build.Dense(n, features, (i, j) => phi[(i * features) + j]).QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).Q is var q ? q * (q.Transpose() * errors) : errors;
        return (Compare.Relative(Compare.Difference(step.Network.Values(), network.Values()), expected.ToArray()), step.Rank);
    }

    private static IEnumerable<Finding> Pictures(double[] sizes, NetworkStep[] steps, CorrectedCourse[] courses)
    {
        double[] updates = [.. courses[0].Plain.Select((_, t) => (double)t)];
        double[] Middle(Func<CorrectedCourse, double[]> of) => [.. updates.Select((_, t) => courses.Select(course => of(course)[t]).Order().ElementAt(courses.Length / 2))];
        yield return new Pictured("steps", "One step and many", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Error of a corrected step against its size, and distance from the optimal table against updates.",
            Panels =
            [
                new()
                {
                    Title = "one corrected step against value iteration's",
                    XLabel = "α",
                    YLabel = "error / length of the step",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Marks =
                    [
                        .. steps.Select((step, i) => new Line(sizes, step.Errors) { Colour = Palette.Blue, Opacity = 0.4, Width = 1.1, Label = i == 0 ? "one process and network" : null }),
                        new Line([sizes[0], sizes[^1]], [sizes[0], sizes[^1]]) { Colour = Palette.Vermilion, Dash = Dash.Dashed, Label = "slope 1" },
                    ],
                },
                new()
                {
                    Title = "the median over processes",
                    XLabel = "updates",
                    YLabel = "distance from the optimal table",
                    YScale = Scale.Log,
                    Marks =
                    [
                        new Line(updates, Middle(course => course.Corrected)) { Colour = Palette.Teal, Width = 4, Opacity = 0.6, Label = "through K's inverse, α = 0.1" },
                        new Line(updates, Middle(course => course.Table)) { Colour = Palette.Ink, Width = 1.2, Dash = Dash.Dashed, Label = "a table, α = 0.1" },
                        new Line(updates, Middle(course => course.Plain)) { Colour = Palette.Vermilion, Label = "plain, half the longest step" },
                    ],
                },
            ],
        }, "Garnets of six states and two actions, networks of two tanh layers of 32. Left: what is left is the bend of the network. Right: plain steps settle their fast directions and leave the slow ones; through the inverse all go alike.");
        yield return new Pictured("moves", "Where a step goes", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "How each pair moves against how value iteration would move it, by plain and corrected steps.",
            Panels =
            [
                Moves("plain", [.. steps.Select(step => step.Plain)], steps, Palette.Vermilion),
                Moves("through K's inverse", [.. steps.Select(step => step.Corrected)], steps, Palette.Blue),
            ],
        }, "Every pair of every process, each process scaled to a largest move of one. Plain steps move some pairs the wrong way: others' errors drag them along.");
    }

    private static Panel Moves(string title, double[][] moves, NetworkStep[] steps, Colour colour) => new()
    {
        Title = title,
        XLabel = "error TQ − Q",
        YLabel = "move of Q",
        EqualAspect = true,
        Legend = Legend.None,
        Marks =
        [
            new Line([-1, 1], [-1, 1]) { Colour = Palette.Grey, Width = 1 },
            new Scatter([.. steps.SelectMany(step => Scaled(step.Wanted))], [.. moves.SelectMany(Scaled)]) { Colour = colour },
        ],
    };

    private static double[] Scaled(double[] move) => [.. move.Select(value => value / Compare.Largest(move))];
}
