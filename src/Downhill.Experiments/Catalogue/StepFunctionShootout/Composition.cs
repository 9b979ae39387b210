using Downhill.Compute;
using Downhill.Energies;
using Downhill.Report;

namespace Downhill.Experiments.StepFunctions;

/// <summary>Two bowls, each learned from its own transitions as an energy and as a residual network, and put together in three ways.</summary>
internal sealed class Composition
{
    private const double StepSize = 0.05;
    private const int Steps = 300;

    /// <summary>How many points there are on the lattice that everything is tried from.</summary>
    internal const int Starts = 400;

    /// <summary>Where the wall begins, and its stiffness; with the bowls' 3 or so η times it is 0.8, below the 1 from which descent would overshoot.</summary>
    internal const double WallAt = 0.2, WallStiffness = 12;

    private static readonly double[][] Centers = [[-1, 0], [1, 0.4]];

    private static readonly Quadratic[] Bowls = [new([3, 0.8, 0.8, 2], Centers[0]), new([2, -0.5, -0.5, 3], Centers[1])];

    private readonly FittedStep[] _energySteps, _residualSteps;
    private readonly Energy[] _energies;
    private readonly double[] _lattice;

    internal Composition(int n, int lbfgsSteps, int units, Rng rng, CancellationToken stop)
    {
        (_energySteps, _residualSteps, _energies) = (new FittedStep[2], new FittedStep[2], new Energy[2]);
        Contestant energy = new(Kind.Energy, 2, units, units), residual = Contestant.Nearest(Kind.Residual, 2, energy.Parameters, c => c.Parameters);
        for (int k = 0; k < 2; k++)
        {
            StepSystem system = StepSystem.Descent("bowl", "a bowl", Bowls[k], StepSize, point => StepSystem.InBox(point, -2, 2, -1.5, 1.5));
            SeenSteps learn = system.Draw(n, rng.Fork(k));
            _energySteps[k] = Learned(energy, learn, lbfgsSteps, rng.Fork(2 + k), stop);
            _residualSteps[k] = Learned(residual, learn, lbfgsSteps, rng.Fork(4 + k), stop);
            Energy landscape = ((EnergyStep)_energySteps[k].Step).Landscape(_energySteps[k].Parameters, _energySteps[k].Scaling, StepSize, $"bowl{k}");

            // An energy is known up to a constant: its least value where it was learned is taken as 0.
            _energies[k] = new Lifted(landscape, -Landscape.Of(landscape).Evaluate(learn.From).Energies.Min());
        }

        _lattice = [.. Enumerable.Range(0, Starts).SelectMany(k => new[] { -1.9 + (0.2 * (k / 20)), -1.425 + (0.15 * (k % 20)) })];
    }

    /// <summary>The largest |(x − η ∇(E₁ + E₂)) − (x − η ∇E₁ − η ∇E₂)| on the lattice, over the largest change.</summary>
    internal double SumOfEnergiesAgainstSumOfSteps()
    {
        double[] together = Descend(_energies[0] + _energies[1], _lattice), first = _energySteps[0].Next(_lattice), second = _energySteps[1].Next(_lattice);
        double[] apart = [.. first.Select((x, i) => x + second[i] - _lattice[i])];
        return together.Zip(apart, (a, b) => Math.Abs(a - b)).Max() / apart.Zip(_lattice, (a, b) => Math.Abs(a - b)).Max();
    }

    /// <summary>The error of the summed steps against those of the true sum, in units of its change: of energies, of residual networks.</summary>
    internal (double Energy, double Residual) SumAgainstTruth()
    {
        double[] truth = Descend(Bowls[0] + Bowls[1], _lattice);
        return (RollOuts.OfTheChange(Sum(_energySteps), truth, _lattice), RollOuts.OfTheChange(Sum(_residualSteps), truth, _lattice));

        double[] Sum(FittedStep[] steps) => [.. steps[0].Next(_lattice).Zip(steps[1].Next(_lattice), (a, b) => a + b).Select((x, i) => x - _lattice[i])];
    }

    /// <summary>The share of starts that end within 0.1 of a bottom, down A-or-B of energies and along the mean of residual networks.</summary>
    internal (double Energy, double Residual) Either() => (Reached(Ends(_lattice, x => Descend(Or, x))), Reached(Ends(_lattice, MeanResidual)));

    /// <summary>The relative error of ∇(A or B) against the truth on the lattice.</summary>
    internal double OrAgainstTruth() => RollOuts.OfTheChange(Descend(Or, _lattice), Descend(new SoftMinimum(Bowls[0], Bowls[1], 1), _lattice), _lattice);

