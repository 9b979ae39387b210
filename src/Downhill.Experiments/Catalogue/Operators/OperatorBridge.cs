using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Operators;

/// <summary>Multiplicative steps, the Boltzmann distribution, Langevin's points and descent in one landscape: t steps are the temperature 1/(ηt), which Langevin samples, and at the end of which is descent.</summary>
/// <remarks>
/// V(s) = ½ (s² − 1)² + 0.15 s. On densities over s the energy E(p) = Σ pᵢ Vᵢ is linear, so t steps from an even p are exp(−ηt V)/Z. Above its
/// least value, ⟨V⟩ is 1/(2β) as β grows: half a temperature, of one coordinate in a parabola.
/// </remarks>
public sealed record OperatorBridge : Experiment
{
    private const int Cells = 400, Bins = 40;
    private const double Eta = 0.05, End = 2.4;

    // Langevin's, about half of what is stable in the wells: 600 steps are 72 units of time, six times what leaving the higher well takes at β = 5.
    private const double Step = 0.12;

    private static readonly double[] Places = [.. Enumerable.Range(0, Cells).Select(i => (((i + 0.5) / Cells * 2) - 1) * End)];
    private static readonly double[] Heights = [.. Places.Select(s => Height(s))];

    /// <summary>Chains.</summary>
    [Setting("chains that sample; each is one point of a histogram", Minimum = 100, Maximum = 10000000)]
    public int Chains { get; init; } = 100000;

    /// <summary>Steps of a chain at each temperature.</summary>
    [Setting("steps of a chain at each temperature", Minimum = 10)]
    public int Steps { get; init; } = 600;

    /// <inheritdoc/>
    public override string Name => "operator-bridge";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "Multiplicative steps are the Boltzmann distribution at β = ηt, Langevin samples it, and descent is where it ends: one landscape, one picture; and which operators contract.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Chains = 4000, Steps = 400 },
        ExperimentSize.Full => this with { Chains = 1000000, Steps = 2000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        double[] betas = [0.5, 2, 5];
        double[] density = Walk.Path(Mean, Cells, new Dynamics.ExponentiatedGradient { StepSize = Eta }, (int)(128 / Eta), Even);
        double[] At(double beta) => density[(Cells * ((int)Math.Round(beta / Eta) - 1))..(Cells * (int)Math.Round(beta / Eta))];
        double worst = Enumerable.Range(1, density.Length / Cells).Worst(t => Variation(density[(Cells * (t - 1))..(Cells * t)], Boltzmann(Eta * t)));
        yield return AtMost("boltzmann", "After each of the steps the density is exp(−ηt V)/Z: the largest total variation.", worst, 1e-12, density.Length / Cells);

        (double[] points, double accepted)[] sampled = Sample(betas, context);
        double[] apart = [.. betas.Select((beta, k) => Variation(Binned(sampled[k].points), Coarse(At(beta))))];

        // A histogram of n points in 40 bins is off by Σ √(p (1 − p) / n) / √(2π) ≤ √(40/n)/√(2π) on average, and by half as much again once in a million.
        double chance = 1.5 * Math.Sqrt(Bins / (2 * Math.PI * Chains));
        yield return AtMost("langevin", "Langevin steps with a Metropolis test at T = 1/β sample it: the largest total variation, beside what so many points are off by chance.", apart.Worst(), chance, betas.Length * Chains);
        yield return new Noted("total_variation", new JsonObject { ["beta"] = Array(betas), ["value"] = Array(apart), ["accepted"] = Array(sampled.Select(one => one.accepted)) });

        foreach (Finding finding in Cold(density).Concat(Picture(betas, At, sampled)).Concat(Triangle()).Concat(Moduli()))
        {
            yield return finding;
        }
    }

    private static double[] Even => [.. Enumerable.Repeat(1.0 / Cells, Cells)];

    private static double Height(double s) => (0.5 * Math.Pow((s * s) - 1, 2)) + (0.15 * s);

    private static Node Landscape(Node s) => (0.5 * Square(Square(s) - 1)) + (0.15 * s);

    private static Node Mean(Node p) => Dot(Node.Constant(Heights, 1, Cells), p);

