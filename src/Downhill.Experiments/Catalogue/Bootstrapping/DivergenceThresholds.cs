using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>From which discount on the classic examples of Q-learning with function approximation grow: found by halving, by nothing but running them.</summary>
public sealed record DivergenceThresholds : Experiment
{
    // Of the shapes that the threshold of a step size α has: α → 0 is reached by extrapolation.
    private static readonly double[] StepSizes = [0.04, 0.02, 0.01, 0.005];

    private static readonly double[] Ends = [0, 0.05, 0.1, 0.15, 0.2, 0.24];

    /// <summary>Steps after which a course is asked whether it grew.</summary>
    [Setting("steps after which a course is asked whether it grew", Minimum = 100, Maximum = 10_000_000)]
    public int Steps { get; init; } = 4000;

    /// <inheritdoc/>
    public override string Name => "divergence-thresholds";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "Baird's star grows above a discount of 15/17, two states of Tsitsiklis and Van Roy above 5/(6 − 4ε), a first transition alone above 1/2: found by halving, and the rates of growth beside prediction.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Steps = 1000 },
        ExperimentSize.Full => this with { Steps = 40_000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        double[] atStep = [.. StepSizes.Select(step => Halved(discount => AreaGrowth(Classics.Baird(discount, step), Steps) > 0))];
        double star = Extrapolated(StepSizes, atStep);
        yield return Within("baird", "Baird's star grows at every step size above this discount: thresholds at four step sizes, found by halving and extrapolated to none.", star, 15.0 / 17, 1e-6, StepSizes.Length);
        double[] foretold = [.. StepSizes.Select(step => Halved(discount => Moving(Classics.Baird(discount, step)) > 1))];
        yield return AtMost("baird-steps", "And at each step size where the spectral radius passes one: the largest distance.", Distance(atStep, foretold), 1e-6, StepSizes.Length);
        yield return new Noted("baird_thresholds", new JsonArray([.. StepSizes.Zip(atStep, (step, at) => new JsonObject { ["step_size"] = step, ["discount"] = at })]));
        context.Stop.ThrowIfCancellationRequested();

        double[] bounds = [.. Ends.Select(end => 5 / (6 - (4 * end)))];
        double[] expected = [.. Ends.Select(end => Halved(discount => Grows(Classics.TsitsiklisVanRoy(end, discount))))];
        double[] squares = [.. Ends.Select(end => Halved(discount => Grows(Classics.LeastSquares(end, discount))))];
        yield return AtMost("two-states", "Two states with one weight, ends with chance ε: expected updates grow above 5/(6 − 4ε), the largest distance of ε = 0 to 0.24.", Distance(expected, bounds), 1e-6, Ends.Length);
        yield return AtMost("two-states-squares", "And so do full steps of least squares.", Distance(squares, bounds), 1e-6, Ends.Length);
        yield return Within("first-transition", "From the first transition alone, w to 2 w, it grows above 1/2.", Halved(discount => Grows(Classics.FirstTransition(discount))), 0.5, 1e-6);
        foreach (Finding finding in Rates(context).Concat(Pictures(star, expected, squares)))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Rates(ExperimentContext context)
    {
        // Small steps, so that growth per unit of α is the rate itself but for α λ / 2.
        const double Step = 0.001, Discount = 0.99;
        double fast = Stability.Rates(Classics.Baird(Discount).Iteration, new int[7]).Max(rate => -rate.Real);
        double measured = Growth(Classics.Baird(Discount, Step), 40_000, 60_000) / Step;
        yield return AtMost("baird-rate", "The star at 0.99: how fast values grow per unit of step size, the relative distance from the spectrum's.", Math.Abs((measured / fast) - 1), 0.01);
        double both = AreaGrowth(Classics.Baird(Discount, Step), 20_000) / Step, sum = ((17 * Discount) - 15) / 7;
        yield return AtMost("baird-area", "And the area between two of its directions, (17 γ − 15)/7: the relative distance.", Math.Abs((both / sum) - 1), 0.01);
        context.Stop.ThrowIfCancellationRequested();
        (double Measured, double Foretold)[] two = [.. from end in Ends from discount in (double[])[0.5, 0.95, 0.999] select (Growth(Classics.TsitsiklisVanRoy(end, discount, Step), 0, 1000) / Step, (discount * (3 - (2 * end))) - 2.5)];
        yield return AtMost("two-states-rate", "Two states: growth or decay per unit of step size is γ (3 − 2ε) − 5/2, the largest relative distance.", two.Worst(pair => Math.Abs((pair.Measured / pair.Foretold) - 1)), 0.01, two.Length);
        double first = Growth(Classics.FirstTransition(Discount, Step), 0, 1000) / Step;
        yield return AtMost("first-transition-rate", "The first transition: 2 γ − 1, the relative distance.", Math.Abs((first / ((2 * Discount) - 1)) - 1), 0.01);
        yield return new Noted("baird_rate", new JsonObject { ["measured"] = measured, ["predicted"] = fast });
    }

    private IEnumerable<Finding> Pictures(double star, double[] expected, double[] squares)
    {
        double[] discounts = [.. Enumerable.Range(0, 21).Select(i => 0.8 + (0.01 * i))], fine = [.. Enumerable.Range(0, 101).Select(i => 0.8 + (0.002 * i))];
        const double Step = 0.002;
        yield return new Pictured("thresholds", "Where growth begins", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Growth rates against the discount, and thresholds against the chance of an end.",
            Panels =
            [
                new()
                {
                    Title = "Baird's star",
                    XLabel = "discount γ",
                    YLabel = "growth per unit of step size",
                    Marks =
                    [
                        new HorizontalRule(0), new VerticalRule(15.0 / 17) { Label = "15/17" },
                        new Line(fine, [.. fine.Select(discount => Leading(discount))]) { Label = "fastest rate, foretold", Colour = Palette.Vermilion },
                        new Line(fine, [.. fine.Select(discount => ((17 * discount) - 15) / 14)]) { Label = "mean of the two, foretold", Colour = Palette.Blue },
                        new Scatter(discounts, [.. discounts.Select(discount => AreaGrowth(Classics.Baird(discount, Step), Steps) / Step / 2)]) { Label = "mean of the two, run", Colour = Palette.Blue },
                        new Markers(new Place(star, 0, "found by halving")) { Size = 8 },
                    ],
                },
                new()
                {
                    Title = "Two states, one weight",
                    XLabel = "chance ε of an end",
                    YLabel = "discount γ",
                    YRange = new(0.82, 1.01),
                    Marks =
                    [
                        new Line([.. Enumerable.Range(0, 51).Select(i => i * 0.005)], [.. Enumerable.Range(0, 51).Select(i => 5 / (6 - (0.02 * i)))]) { Label = "5/(6 − 4ε)", Colour = Palette.Grey },
                        new Scatter(Ends, expected) { Label = "expected updates, halving", Colour = Palette.Blue, Size = 11 },
                        new Scatter(Ends, squares) { Label = "least squares, halving", Colour = Palette.Vermilion, Size = 5 },
                        new Note(0.05, 0.98, "grows"), new Note(0.15, 0.86, "settles"),
                    ],
                },
            ],
        }, "Left: below 15/17 the star's values turn and shrink, above they turn and grow, and from where the upper line leaves the lower one they grow without turning. Right: the more often an episode ends, the longer a discount is safe; the two ways to learn have one threshold.");
        yield return new Pictured("star", "The star step by step", new Figure("")
        {
            Description = "The largest value of the star against steps, for several discounts.",
            Panels =
            [
                new()
                {
                    XLabel = "steps",
                    YLabel = "largest |Q|",
                    YScale = Scale.Log,
                    Marks = [.. ((double[])[0.8, 0.86, 0.9, 0.95, 0.99]).Select(discount => Course(discount))],
                },
            ],
        }, "From the usual start, w = (1, 1, 1, 1, 1, 1, 10, 1), with α = 0.01: the true values are zero, every feature can be fitted, every state is seen alike, and yet.");
    }