    /// <summary>The farthest to the right that any start ends with the wall.</summary>
    internal double FarthestRight() => Ends(_lattice, x => Descend(Walled, x)).Where((_, i) => i % 2 == 0).Max();

    /// <summary>Where the wall and the right bowl would balance if the left were not there: A₁₁ (x − x̄) + A₁₂ (y − ȳ) + k (x − a) = 0, with y free.</summary>
    internal static double Balance()
    {
        IReadOnlyList<double> a = Bowls[1].Matrix;
        double effective = a[0] - (a[1] * a[2] / a[3]);
        return ((effective * Centers[1][0]) + (WallStiffness * WallAt)) / (effective + WallStiffness);
    }

    internal Figure Picture() => new("")
    {
        Width = 900,
        Height = 290,
        Columns = 3,
        SharedY = true,
        Description = "The learned landscape A or B, the mean of two residual networks, and the landscape with a wall",
        Panels =
        [
            Map("energies: A or B", Or, x => Descend(Or, x)),
            Map("residual networks: the mean", null, MeanResidual),
            Map("energies: A or B, and a wall", Walled, x => Descend(Walled, x)),
        ],
    };

    private SoftMinimum Or => new(_energies[0], _energies[1], 1);

    private Energy Walled => Or + new Wall(WallAt, WallStiffness);

    private static FittedStep Learned(Contestant contestant, SeenSteps learn, int steps, Rng rng, CancellationToken stop)
    {
        StepFit fit = new(contestant.Make(rng), 2) { Steps = steps };
        int learned = learn.Count - (learn.Count / 4);
        fit.Fit(learn.Part(0, learned), learn.Part(learned, learn.Count), Scaling.Of(learn), stop);
        return fit.Use;
    }

    private static double[] Descend(Energy energy, double[] points) => [.. points.Zip(Landscape.Of(energy).Evaluate(points).Gradients, (x, slope) => x - (StepSize * slope))];

    private static double[] Ends(double[] points, Func<double[], double[]> next) => RollOuts.From(points, Steps, next)[^1];

    private static double Reached(double[] ends) =>
        ends.Chunk(2).Average(end => Centers.Any(center => Math.Sqrt(((end[0] - center[0]) * (end[0] - center[0])) + ((end[1] - center[1]) * (end[1] - center[1]))) < 0.1) ? 1.0 : 0);

    private double[] MeanResidual(double[] points) => [.. _residualSteps[0].Next(points).Zip(_residualSteps[1].Next(points), (a, b) => (a + b) / 2)];

    private static Panel Map(string title, Energy? energy, Func<double[], double[]> next)
    {
        Bounds x = new(-2, 2), y = new(-1.5, 1.5);
        double[] starts = [.. Enumerable.Range(0, 20).SelectMany(k => new[] { -1.8 + (0.9 * (k % 5)), -1.35 + (0.9 * (k / 5)) })];
        double[][] path = [starts, .. RollOuts.From(starts, Steps, next)];
        return new Panel
        {
            Title = title,
            XLabel = "x",
            YLabel = "y",
            EqualAspect = true,
            XRange = x,
            YRange = y,
            Legend = Legend.None,
            Marks =
            [
                .. energy is null ? (Mark[])[] : [new Heatmap(LevelsOf(energy, x, y)) { ShowColourBar = false, Maximum = 6 }, new Contours(LevelsOf(energy, x, y)) { Levels = [0.25, 0.5, 1, 2, 3, 4, 5, 6] }],
                .. Enumerable.Range(0, 20).Select(k => new Track([.. path.Select(p => p[2 * k])], [.. path.Select(p => p[(2 * k) + 1])]) { Width = 1.1, Fading = false, Colour = Palette.Vermilion }),
                new Markers([.. Centers.Select((center, i) => new Place(center[0], center[1], i == 0 ? "A" : "B"))]) { Shape = MarkerShape.Cross },
            ],
        };
    }

    private static Grid LevelsOf(Energy energy, Bounds x, Bounds y)
    {
        const int Side = 90;
        double[] points = [.. Enumerable.Range(0, Side * Side).SelectMany(k => new[] { x.Least + ((x.Greatest - x.Least) * (k / Side) / (Side - 1)), y.Least + ((y.Greatest - y.Least) * (k % Side) / (Side - 1)) })];
        double[] energies = Landscape.Of(energy).Evaluate(points).Energies;
        double[,] values = new double[Side, Side];
        Buffer.BlockCopy(energies, 0, values, 0, energies.Length * sizeof(double));
        return new Grid(values, x, y);
    }
}