    private (double[] Points, double Accepted)[] Sample(double[] betas, ExperimentContext context)
    {
        double[] points = [.. Enumerable.Range(0, Chains).Select(i => ((2 * context.Rng.Fork(1).Uniform(i)) - 1) * End)];
        return [.. betas.Select((beta, k) =>
        {
            context.Tell($"sampling at β = {Number.Format(beta)}");
            context.Stop.ThrowIfCancellationRequested();
            Chain chain = new(new Formula(1, Landscape), new Mala { StepSize = Step, Temperature = 1 / beta }, Steps, context.Rng.Fork(2 + k));
            double[][] state = chain.Advance(chain.AtRest(points));
            points = state[0];
            return (points, state[1].Average() / Steps);
        })];
    }

    /// <summary>As β grows, ⟨V⟩ comes to where descent ends, as 1/(2β).</summary>
    private IEnumerable<Finding> Cold(double[] density)
    {
        double[] starts = [.. Enumerable.Range(0, 41).Select(i => -2 + (0.1 * i))];
        double[] ends = Walk.End(Landscape, 1, new GradientDescent { StepSize = 0.05 }, 3000, starts);
        double least = ends.Min(s => Height(s)), lowest = ends.MinBy(s => Height(s));
        int last = density.Length / Cells;
        double[] coldest = density[^Cells..];
        double beta = Eta * last, above = Compare.Dot(coldest, Heights) - least, spread = Math.Sqrt(coldest.Zip(Places, (p, s) => p * (s - lowest) * (s - lowest)).Sum());
        yield return Within("half-a-temperature", $"At β = {Number.Format(beta)}, β (⟨V⟩ − V(s*)) is that of one coordinate in a parabola, s* where descent ends lowest.", beta * above, 0.5, 0.02, last);

        // V″(s*) = 6 s*² − 2 is about 4.5: the deviation there is 1/√(4.5 β).
        yield return Within("descent-limit", "And it lies around s* as widely as a parabola of that bend lets it: the deviation from s* over 1/√(β V″).", spread * Math.Sqrt(beta * ((6 * lowest * lowest) - 2)), 1, 0.05, last);
        double[] higher = [.. ends.Where(s => Height(s) > least + 0.01)];
        yield return AtLeast("only-the-lowest", "Descent alone ends in a higher minimum from this share of all starts; the distribution leaves it.", (double)higher.Length / ends.Length, 0.2, ends.Length);
        double left = coldest.Zip(Places, (p, s) => s > 0 ? p : 0).Sum();
        yield return AtMost("higher-well-left", "What is left of it in the higher well.", left, 1e-9);
        yield return new Noted("descent_ends", Array(ends.Select(s => Math.Round(s, 6)).Distinct()));
    }

    private static IEnumerable<Finding> Picture(double[] betas, Func<double, double[]> at, (double[] Points, double Accepted)[] sampled)
    {
        double cell = 2 * End / Cells;
        double[] ends = [.. Walk.End(Landscape, 1, new GradientDescent { StepSize = 0.05 }, 3000, [-1, 1])];
        Panel Of(double beta, int k)
        {
            double[] stepped = [.. at(beta).Select(p => p / cell)], exact = [.. Boltzmann(beta).Select(p => p / cell)];
            int[] some = [.. Enumerable.Range(0, 40).Select(i => (10 * i) + 5)];
            return new()
            {
                Title = $"β = {Number.Format(beta)}: {Math.Round(beta / Eta)} steps",
                XLabel = "s",
                YLabel = "density",
                XRange = new(-2, 2),
                Legend = k == 0 ? Legend.Inside : Legend.None,
                Marks =
                [
                    new Histogram(sampled[k].Points) { Label = "Langevin's points", Range = new(-End, End), Bins = 2 * Bins, Density = true, Colour = Palette.Teal },
                    new Line(Places, exact) { Label = "exp(−βV)/Z", Colour = Palette.Ink, Width = 1.2 },
                    new Scatter([.. some.Select(i => Places[i])], [.. some.Select(i => stepped[i])]) { Label = "multiplicative steps", Colour = Palette.Vermilion, Size = 5 },
                    new Markers([.. ends.Select(s => new Place(s, 0))]) { Label = "ends of descent", Colour = Palette.Plum },
                ],
            };
        }

        yield return new Pictured("bridge", "Three operators, one landscape", new Figure("")
        {
            Width = 1080,
            Columns = 3,
            Description = "Densities of multiplicative steps, of the Boltzmann law and of Langevin's points at three temperatures, and where descent ends",
            Panels = [.. betas.Select(Of)],
        }, "V = ½ (s² − 1)² + 0.15 s. The dots, η = 0.05 a step from an even density, lie on the line at β = ηt; the histogram is drawn from the same law by moving points; as β grows all of it gathers where descent from the left ends.");
    }

