using Downhill.Bootstrapping;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>Policy gradient and policy iteration to first order: still normalised, no longer positive.</summary>
public sealed record PolicySteps : Experiment
{
    private const int States = 5, Actions = 3, Order = 6;

    /// <summary>Random processes, each with a random policy.</summary>
    [Setting("random processes, each with a random policy", Minimum = 1, Maximum = 100_000)]
    public int Processes { get; init; } = 200;

    /// <inheritdoc/>
    public override string Name => "policy-gradient";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "Policy gradient and policy iteration, linearised as Q-learning is: π + α x F² Q stays normalised exactly, as every Taylor term does, but becomes negative; without one F it is the natural gradient, which is exponentiated gradient and in the limit policy iteration.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Processes = 10 },
        ExperimentSize.Full => this with { Processes = 5000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        (Mdp Mdp, Policy Policy)[] cases = [.. Enumerable.Range(0, Processes).Select(draw => (new Garnet { States = States, Actions = Actions }.Draw(context.Rng.Fork(draw)), NetworkPolicy.Random(context.Rng.Fork(draw).Fork(5), States, Actions)))];
        double table = cases.Worst(given => PolicyGradients.Terms(given.Policy, Unit(PolicyGradients.Gradient(given.Mdp, given.Policy)), Order).Skip(1).Worst(term => term.Chunk(Actions).Worst(row => Math.Abs(row.Sum()))));
        yield return AtMost("normalised", "Taylor terms of orders one to six of a softmax table, along its policy gradient: the largest sum over actions.", table, 1e-12, Processes * States * Order);
        (double Sum, double Largest)[] terms = [.. Enumerable.Range(0, Math.Min(Processes, 10)).SelectMany(draw => NetworkPolicy.Terms(400 + (20 * draw), 8, Actions, 4))];
        yield return AtMost("network", "The same of networks, orders one to four, by derivatives of derivatives.", terms.Worst(term => term.Sum), 1e-12, terms.Length * 8);
        yield return new Noted("largest_network_term", terms.Max(term => term.Largest));

        double[] sizes = [.. Enumerable.Range(0, 7).Select(k => Math.Pow(10, -4 + (k / 3.0)))];
        double[][] errors = [.. cases.Select(given => sizes.Select(size => Error(given.Mdp, given.Policy, size)).ToArray())];
        double[] slopes = [.. errors.Select(error => Compare.Order(sizes, error))];
        yield return Within("slope", "‖π(θ′) − (π + α x F² Q)‖ / ‖π(θ′) − π‖ against α, from 10⁻⁴ to 10⁻² of what moves a logit by one: the median slope.", Middle(slopes), 1, 0.05, slopes.Length);
        yield return AtMost("natural", "The natural gradient through the Fisher matrix's pseudo-inverse against exponentiated gradient π exp(η A)/Z, η = 1: the largest difference.", cases.Worst(given => Compare.Largest(Compare.Difference(NetworkPolicy.Natural(given.Mdp, given.Policy, 1).Probabilities, PolicyGradients.Natural(given.Mdp, given.Policy, 1).Probabilities))), 1e-12, Processes);
        yield return AtMost("policy-iteration", "With η = 10⁶ the natural step is policy iteration's greedy policy: the largest difference, where no two actions are within 10⁻⁴.", cases.Where(given => Gap(given.Mdp, given.Policy) > 1e-4).Worst(given => Apart(given.Mdp, given.Policy)), 1e-9, Processes);

        double[] found = [.. cases.Select(given => Bisected(given.Mdp, given.Policy))], foretold = [.. cases.Select(given => 1 / PolicyGradients.Advantage(given.Mdp, given.Policy).Max(a => -a))];
        yield return AtMost("positive", "π + η F Q = π (1 + η A) becomes negative at η = 1/max(−A): the largest relative distance from where it was found by halving.", found.Zip(foretold, (a, b) => Math.Abs((a / b) - 1)).Worst(), 1e-6, Processes);
        yield return new Noted("negative_from", Middle(foretold));
        yield return new Said(new(Standing.Warn, "Positivity", $"of the linearised natural step is lost at η = {Middle(foretold):G2} (median), where the exact step still gives every action a chance."));
        yield return Simplex(cases[0].Mdp, cases[0].Policy);
        yield return Least(sizes, errors, cases[0].Mdp, cases[0].Policy);
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static double[] Unit(double[] direction) => [.. direction.Select(value => value / Compare.Largest(direction))];

    // α in units in which the largest logit moves by one.
    private static double Error(Mdp mdp, Policy policy, double size)
    {
        double step = size / Compare.Largest(PolicyGradients.Gradient(mdp, policy));
        return StepError.Relative(PolicyGradients.Step(mdp, policy, step).Probabilities, PolicyGradients.Linearised(mdp, policy, step), policy.Probabilities);
    }

    private static double Gap(Mdp mdp, Policy policy) => PolicyGradients.Advantage(mdp, policy).Chunk(Actions).Min(row => row.OrderDescending().ToArray() is var best ? best[0] - best[1] : 0);

    private static double Apart(Mdp mdp, Policy policy) => Compare.Largest(Compare.Difference(PolicyGradients.Natural(mdp, policy, 1e6).Probabilities, PairDistribution.Greedy(Actions, PolicyValues.Of(mdp, policy).Q).Probabilities));

    private static double Bisected(Mdp mdp, Policy policy)
    {
        double low = 0, high = 1;
        for (; PolicyGradients.LinearisedNatural(mdp, policy, high).Min() >= 0; high *= 2)
        {
        }

        for (int i = 0; i < 45; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = PolicyGradients.LinearisedNatural(mdp, policy, middle).Min() >= 0 ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static Pictured Simplex(Mdp mdp, Policy policy)
    {
        double[] lengths = [.. Enumerable.Range(0, 200).Select(k => 1e-2 * Math.Pow(1e4, k / 199.0))];
        double natural = 1 / PolicyGradients.Advantage(mdp, policy).Max(Math.Abs), plain = 1 / PolicyGradients.Gradient(mdp, policy).Max(Math.Abs);
        return new("simplex", "Exact and to first order", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Paths of policies in the simplex of three actions, exact and linearised.",
            Panels =
            [
                Triangle("policy gradient", policy, [.. lengths.Select(t => PolicyGradients.Step(mdp, policy, plain * t).Probabilities)], [.. lengths.Select(t => PolicyGradients.Linearised(mdp, policy, plain * Math.Min(t, 30)))]),
                Triangle("natural gradient", policy, [.. lengths.Select(t => PolicyGradients.Natural(mdp, policy, natural * t).Probabilities)], [.. lengths.Select(t => PolicyGradients.LinearisedNatural(mdp, policy, natural * Math.Min(t, 5)))]),
            ],
        }, "Every state of one process is a colour; corners are actions. Solid: where longer and longer steps of the logits lead, all inside. Dashed: to first order. They stay in the plane in which chances sum to one, and leave the triangle in which they are positive.");
    }

    private static Panel Triangle(string title, Policy policy, double[][] exact, double[][] linear) => new()
    {
        Title = title,
        XLabel = "π(2) + π(3) / 2",
        YLabel = "π(3) √3 / 2",
        EqualAspect = true,
        Legend = Legend.None,
        XRange = new(-0.35, 1.35),
        YRange = new(-0.3, 1.15),
        Marks =
        [
            new Line([0, 1, 0.5, 0], [0, 0, Height, 0]) { Colour = Palette.Ink, Width = 1.4 },
            new Markers([new(0, 0, "only action 1"), new(1, 0, "only action 2"), new(0.5, Height, "only action 3")]) { Colour = Palette.Ink },
            .. Enumerable.Range(0, States).SelectMany(state => new Mark[]
            {
                Path(exact, state, Dash.Solid), Path(linear, state, Dash.Dashed),
                new Scatter([Places([policy.Probabilities], state)[0].X], [Places([policy.Probabilities], state)[0].Y]) { Colour = Palette.OfSeries(state), Size = 8, Opacity = 1 },
            }),
        ],
    };

    private static double Height => Math.Sqrt(0.75);

    private static Line Path(double[][] laws, int state, Dash dash) => Places(laws, state) is var places
        ? new([.. places.Select(place => place.X)], [.. places.Select(place => place.Y)]) { Colour = Palette.OfSeries(state), Dash = dash, Width = 2 } : null!;

    private static (double X, double Y)[] Places(double[][] laws, int state) => [.. laws.Select(law => (law[(state * Actions) + 1] + (0.5 * law[(state * Actions) + 2]), Height * law[(state * Actions) + 2]))];

    private static Pictured Least(double[] sizes, double[][] errors, Mdp mdp, Policy policy)
    {
        double[] steps = [.. Enumerable.Range(0, 120).Select(k => 1e-2 * Math.Pow(1e3, k / 119.0))];
        return new("first-order", "How good the first order is", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Error of the linearised step against its size, and the least chance of an action against the step.",
            Panels =
            [
                new()
                {
                    Title = "policy gradient",
                    XLabel = "α · largest |∂J/∂θ|",
                    YLabel = "error / length of the step",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Marks =
                    [
                        .. errors.Take(60).Select((error, i) => new Line(sizes, error) { Colour = Palette.Blue, Opacity = 0.35, Width = 1, Label = i == 0 ? "one process and policy" : null }),
                        new Line([sizes[0], sizes[^1]], [sizes[0], sizes[^1]]) { Colour = Palette.Vermilion, Dash = Dash.Dashed, Label = "slope 1" },
                    ],
                },
                new()
                {
                    Title = "natural gradient",
                    XLabel = "step η",
                    YLabel = "least chance of an action",
                    XScale = Scale.Log,
                    YRange = new(-0.5, 0.2),
                    Marks =
                    [
                        new HorizontalRule(0),
                        new Line(steps, [.. steps.Select(t => PolicyGradients.Natural(mdp, policy, t).Probabilities.Min())]) { Colour = Palette.Blue, Label = "exact: π exp(η A)/Z" },
                        new Line(steps, [.. steps.Select(t => PolicyGradients.LinearisedNatural(mdp, policy, t).Min())]) { Colour = Palette.Vermilion, Dash = Dash.Dashed, Label = "first order: π (1 + η A)" },
                    ],
                },
            ],
        }, "Left: Garnets of five states and three actions with random policies. Right: the first of them.");
    }
}
