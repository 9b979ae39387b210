using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Studies;

/// <summary>How wrong each cheaper route is on units that settle: against the steps that are looked back, against the nudge, against the slope that is left.</summary>
internal sealed record RouteErrors
{
    internal required double[] Lasts { get; init; }

    /// <summary>|truncated − whole|.</summary>
    internal required double[] Truncated { get; init; }

    /// <summary>Σ over rows of |∂²E/∂y∂θ| |H⁻¹ dC/dy| |I − ηH|ᴷ′.</summary>
    internal required double[] Bound { get; init; }

    /// <summary>|I − ηH| of the worst row.</summary>
    internal required double Contraction { get; init; }

    internal required double[] Nudges { get; init; }

    internal required double[] OneSided { get; init; }

    internal required double[] Centred { get; init; }

    internal required double[] Slopes { get; init; }

    /// <summary>|implicit before the minimum − at it|.</summary>
    internal required double[] Implicit { get; init; }

    /// <summary>The same of equilibrium propagation.</summary>
    internal required double[] Unsettled { get; init; }

    internal static RouteErrors Of(RouteProblem problem, int[] lasts, double[] nudges, int[] stops, ExperimentContext context)
    {
        double[] whole = problem.Gradient(GradientRoute.Implicit), nudged = problem.Gradient(GradientRoute.Nudged);
        context.Tell("cutting the way back");
        double[] truncated = [.. lasts.Select(last => Apart(problem.Gradient(GradientRoute.Truncated(last)), whole))];
        (double Scale, double Norm)[] rows = [.. Enumerable.Range(0, problem.Rows).Select(row => AtTheMinimum(problem.Row(row)))];
        context.Tell("nudging");
        double[] oneSided = [.. nudges.Select(beta => Apart(problem.Gradient(problem.NudgedOnce(beta)), whole))];
        double[] centred = [.. nudges.Select(beta => Apart(problem.Gradient(new Dynamics.EquilibriumPropagation { Nudge = beta }), whole))];
        context.Tell("stopping before the minimum");
        RouteProblem[] early = [.. stops.Select(steps => problem with { Loop = problem.Loop with { Steps = steps } })];
        return new()
        {
            Lasts = [.. lasts.Select(last => (double)last)],
            Truncated = truncated,
            Bound = [.. lasts.Select(last => rows.Sum(row => row.Scale * Math.Pow(row.Norm, last)) / problem.Rows)],
            Contraction = rows.Max(row => row.Norm),
            Nudges = nudges,
            OneSided = oneSided,
            Centred = centred,
            Slopes = [.. early.Select(stopped => stopped.Certificate().Slope)],
            Implicit = [.. early.Select(stopped => Apart(stopped.Gradient(GradientRoute.Implicit), whole))],
            Unsettled = [.. early.Select(stopped => Apart(stopped.Gradient(GradientRoute.Nudged), nudged))],
        };
    }

    private static double Apart(double[] a, double[] b) => Compare.Length(Compare.Difference(a, b));

    /// <summary>Of one row at its minimum: |∂²E/∂y∂θ| |H⁻¹ dC/dy|, and |I − ηH|.</summary>
    private static (double Scale, double Norm) AtTheMinimum(RouteProblem row)
    {
        int d = row.Dimension;
        Node y = Node.Point(d, "y"), energy = row.Energy(y);
        Node[] axes = [.. Enumerable.Range(0, d).Select(i => Node.Constant([.. Enumerable.Range(0, d).Select(j => i == j ? 1.0 : 0)], 1, d))];
        Node[] mixed = [.. axes.SelectMany(axis => row.Nodes.Select(node => Derivative.Mixed(energy, y, axis, node)))];
        double[][] at = row.Run([new("y", d, row.End())], [Derivative.Hessian(energy, y), Derivative.Gradient(row.Cost(y), y), .. mixed]);
        double[][] columns = [.. at.Skip(2).Chunk(row.Nodes.Length).Select(parts => parts.SelectMany(part => part).ToArray())];
        double[,] hessian = Dense.Square(at[0], d);
        double eta = ((GradientDescent)row.Loop.Stepper).StepSize;
        double norm = Compare.Largest(Dense.Eigenvalues(Dense.Matrix(d, d, (i, j) => (i == j ? 1 : 0) - (eta * hessian[i, j]))));
        return (Dense.SpectralNorm(Dense.Matrix(columns[0].Length, d, (p, i) => columns[i][p])) * Compare.Length(Dense.Solve(hessian, at[1])), norm);
    }
}