    /// <summary>On three states, the ways of projected descent and of multiplicative steps to one corner.</summary>
    private static IEnumerable<Finding> Triangle()
    {
        Node costs = Node.Constant([0, 0.3, 1], 1, 3);
        Mark[] Way(double[] start, bool isFirst)
        {
            double[] path = [.. start, .. Walk.Path(p => Dot(costs, p), 3, new Dynamics.ExponentiatedGradient { StepSize = Eta }, 600, start)];
            double[] x = start;
            List<double> projected = [.. start];
            for (int step = 0; step < 300; step++)
            {
                x = ThreeFormalisations.OnSimplex([x[0], x[1] - (0.3 * 0.02), x[2] - 0.02]);
                projected.AddRange(x);
            }

            return
            [
                Flat(path) with { Label = isFirst ? "multiplicative steps" : null, Colour = Palette.Vermilion },
                Flat([.. projected]) with { Label = isFirst ? "projected descent" : null, Colour = Palette.Blue },
            ];
        }

        double[][] starts = [[1.0 / 3, 1.0 / 3, 1.0 / 3], [0.05, 0.15, 0.8], [0.05, 0.8, 0.15], [0.02, 0.49, 0.49]];
        yield return new Pictured("triangle", "Ways over the simplex", new Figure("")
        {
            Width = 520,
            Description = "Paths of projected descent and of multiplicative steps over the simplex of three states",
            Panels =
            [
                new Panel
                {
                    EqualAspect = true,
                    Legend = Legend.Inside,
                    Marks =
                    [
                        new Line([0, 1, 0.5, 0], [0, 0, Math.Sqrt(0.75), 0]) { Colour = Palette.Grey, Width = 1 },
                        .. starts.SelectMany((start, i) => Way(start, i == 0)),
                        new Note(0.02, -0.06, "V = 0"), new Note(0.9, -0.06, "0.3"), new Note(0.52, 0.9, "1"),
                    ],
                },
            ],
        }, "One linear energy. Descent goes straight until it meets an edge; multiplicative steps cool, leaving the highest state first, and never reach an edge. Both end in the lowest corner.");
    }

    private static Line Flat(double[] path) => new([.. path.Chunk(3).Select(p => p[1] + (0.5 * p[2]))], [.. path.Chunk(3).Select(p => Math.Sqrt(0.75) * p[2])]);

    private IEnumerable<Finding> Moduli()
    {
        ModuliTable table = ModuliTable.Measure();
        yield return AtMost("moduli", "Moduli of contraction are those of the formulas: the largest difference.", table.Off, 1e-12, table.Rows.Count);
        yield return AtMost("convex-contracts", "Descent with ηλ below 2 and the proximal step contract where the energy is convex: the largest modulus.", table.OnConvex, 0.95, table.Rows.Count);
        yield return AtLeast("barrier-spreads", "No operator contracts over a barrier: two minima stay two; the least modulus.", table.OverBarrier, 1, table.Rows.Count);
        yield return new Tabulated("Which operators contract", table.Listing);
        yield return new Noted("moduli", table.ToJson());
    }

    private static double[] Boltzmann(double beta)
    {
        double least = Heights.Min();
        double[] weights = [.. Heights.Select(v => Math.Exp(-beta * (v - least)))];
        return [.. weights.Select(w => w / weights.Sum())];
    }

    private static double[] Coarse(double[] density) => [.. density.Chunk(Cells / Bins).Select(part => part.Sum())];

    private static double[] Binned(double[] points)
    {
        double[] counts = new double[Bins];
        foreach (double s in points)
        {
            counts[Math.Clamp((int)Math.Floor((s + End) / (2 * End) * Bins), 0, Bins - 1)] += 1.0 / points.Length;
        }

        return counts;
    }

    private static double Variation(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Sum() / 2;

    private static JsonArray Array(IEnumerable<double> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);
}
