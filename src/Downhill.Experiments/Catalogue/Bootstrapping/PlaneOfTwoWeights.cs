using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>A process whose values have two weights: the whole of its learning is a map.</summary>
internal static class PlaneOfTwoWeights
{
    private const double Half = 1.5;

    /// <summary>The first process drawn that settles on data of its greedy policy and grows on data of the worst.</summary>
    internal static IEnumerable<Finding> Pictured(Rng rng)
    {
        for (int draw = 0; draw < 400; draw++)
        {
            Mdp mdp = new Garnet { States = 3, Actions = 2, Branches = 1, Discount = 0.9 }.Draw(rng.Fork(draw));
            LinearFeatures features = LearnedProcess.Features(mdp, 2, rng.Fork(draw));
            double[] best = OptimalValues.Of(mdp).Q;
            QIteration on = Of(PairDistribution.Greedy(2, best)), off = Of(PairDistribution.Adversarial(2, best));
            QCourse settled = QCourse.Of(on, new double[2], 1e-9, 1e4, 20_000);
            if (settled.End == QEnd.Settled && QCourse.Of(off, new double[2], 1e-9, 1e4, 20_000).End == QEnd.Grew)
            {
                QIteration half = Of(PairDistribution.Mixture(PairDistribution.Greedy(2, best), PairDistribution.Adversarial(2, best), 0.5));
                return [new Pictured("map", "A map of learning", Map([("greedy policy's data", on), ("half and half", half), ("worst policy's data", off)], settled.Last.Values), "Three states, two actions, two weights. Lines are the ways that expected updates take; colours say which policy is greedy. The same process and the same features: only who collected the data differs.")];
            }

            QIteration Of(Policy behaviour) => new(new(mdp), Gain.OfFeatures(features, PairDistribution.Of(mdp, behaviour))) { Features = features, StepSize = 0.05 };
        }

        return [];
    }

    private static Figure Map((string Name, QIteration Update)[] kinds, double[] rest)
    {
        double half = Half * Math.Max(1, Math.Max(Math.Abs(rest[0]), Math.Abs(rest[1])));
        Bounds range = new(-half, half);
        return new("")
        {
            Width = 1100,
            Columns = 3,
            Height = 400,
            Description = "Directions of learning in the plane of two weights, for data of three policies.",
            Panels = [.. kinds.Select(kind => new Panel
            {
                Title = kind.Name,
                XLabel = "w₁",
                YLabel = "w₂",
                XRange = range,
                YRange = range,
                EqualAspect = true,
                Legend = Legend.None,
                Marks =
                [
                    new Heatmap(Grid.Of((x, y) => kind.Update.Backup.Greedy(kind.Update.Table([x, y])).Aggregate(0, (number, action) => (2 * number) + action), range, range, 150, 150)) { ShowColourBar = false, Smooth = false, Minimum = -6, Maximum = 9 },
                    new Streamlines((x, y) => kind.Update.Next(QState.At([x, y])).Values is var next ? (next[0] - x, next[1] - y) : default) { Colour = Palette.White, Spacing = 22 },
                    .. new (double X, double Y)[] { (0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8), (0.8, -0.8) }.Select(corner => Course(kind.Update, corner.X * half, corner.Y * half)),
                ],
            })],
        };
    }

    private static Line Course(QIteration update, double x, double y)
    {
        QState state = QState.At([x, y]);
        List<double[]> places = [state.Values];
        for (int step = 0; step < 4000 && places[^1].All(w => Math.Abs(w) < 100); step++)
        {
            state = update.Next(state);
            places.Add(state.Values);
        }

        return new([.. places.Select(place => place[0])], [.. places.Select(place => place[1])]) { Colour = Palette.Vermilion, Width = 2 };
    }
}
