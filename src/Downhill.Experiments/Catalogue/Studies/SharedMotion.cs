using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Learning;
using Downhill.Report;
using Downhill.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Experiments.Studies;

/// <summary>A motion whose downhill share is known, and the share that learning measures.</summary>
/// <param name="Id">Lower case, with hyphens.</param>
/// <param name="Words">What moves, in words.</param>
/// <param name="Exact">The share on the points of the tracks kept aside.</param>
/// <param name="Result">What was learned.</param>
/// <param name="Dial">The setting of the dial; NaN where there is none.</param>
internal sealed record SharedMotion(string Id, string Words, double Exact, LearnResult Result, double Dial = double.NaN)
{
    // What networks of finite size and length of learning leave of a field that they could have in full.
    internal const double OfLearning = 0.01;
    private const double Wrong = 0.7, Enough = 0.95;
    private const double Rate = 1, Turn = 2, Interval = 0.05;

    internal DownhillShare Share => Result.Share;

    /// <summary>The interval's half-width, and what learning is off by where nothing is random.</summary>
    internal double Tolerance => ((Share.Interval.High - Share.Interval.Low) / 2) + OfLearning;

    internal Verdict Verdict => Share.Interval.High < Wrong
        ? new(Standing.Bad, Words, $"{Measured}: an energy is the wrong explanation.")
        : Share.Interval.High >= Enough && Share.Interval.Low >= Wrong
            ? new(Standing.Good, Words, $"{Measured}: an energy is explanation enough.")
            : new(Standing.Warn, Words, $"{Measured}: part of the motion is not downhill.");

    private string Measured => $"{100 * Share.Value:F1} % of what can be predicted is downhill (95 % interval {100 * Share.Interval.Low:F1} to {100 * Share.Interval.High:F1} %; exactly {100 * Exact:F1} %)";

    /// <summary>x′ = −(1 − s) x + s · 2 J x with the dial at s: points stay spread evenly around the centre, so any best energy is round.</summary>
    internal static SharedMotion Mixed(double dial, int tracks, Rng rng, LearnSettings settings, ExperimentContext context) =>
        Linear($"dial-{Number.Format(100 * dial, 3)}", $"Dial at {Number.Format(dial)}", [-(1 - dial) * Rate, -dial * Turn, dial * Turn, -(1 - dial) * Rate], dial, tracks, rng, settings, context);

    /// <summary>The spiral that <c>simulate rotation</c> knows.</summary>
    internal static SharedMotion Spiral(int tracks, Rng rng, LearnSettings settings, ExperimentContext context) =>
        Linear("spiral", "A spiral", [.. KnownSystems.Named("rotation")!.Drift!], double.NaN, tracks, rng, settings, context);

    /// <summary>Stuart and Landau's oscillator: x′ = (1 − |x|²) x + 2 J x, a descent in |x|⁴/4 − |x|²/2 with a rotation that no energy has.</summary>
    internal static SharedMotion Cycle(int tracks, Rng rng, LearnSettings settings, ExperimentContext context)
    {
        SimulatedSystem system = KnownSystems.Named("rotation")!;
        LearnResult result = Lessons.Of(system with { Name = "a limit cycle" }, [.. Enumerable.Range(0, tracks).Select(track => Orbit(track, rng.Fork(track)))], Interval, settings, context);
        double downhill = 0, all = 0;
        foreach (double[] point in result.Split.HeldOut.SelectMany(track => track.Values[..^2].Chunk(2)))
        {
            double square = (point[0] * point[0]) + (point[1] * point[1]), inwards = (1 - square) * (1 - square) * square;
            (downhill, all) = (downhill + inwards, all + inwards + (Turn * Turn * square));
        }

        return new("limit-cycle", "A limit cycle", downhill / all, result);
    }

    /// <summary>Noisy tracks in three wells: all downhill.</summary>
    internal static SharedMotion InWells(int tracks, Rng rng, LearnSettings settings, ExperimentContext context)
    {
        Wells wells = Wells.Example;
        return new("three-wells", "Three wells", 1, Lessons.Of(wells.System, wells.Tracks(tracks, 400, rng), wells.Interval, settings with { Model = ModelClass.Radial }, context));
    }

    internal JsonObject ToJson() => new()
    {
        ["share"] = Share.Value,
        ["interval"] = new JsonArray(Share.Interval.Low, Share.Interval.High),
        ["exact"] = Exact,
        ["free_skill"] = Share.FreeSkill,
        ["model"] = Result.Choice.Best.Name,
    };

    private static SharedMotion Linear(string id, string words, double[] drift, double dial, int tracks, Rng rng, LearnSettings settings, ExperimentContext context)
    {
        const int Frames = 30;
        SimulatedSystem system = KnownSystems.Named("rotation")! with { Name = words.ToLowerInvariant(), Drift = drift };
        LearnResult result = Lessons.Of(system, Simulator.Run(system, tracks, Frames, Interval, 0, rng), Interval, settings, context);
        return new(id, words, ExactOf(Matrix<double>.Build.DenseOfRowMajor(2, 2, drift), result.Split), result, dial);
    }

    private static Trajectory Orbit(int track, Rng rng)
    {
        const int Frames = 60;
        double[] values = new double[2 * Frames];

        // Near the cycle, as far out the way in is all that there is.
        (values[0], values[1]) = (0.6 * rng.Normal(0), 0.6 * rng.Normal(1));
        for (int at = 2; at < values.Length; at += 2)
        {
            double x = values[at - 2], y = values[at - 1], grown = 1 - (x * x) - (y * y);
            (values[at], values[at + 1]) = (x + (Interval * ((grown * x) - (Turn * y))), y + (Interval * ((grown * y) + (Turn * x))));
        }

        return new Trajectory($"{track}", [.. Enumerable.Range(0, Frames).Select(frame => frame * Interval)], values, ["x", "y"]);
    }

    /// <summary>What the best tilted quadratic energy for the tracks learned from predicts on those kept aside.</summary>
    private static double ExactOf(Matrix<double> a, TrackSplit split)
    {
        Matrix<double> x = Points(split.Learn), held = Points(split.HeldOut);
        Vector<double> mean = x.ColumnSums() / x.RowCount;
        Matrix<double> about = Less(x, mean), rest = a - BestSymmetric(a, about.TransposeThisAndMultiply(about));
        return 1 - ((Less(held, mean) * rest.Transpose()).PointwisePower(2).RowSums().Sum() / (held * a.Transpose()).PointwisePower(2).RowSums().Sum());
    }

    private static Matrix<double> Points(IReadOnlyList<Trajectory> tracks) => Matrix<double>.Build.DenseOfRows(tracks.SelectMany(track => track.Values[..^2].Chunk(2)));

    private static Matrix<double> Less(Matrix<double> rows, Vector<double> mean) => rows.MapIndexed((_, i, value) => value - mean[i]);

    // S C + C S = A C + C Aᵀ in the axes of C, where it is one equation for each entry.
    internal static Matrix<double> BestSymmetric(Matrix<double> a, Matrix<double> c)
    {
        var modes = c.Evd(Symmetricity.Symmetric);
        Matrix<double> q = modes.EigenVectors, right = q.TransposeThisAndMultiply((a * c) + (c * a.Transpose())) * q;
        return q * right.MapIndexed((i, j, value) => value / (modes.EigenValues[i].Real + modes.EigenValues[j].Real)) * q.Transpose();
    }
}