    private static Line Course(double discount)
    {
        Classic star = Classics.Baird(discount);
        QState state = QState.At(star.Start);
        List<double> x = [], y = [];
        for (int step = 0; step <= 6000; step++, state = star.Iteration.Next(state))
        {
            if (step % 30 == 0)
            {
                x.Add(step);
                y.Add(Compare.Largest(star.Iteration.Table(state.Values)));
            }
        }

        return new([.. x], [.. y]) { Label = $"γ = {discount}" };
    }

    // The least discount of growth: grows at 1, not at 0.3.
    private static double Halved(Func<double, bool> grows)
    {
        double low = 0.3, high = 1;
        for (int i = 0; i < 34; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = grows(middle) ? (low, middle) : (middle, high);
        }

        return 0.5 * (low + high);
    }

    private static bool Grows(Classic classic) => Growth(classic, 0, 200) > 0;

    // ln of the table's growth a step.
    private static double Growth(Classic classic, int from, int to)
    {
        QState state = QState.At(classic.Start);
        double before = 0;
        for (int step = 0; step < to; step++)
        {
            before = step == from ? Compare.Length(classic.Iteration.Table(state.Values)) : before;
            state = classic.Iteration.Next(state);
        }

        return Math.Log(Compare.Length(classic.Iteration.Table(state.Values)) / before) / (to - from);
    }

    // The star's table has two numbers, and a step multiplies the area between successive tables by the product of both its eigenvalues:
    // also where they turn, when a table's own length says nothing. ln of that a step.
    private static double AreaGrowth(Classic star, int steps)
    {
        QState state = QState.At(star.Start), next = star.Iteration.Next(state);
        double first = Area(state, next);
        for (int step = 0; step < steps; step++)
        {
            (state, next) = (next, star.Iteration.Next(next));
        }

        return Math.Log(Math.Abs(Area(state, next) / first)) / steps;

        double Area(QState a, QState b)
        {
            double[] p = star.Iteration.Table(a.Values), q = star.Iteration.Table(b.Values);
            return (p[0] * q[6]) - (p[6] * q[0]);
        }
    }

    // The spectral radius of what moves the star's two numbers: of eight directions one is never seen, and five fade at 4 α / 7 each.
    private static double Moving(Classic star)
    {
        System.Numerics.Complex[] two = [.. Stability.Rates(star.Iteration, new int[7]).OrderByDescending(rate => Math.Abs(rate.Imaginary)).ThenBy(rate => rate.Real).Take(2)];
        return two.Max(rate => (1 - (star.Iteration.StepSize * rate)).Magnitude);
    }

    private static double Leading(double discount)
    {
        System.Numerics.Complex[] rates = Stability.Rates(Classics.Baird(discount).Iteration, new int[7]);
        return rates.Any(rate => Math.Abs(rate.Imaginary) > 1e-9) ? ((17 * discount) - 15) / 14 : rates.Max(rate => -rate.Real);
    }

    // Neville's polynomial through (x, y), at 0.
    private static double Extrapolated(double[] x, double[] y)
    {
        double[] p = [.. y];
        for (int order = 1; order < x.Length; order++)
        {
            for (int i = 0; i < x.Length - order; i++)
            {
                p[i] = ((x[i] * p[i + 1]) - (x[i + order] * p[i])) / (x[i] - x[i + order]);
            }
        }

        return p[0];
    }

    private static double Distance(double[] a, double[] b) => Compare.Largest(Compare.Difference(a, b));
}
