using Downhill.Compute;
using Downhill.Objectives;
using static Downhill.Compute.Maths;

namespace Downhill.Training;

/// <summary>Why a loss is not finite, in one line: measured once, when it has happened.</summary>
internal sealed record Diagnosis
{
    private const int Iterations = 64;

    // A roll-out has run away where it is this many times as large as anything that was observed.
    private const double Away = 1e6;

    internal required Energy Energy { get; init; }

    internal required Objective Objective { get; init; }

    internal required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Every input per row: "start", "targets", then "given" where there is one.</summary>
    internal required IReadOnlyList<(string Name, double[] Numbers)> Batch { get; init; }

    internal required double LearningRate { get; init; }

    /// <summary>The cause, for the parameters at the failure and at the start.</summary>
    internal string Of(double loss, int step, double[][] values, double[][] first)
    {
        string found = $"The loss is {loss} at step {step}: ";
        if (Objective is not TrajectoryMatching matching)
        {
            return found + $"the largest parameter is {Largest(values.SelectMany(v => v)):g4}, at the start it was {Largest(first.SelectMany(v => v)):g4}; try a smaller learning rate than {LearningRate:g4}, or data without outliers.";
        }

        double reached = Largest(Run(matching.RollOut(Energy), values)), from = Largest(Batch[0].Numbers), observed = Math.Max(from, Largest(Batch[1].Numbers));
        if (reached < Away * observed)
        {
            return found + $"the roll-out stays within {reached:g4}, so it is the weights or the targets that are too large to be squared; rescale them.";
        }

        (double now, double before) = (Pace(matching, values), Pace(matching, first));
        string symbol = matching.Motion == Motion.Inertial ? "the inner step times the root of the largest curvature" : "the inner step times the largest curvature";
        return found + $"the roll-out runs away, from starts within {from:g4} to states as large as {reached:g4}; " + (
            before > 2 ? $"{symbol} is {before:g4} before anything is learned, and above 2 steps of {matching.StepSize:g4} diverge: try an inner step below {matching.StepSize * 2 / before:g4}."
            : !(now <= 2) ? $"{symbol} was {before:g4} before learning and is {now:g4}, above 2, now: learning drove it there, try a smaller learning rate than {LearningRate:g4}, or more and smaller inner steps."
            : $"{symbol} is {now:g4} where the windows begin, below 2, so it is on the way that the energy falls without end: try a shorter roll-out.");
    }

    /// <summary>η |λ|, or h √|λ| of inertial motion, λ the Hessian's eigenvalue of largest modulus over the windows' first states: by power iterations.</summary>
    private double Pace(TrajectoryMatching matching, double[][] values)
    {
        Node x = Slice(Node.Point(matching.Weights.Count, "start"), 0, Energy.Dimension), gradient = Derivative.Gradient(Energy.Of(x), x);
        Node probe = Repeat(Node.Constant([.. Enumerable.Range(1, Energy.Dimension).Select(i => 0.1 + (i * 1.618033988749895 % 1))], 1, Energy.Dimension), x.Shape);
        Node growth = Scan.Over(Iterations, [probe, Sum(0 * probe)], [], (c, _, _) =>
        {
            Node norm = Sqrt(SquaredNorm(c[0])), unit = c[0] / Select(Less(0, norm), norm, 1), next = Derivative.VectorJacobian(gradient, unit, x);
            return [next, Sqrt(SquaredNorm(next))];
        }).Final[1];
        double largest = Largest(Run(growth, values));
        return matching.StepSize * (matching.Motion == Motion.Inertial ? Math.Sqrt(largest) : largest);
    }

    // What an output does not ask for is asked for beside it, so that everything may be set.
    private double[] Run(Node output, double[][] values)
    {
        Node[] inputs = [.. Batch.Where(one => one.Name != "targets").Select(one => Node.Point(one.Numbers.Length / Rows, one.Name)), .. Parameters.Select(p => p.Node), .. Objective.Settings.Select(p => p.Node), .. Targets];
        Computation<double> computation = Computation.Compile<double>(1, [output, .. inputs]);
        foreach ((string name, double[] numbers) in Batch)
        {
            computation.Set(name, numbers);
        }

        computation.Set(Objective.Settings);
        for (int p = 0; p < Parameters.Count; p++)
        {
            computation.Set(Parameters[p].Name, values[p]);
        }

        computation.Run();
        return computation[0].ToArray();
    }

    private int Rows => Batch[0].Numbers.Length / ((TrajectoryMatching)Objective).Weights.Count;

    private Node[] Targets
    {
        get
        {
            TrajectoryMatching matching = (TrajectoryMatching)Objective;
            return [Node.Input("targets", Shape.PerRow(matching.Weights.Count) with { Steps = matching.Matched })];
        }
    }

    // Infinite where anything is not a number.
    private static double Largest(IEnumerable<double> numbers) => numbers.Aggregate(0.0, (largest, x) => double.IsFinite(x) ? Math.Max(largest, Math.Abs(x)) : double.PositiveInfinity);
}
